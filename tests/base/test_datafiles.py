"""The rows of a data file: where they are from is no row, and a row holds from its first day until
its last."""

from datetime import date

import pytest

from heimveg.base.datafiles import in_force, rows_of


@pytest.fixture
def days(tmp_path):
    file = tmp_path / "days.csv"
    file.write_text(
        "# Section 4, invented for this test.\n"
        "# A second line about it.\n"
        "code,started_on,ended_on\n"
        "old,2025-01-01,2026-01-01\n"
        'new,2026-01-01,""\n',
        encoding="utf-8",
    )
    return file


def test_lines_about_the_rows_are_no_rows(days):
    assert [row["code"] for row in rows_of(days)] == ["old", "new"]


@pytest.mark.parametrize(
    ("day", "codes"),
    [
        (date(2024, 12, 31), []),
        (date(2025, 1, 1), ["old"]),
        (date(2025, 12, 31), ["old"]),
        (date(2026, 1, 1), ["new"]),
        (date(2060, 1, 1), ["new"]),
    ],
)
def test_a_row_holds_from_its_first_day_until_the_day_it_ends(days, day, codes):
    assert [row["code"] for row in in_force(days, day)] == codes
