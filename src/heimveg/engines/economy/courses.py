"""What one housing course costs: the stays in it, by what each is made of."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from heimveg.engines.economy.prices import Per, Prices
from heimveg.engines.economy.records import CostRecord, total


@dataclass(frozen=True, slots=True)
class Step:
    """A stay from `start` up to, not including, `end`, paid for by these price codes."""

    name: str
    start: date
    end: date
    codes: tuple[str, ...]

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"{self.name} ends {self.end}, before it starts {self.start}")


@dataclass(frozen=True, slots=True)
class Course:
    records: tuple[CostRecord, ...]

    @property
    def ore(self) -> int:
        return total(self.records)

    def by_step(self) -> dict[str, int]:
        """Øre per step's name, in order."""
        amounts: dict[str, int] = {}
        for record in self.records:
            amounts[record.subject] = amounts.get(record.subject, 0) + record.ore
        return amounts


def course_cost(steps: Iterable[Step], prices: Prices) -> Course:
    """The cost of a course; a price that changes during a stay splits it.

    What is paid once is paid on the step's first day. Raises PriceUnknown.
    """
    records = []
    for step in steps:
        for code in step.codes:
            first = prices.on(code, step.start)
            if first.per is Per.ONCE:
                records.append(CostRecord(step.name, first, 1, first.amount_ore))
                continue
            records += [
                CostRecord(step.name, price, days, price.for_days(days))
                for price, days in prices.pieces(code, step.start, step.end)
            ]
    return Course(tuple(records))
