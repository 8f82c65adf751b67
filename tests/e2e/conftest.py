"""A real browser before the real server on a database of its own, filled by the demo's rules."""

import os
import shutil
import socket
import subprocess
import sys
import time
import uuid
from pathlib import Path

import psycopg
import pytest

from tests.server import ROOT, SERVER

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PASSWORD = "heimveg-demo"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/e2e" in str(item.path):
            item.add_marker(pytest.mark.e2e)
            item.add_marker(pytest.mark.xdist_group("browser"))
            if CHROMIUM is None:
                item.add_marker(
                    pytest.mark.skip(
                        reason="no chromium here: install Debian's package `chromium`"
                    )
                )


def _run(arguments, environment):
    done = subprocess.run(
        [sys.executable, *arguments],
        env=environment,
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-2000:]


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The address of a served demo municipality of this session's own."""
    name = f"heimveg_e2e_{uuid.uuid4().hex[:8]}"
    from heimveg.config.database import with_name

    server = os.environ[SERVER]
    with psycopg.connect(server, autocommit=True) as db:
        db.execute(f"CREATE DATABASE {name}")
    home = tmp_path_factory.mktemp("home")
    environment = os.environ | {
        "DATABASE_URL": with_name(server, name),
        "HEIMVEG_DEMO": "1",
        "HEIMVEG_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "heimveg.config.settings",
    }
    _run(["-m", "heimveg.config.cli", "demo", "--no-serve"], environment)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = (home / "log").open("wb")
    processes = [
        subprocess.Popen(
            [
                sys.executable,
                "-m",
                "gunicorn",
                "heimveg.config.wsgi:application",
                "--bind",
                f"127.0.0.1:{port}",
                "--workers",
                "1",
                "--threads",
                "4",
            ],
            env=environment,
            cwd=ROOT,
            stdout=log,
            stderr=log,
        ),
        subprocess.Popen(
            [sys.executable, "-m", "heimveg.config.cli", "worker"],
            env=environment,
            cwd=ROOT,
            stdout=log,
            stderr=log,
        ),
    ]
    _wait_for(port)
    yield f"http://127.0.0.1:{port}"
    for process in processes:
        process.terminate()
    for process in processes:
        process.wait(timeout=20)
    log.close()
    with psycopg.connect(server, autocommit=True) as db:
        db.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _wait_for(port):
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("the server did not start")


@pytest.fixture(scope="session")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def open_as(site, browser):
    """open_as("tildelar", width=390, javascript=False): a logged-in page; closed afterwards."""
    contexts = []

    def enter(username, *, width=1280, javascript=True, bypass_csp=False):
        """`bypass_csp`: only so that axe can be loaded into the page."""
        context = browser.new_context(
            base_url=site,
            viewport={"width": width, "height": 900},
            java_script_enabled=javascript,
            bypass_csp=bypass_csp,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.goto("/log-in/")
        page.fill("form#log-in [name=username]", username)
        page.fill("form#log-in [name=password]", PASSWORD)
        page.click("form#log-in button[type=submit]")
        page.wait_for_url(site + "/")
        return page

    yield enter
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def axe():
    """axe(page): the violations axe finds, each with where."""
    source = AXE.read_text()

    def check(page):
        page.evaluate(source)
        found = page.evaluate(
            "axe.run(document, {resultTypes: ['violations']}).then(r => r.violations)"
        )
        return [f"{v['id']}: {n['target'][0]}" for v in found for n in v["nodes"]]

    return check


@pytest.fixture
def fresh_file(tmp_path):
    def write(name: str, content: bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return write
