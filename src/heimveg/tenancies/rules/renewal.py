"""What comes after a lease: can the tenant buy, move on, or stay? Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from heimveg.tenancies.rules.law import Law, months_after
from heimveg.values import is_too_few


class Way(StrEnum):
    NONE = ""
    BUY = "buy"
    MOVE_ON = "move_on"
    STAY = "stay"


def review_from(lease_until: date, law: Law) -> date:
    """The day a review is opened, so that there is time to do something."""
    return months_after(lease_until, -law["renewal_review"].number)


@dataclass(frozen=True, slots=True)
class Cell:
    """A count that may be hidden."""

    number: int
    is_hidden: bool


def hidden_small(counts: Sequence[int]) -> list[Cell]:
    """Hide counts that are too few; where that hides one alone, the smallest other too, so that
    it cannot be reckoned back from a sum."""
    hidden = {n for n, count in enumerate(counts) if is_too_few(count)}
    others = [n for n, count in enumerate(counts) if count and n not in hidden]
    if len(hidden) == 1 and others:
        hidden.add(min(others, key=lambda n: counts[n]))
    return [Cell(count, n in hidden) for n, count in enumerate(counts)]
