"""Kept machine code is never out of date: neither in what it calls, nor in figures it holds."""

import os
import subprocess
import sys

import numba
import pytest

from heimveg.engines import machine_code

OUTER = """
from pathlib import Path
import numba
from heimveg.engines.machine_code import kept
from inner import FIGURE, doubled

@{door}
def reckoned(number):
    return doubled(number) + FIGURE

print(reckoned(10))
"""
INNER = """
import numba
FIGURE = {figure}

@numba.njit
def doubled(number):
    return number * {times}
"""
OURS, THE_COMPILERS = "kept(Path(__file__).parent)", "numba.njit(cache=True)"


@pytest.fixture
def reckoned(tmp_path):
    """What a process reckons with a figure and a factor of another file than its own."""

    def run(door, *, figure, times):
        outer = tmp_path / "outer.py"
        if not outer.exists():
            outer.write_text(OUTER.format(door=door))
        (tmp_path / "inner.py").write_text(INNER.format(figure=figure, times=times))
        paths = os.pathsep.join([str(tmp_path), *sys.path])
        setting = {"NUMBA_CACHE_DIR": str(tmp_path / "kept"), "PYTHONDONTWRITEBYTECODE": "1"}
        done = subprocess.run(
            [sys.executable, str(outer)], capture_output=True, text=True, check=True,
            env=os.environ | setting | {"PYTHONPATH": paths},
        )  # fmt: skip
        kept = list((tmp_path / "kept").rglob("outer.reckoned*.nbc"))
        return int(done.stdout), len(kept)

    return run


def test_it_is_kept_and_made_anew_when_another_file_changes(reckoned):
    assert reckoned(OURS, figure=3, times=2) == (23, 1)
    assert reckoned(OURS, figure=3, times=2) == (23, 1)
    assert reckoned(OURS, figure=4, times=2)[0] == 24
    assert reckoned(OURS, figure=4, times=3)[0] == 34


def test_the_compilers_own_door_would_go_on_with_the_old_figures(reckoned):
    """The control: without the digest the same test finds code that is out of date."""
    assert reckoned(THE_COMPILERS, figure=3, times=2)[0] == 23
    assert reckoned(THE_COMPILERS, figure=4, times=3)[0] == 23


def test_without_a_place_for_the_code_it_compiles_all_the_same(monkeypatch, tmp_path):
    made = []

    def njit(**options):
        if options.get("cache"):
            raise RuntimeError("cannot cache function: no locator available")
        made.append(options)
        return lambda function: function

    monkeypatch.setattr(numba, "njit", njit)

    assert machine_code.kept(tmp_path, nogil=True)(len) is len
    assert made == [{"nogil": True}]


def test_a_file_in_a_folder_of_the_package_counts_too(tmp_path):
    (tmp_path / "inside").mkdir()
    inner = tmp_path / "inside" / "figures.py"
    inner.write_text("FIGURE = 1")
    before = machine_code.digest_of(tmp_path)

    inner.write_text("FIGURE = 2")

    assert machine_code.digest_of(tmp_path) != before
