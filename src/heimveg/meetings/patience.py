"""The municipality's own patience: dated data, read once."""

from datetime import date
from functools import cache
from pathlib import Path

from heimveg.base.datafiles import rows_of
from heimveg.meetings.rules import Patience

FILE = Path(__file__).parent / "data" / "patience.csv"


@cache
def _rows() -> tuple[tuple[date, Patience], ...]:
    """From each day on, oldest first. The file's first line says from where the figures are."""
    read = (
        (
            date.fromisoformat(row["started_on"]),
            Patience(**{name: int(row[name]) for name in Patience.__slots__}),
        )
        for row in rows_of(FILE)
    )
    return tuple(sorted(read, key=lambda row: row[0]))


def patience_on(day: date) -> Patience:
    """What holds on `day`; before the first row, the first."""
    in_force = [patience for started_on, patience in _rows() if started_on <= day]
    return in_force[-1] if in_force else _rows()[0][1]
