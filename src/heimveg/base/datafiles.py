"""The rows of a room's data files: law, days, figures and words that change by a row, not by code.

Lines that begin with # say from where the rows are. A dated row holds from `started_on`, and no
longer from `ended_on`; without an end it holds on.
"""

import csv
from datetime import date
from functools import cache
from pathlib import Path


@cache
def rows_of(file: Path) -> tuple[dict[str, str], ...]:
    """All rows, in the order they stand."""
    with file.open(encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(line for line in lines if not line.startswith("#")))


def in_force(file: Path, on: date) -> list[dict[str, str]]:
    """The rows that hold on the day, in the order they stand."""
    day = on.isoformat()
    return [
        row
        for row in rows_of(file)
        if row["started_on"] <= day and (not row["ended_on"] or day < row["ended_on"])
    ]
