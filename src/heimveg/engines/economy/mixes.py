"""What a mix of housing costs in a stretch of days, and which price it leans on most."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from heimveg.engines.economy.courses import Step, course_cost
from heimveg.engines.economy.prices import Prices
from heimveg.engines.economy.records import CostRecord, total


@dataclass(frozen=True, slots=True)
class Line:
    """So many places of a kind, each paid for by these price codes."""

    places: int
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MixCost:
    records: tuple[CostRecord, ...]

    @property
    def ore(self) -> int:
        return total(self.records)

    def by_kind(self) -> dict[str, int]:
        amounts: dict[str, int] = {}
        for record in self.records:
            amounts[record.subject] = amounts.get(record.subject, 0) + record.ore
        return amounts


@dataclass(frozen=True, slots=True)
class Swing:
    """What the total would be with one price lower and higher."""

    code: str
    low_ore: int
    high_ore: int


def mix_cost(mix: Mapping[str, Line], prices: Prices, *, start: date, end: date) -> MixCost:
    """The cost of every place of the mix from `start` up to `end`.

    One place is priced by the records of a stay of that length, and each record is taken once
    for every place. Raises PriceUnknown.
    """
    records = []
    for kind in sorted(mix):
        line = mix[kind]
        one = course_cost([Step(kind, start, end, line.codes)], prices)
        records += [
            CostRecord(kind, r.price, r.quantity * line.places, r.ore * line.places)
            for r in one.records
        ]
    return MixCost(tuple(records))


def mix_sensitivity(
    mix: Mapping[str, Line],
    prices: Prices,
    *,
    start: date,
    end: date,
    share: Fraction = Fraction(1, 5),
) -> tuple[Swing, ...]:
    """The total with each price in turn lower and higher by `share`, greatest swing first.

    What the other prices pay for stands still, so only the records of the one are made anew.
    """
    whole = mix_cost(mix, prices, start=start, end=end).ore

    def swing(code: str) -> Swing:
        own = {
            kind: Line(line.places, tuple(one for one in line.codes if one == code))
            for kind, line in mix.items()
        }

        def paid(prices: Prices) -> int:
            return mix_cost(own, prices, start=start, end=end).ore

        rest = whole - paid(prices)
        low, high = (paid(prices.scaled(code, factor)) for factor in (1 - share, 1 + share))
        return Swing(code, rest + low, rest + high)

    codes = {code for line in mix.values() for code in line.codes}
    return tuple(sorted(map(swing, codes), key=lambda s: (s.low_ore - s.high_ore, s.code)))
