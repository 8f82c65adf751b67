"""The municipality's own time limits in allocation: dated data, read once."""

from datetime import date
from functools import cache
from pathlib import Path

from heimveg.allocation.rules import Terms
from heimveg.base.datafiles import rows_of

FILE = Path(__file__).parent / "data" / "terms.csv"


@cache
def _rows() -> tuple[tuple[date, Terms], ...]:
    """From each day on, oldest first. The file's first line says from where the figures are."""
    names = Terms.__slots__
    return tuple(
        sorted(
            (
                (
                    date.fromisoformat(row["started_on"]),
                    Terms(**{name: int(row[name]) for name in names}),
                )
                for row in rows_of(FILE)
            ),
            key=lambda row: row[0],
        )
    )


def terms_on(day: date) -> Terms:
    """The limits in force on `day`; before the first row, the first."""
    in_force = [terms for started_on, terms in _rows() if started_on <= day]
    return in_force[-1] if in_force else _rows()[0][1]
