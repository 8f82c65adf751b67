"""The published Oslo counts that shape the demo's needs."""

from functools import cache
from pathlib import Path
from random import Random

from heimveg.base.datafiles import rows_of

DATA = Path(__file__).parent / "data"


@cache
def counts(name: str) -> dict[str, int]:
    """Households per code of one published list, in the list's order.

    Source: City of Oslo, Velferdsetaten, Boligbehovskartleggingen 2024 (first line of the file).
    """
    rows = rows_of(DATA / "oslo_2024_needs_counts.csv")
    return {row["code"]: int(row["households"]) for row in rows if row["list"] == name}


@cache
def matrix_counts() -> dict[int, int]:
    """Households per group of the seven-group matrix; 6 and 7 are counted together under 6."""
    rows = rows_of(DATA / "oslo_2024_rop_matrix.csv")
    return {int(row["group"]): int(row["households_2024"] or 0) for row in rows}


def draw(name: str, rng: Random) -> str:
    """One code of a list, by its published share."""
    published = counts(name)
    return rng.choices(list(published), list(published.values()))[0]
