# The two commands that matter: `make demo` and `make test`. `make help` lists all.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PORT ?= 8000
PYTHON ?= python3
BIN := .venv/bin
PY := $(BIN)/python
INSTALLED := .venv/.installed
FRONT := src/heimveg/base/static/dist/.built
WORKERS ?= auto

help: ## show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

demo: install ## set up everything and serve an invented municipality (PORT=8123, RESET=1)
	$(BIN)/heimveg demo --port $(PORT) $(if $(RESET),--reset) $(DEMO_FLAGS)

test: install ## set up everything and run all tests (browser tests need Debian's chromium)
	$(PY) -m pytest -n $(WORKERS) --maxschedchunk 3 --ignore=tests/e2e
	$(PY) -m pytest -n0 tests/e2e

check: install ## style, types, floors, templates, security, translations, migrations
	$(BIN)/ruff check src tests bench tools
	$(BIN)/ruff format --check src tests bench tools
	$(BIN)/mypy src
	PYTHONPATH=src $(BIN)/lint-imports
	$(BIN)/djlint --lint --quiet src
	$(BIN)/bandit -q -c pyproject.toml -r src
	$(PY) tools/messages.py missing
	$(PY) -m pytest -q -n0 tests/house -p no:randomly

fix: install ## format code and templates
	$(BIN)/ruff check --fix src tests bench tools
	$(BIN)/ruff format src tests bench tools
	-$(BIN)/djlint --reformat --quiet src

run: demo ## the same as demo

e2e: install ## the journeys in a real browser, and axe on every page
	$(PY) -m pytest -n0 tests/e2e

bench: install-bench ## measure side by side and write docs/performance.md
	$(PY) -m bench

messages: install ## write new message ids into the catalogues, and compile them
	$(PY) tools/messages.py update
	$(PY) tools/messages.py compile

docs: install ## write the generated pages of docs/
	$(PY) tools/docs.py

lock: ## resolve the dependencies anew into requirements/*.txt (needs uv) and package-lock.json
	npm install --package-lock-only --ignore-scripts --loglevel=error
	node tools/lock.mjs
	uv pip compile -q --universal --generate-hashes --no-config --no-header --python-version 3.11 --extra test --extra cluster --extra word -o requirements/test.txt pyproject.toml
	uv pip compile -q --universal --generate-hashes --no-config --no-header --python-version 3.11 --extra test --extra cluster --extra word --extra bench -o requirements/bench.txt pyproject.toml

install: $(INSTALLED) $(FRONT) ## set up .venv, the front end and the translations
	@$(PY) tools/messages.py compile

install-bench: install
	$(PY) -m pip install -q --require-hashes -r requirements/bench.txt

$(INSTALLED): requirements/test.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Heimveg needs Python 3.11 or newer (PYTHON=python3.12 make …)."; exit 1; }
	test -x $(PY) || $(PYTHON) -m venv .venv
	$(PY) -m pip install -q --disable-pip-version-check --require-hashes -r requirements/test.txt
	$(PY) -m pip install -q --disable-pip-version-check --no-deps -e .
	$(PY) -m heimveg.engines.warm
	touch $@

$(FRONT): package.json package-lock.json $(wildcard frontend/*) $(wildcard frontend/*/*)
	@node -e 'process.exit(Number(parseInt(process.versions.node) < 20))' || { echo "Heimveg needs Node 20 or newer."; exit 1; }
	npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	npm run --silent build
	touch $@

clean: ## remove what was built; keeps the demo's data
	rm -rf .venv node_modules src/heimveg/base/static/dist build *.egg-info

.PHONY: help demo test check fix run e2e bench messages docs lock install install-bench clean
