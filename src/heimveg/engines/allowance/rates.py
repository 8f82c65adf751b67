"""The constants of the housing allowance for a month: dated rows, each with its source."""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib.resources import files

MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
LANGUAGES = ("nb", "nn", "en")
MOST_IN_TABLE = 5  # a household of more has the cap of five


class MonthRefused(LookupError):
    """There are no constants for the month: they were others, or are not adopted yet."""

    def __init__(self, month: str, first: str, last: str) -> None:
        super().__init__(f"{month} is outside {first} to {last}")
        self.month, self.first, self.last = month, first, last

    @property
    def is_older(self) -> bool:
        return self.month < self.first


@dataclass(frozen=True)
class Rates:
    """One year's constants. Kroner a year where nothing else is said."""

    first_month: str
    last_month: str
    sources: Mapping[str, str]  # by language
    values: dict[tuple[str, str], Fraction]

    def of(self, name: str, which: object = "") -> Fraction:
        return self.values[(name, str(which))]

    def cap(self, persons: int) -> Fraction:
        return self.of("cap", min(persons, MOST_IN_TABLE))

    def threshold(self, number: int, *, single_pensioner: bool, young_disabled: bool) -> Fraction:
        """Where the share begins to rise, or to rise faster. Who fits two rows has the higher."""
        fits = ["", *["single_pensioner"] * single_pensioner, *["young_disabled"] * young_disabled]
        rows = [self.values.get(("threshold", f"{number} {name}".strip())) for name in fits]
        return max(row for row in rows if row is not None)


@cache
def _all_rates() -> tuple[Rates, ...]:
    text = files(__package__).joinpath("data", "rates.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()[1:]))
    years = sorted({(row["first_month"], row["last_month"]) for row in rows})
    return tuple(_of_year(rows, first, last) for first, last in years)


def _of_year(rows: list[dict[str, str]], first: str, last: str) -> Rates:
    mine = [row for row in rows if (row["first_month"], row["last_month"]) == (first, last)]
    values = {(row["name"], row["which"]): Fraction(row["value"]) for row in mine}
    return Rates(first, last, sources_of(mine[0]), values)


def sources_of(row: Mapping[str, str]) -> dict[str, str]:
    """Language → where a row has its value from."""
    return {language: row[f"source_{language}"] for language in LANGUAGES}


def known_months() -> tuple[str, str]:
    """The first and the last month the formula can be used for."""
    years = _all_rates()
    return years[0].first_month, years[-1].last_month


def latest_known(month: str) -> str:
    """The month itself if its constants are known, else the nearest one that is."""
    first, last = known_months()
    return min(max(month, first), last)


def rates_for(month: str) -> Rates:
    """The constants of a month written as `2026-07`.

    Raises ValueError for what is no month, and MonthRefused: before July 2024 the formula itself
    was another (stepwise), and later constants are adopted each spring.
    """
    if not MONTH.fullmatch(month):
        raise ValueError(f"{month!r} is not a month written as 2026-07")
    for year in _all_rates():
        if year.first_month <= month <= year.last_month:
            return year
    raise MonthRefused(month, *known_months())
