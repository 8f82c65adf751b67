"""Compiled once for all processes, never out of date, and only by those who simulate."""

import subprocess
import sys
from pathlib import Path

from heimveg.engines.flow import compiled


def python(code):
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_reading_a_scenario_does_not_load_the_compiler():
    code = (
        "import sys, heimveg.engines.flow, heimveg.engines.economy; print('numba' in sys.modules)"
    )

    assert python(code) == "False"


def test_the_digest_changes_with_every_source_of_the_loop(monkeypatch):
    """Each file is read: what one of them holds decides the number."""
    before = compiled.sources_digest()
    read = Path.read_bytes
    for name in (*compiled.SOURCES, "world"):

        def changed(path, name=name):
            return read(path) + (b"#" if path.name == f"{name}.py" else b"")

        monkeypatch.setattr(Path, "read_bytes", changed)

        assert compiled.sources_digest() != before, name


def test_the_loop_calls_no_compiled_file_that_the_digest_forgets():
    folder = Path(compiled.__file__).parent
    using = {
        path.stem
        for path in folder.glob("*.py")
        if "flow.compiled import" in path.read_text(encoding="utf-8")
    }

    assert using <= set(compiled.SOURCES)


def test_without_a_place_for_the_cache_it_compiles_all_the_same(monkeypatch):
    made = []

    def njit(**options):
        if options.get("cache"):
            raise RuntimeError("cannot cache function: no locator available")
        made.append(options)
        return lambda function: function

    monkeypatch.setattr(compiled.numba, "njit", njit)

    assert compiled.kept(len) is len
    assert made == [compiled.OPTIONS]
