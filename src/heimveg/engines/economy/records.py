"""One record per thing paid for. Amounts are sums of records, never computed beside them."""

from collections.abc import Iterable
from dataclasses import dataclass

from heimveg.engines.economy.prices import Price


@dataclass(frozen=True, slots=True)
class CostRecord:
    subject: str  # the step, kind or station it was paid for
    price: Price
    quantity: int  # days, or times for what is paid once
    ore: int


def total(records: Iterable[CostRecord]) -> int:
    return sum(record.ore for record in records)
