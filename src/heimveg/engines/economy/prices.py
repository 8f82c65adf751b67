"""Dated prices, each with its source: what something costs from a day until the next price."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from importlib.resources import files


class Per(StrEnum):
    DAY = "day"
    MONTH = "month"  # a twelfth of a year
    YEAR = "year"  # 365 days
    ONCE = "once"


DAYS = {Per.DAY: Fraction(1), Per.MONTH: Fraction(365, 12), Per.YEAR: Fraction(365)}


class PriceUnknown(LookupError):
    """There is no price for this code on this day."""


@dataclass(frozen=True, slots=True)
class Price:
    code: str
    valid_from: date
    amount_ore: int
    per: Per
    source: str
    note: str = ""

    def for_days(self, days: int) -> int:
        """Øre for so many days, to the nearest øre (a half to the even one).

        Raises ValueError for a price that is paid once.
        """
        if self.per is Per.ONCE:
            raise ValueError(f"{self.code} is paid once, not by the day")
        return round(self.amount_ore * days / DAYS[self.per])


class Prices:
    """Prices by code and day."""

    def __init__(self, prices: Iterable[Price]) -> None:
        """Raises ValueError if a code has two prices from the same day, or is paid once at some
        time and by the day at another.
        """
        self._by_code: dict[str, list[Price]] = {}
        for price in sorted(prices, key=lambda price: (price.code, price.valid_from)):
            known = self._by_code.setdefault(price.code, [])
            if known and known[-1].valid_from == price.valid_from:
                raise ValueError(f"{price.code} has two prices from {price.valid_from}")
            if known and (known[0].per is Per.ONCE) != (price.per is Per.ONCE):
                raise ValueError(f"{price.code} is paid once, and by the day as well")
            known.append(price)

    def __iter__(self) -> Iterator[Price]:
        return (price for known in self._by_code.values() for price in known)

    def on(self, code: str, day: date) -> Price:
        """The price that holds on the day. Raises PriceUnknown."""
        known = [price for price in self._by_code.get(code, ()) if price.valid_from <= day]
        if not known:
            raise PriceUnknown(f"no price for {code!r} on {day}")
        return known[-1]

    def first_day(self, code: str) -> date | None:
        """The day the code has its first price from, or None if it has no price at all."""
        known = self._by_code.get(code)
        return known[0].valid_from if known else None

    def codes_on(self, day: date) -> list[str]:
        """The codes that have a price on the day, sorted."""
        return [code for code, known in self._by_code.items() if known[0].valid_from <= day]

    def pieces(self, code: str, start: date, end: date) -> list[tuple[Price, int]]:
        """The prices from `start` up to `end`, each with its days. Raises PriceUnknown."""
        if end <= start:
            return []
        first = self.on(code, start)
        later = [p for p in self._by_code[code] if start < p.valid_from < end]
        ends = [price.valid_from for price in later] + [end]
        starts = [start] + [price.valid_from for price in later]
        return [
            (price, (last - begin).days)
            for price, begin, last in zip([first, *later], starts, ends, strict=True)
        ]

    def scaled(self, code: str, share: Fraction) -> "Prices":
        """These prices with one code's multiplied by `share`: for sensitivity."""
        return Prices(
            Price(
                p.code,
                p.valid_from,
                round(p.amount_ore * share) if p.code == code else p.amount_ore,
                p.per,
                p.source,
                p.note,
            )
            for p in self
        )


def published() -> Prices:
    """The published prices Heimveg starts from; a municipality puts its own in their place.

    Source: each row's own, gathered 2026-11-22.
    """
    text = files(__package__).joinpath("data", "costs.csv").read_text(encoding="utf-8")
    return Prices(
        Price(
            code=row["code"],
            valid_from=date.fromisoformat(row["valid_from"]),
            amount_ore=int(row["amount_ore"]),
            per=Per(row["per"]),
            source=row["source"],
            note=row["note"],
        )
        for row in csv.DictReader(text.splitlines())
    )
