"""The figures of the kasteball page: from movements without names to counts that shame nobody."""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import Generic, TypeVar

from heimveg.handoffs.rules import NO_PLACE, OPEN, HandoffState
from heimveg.values import FEWEST_TOLD, is_too_few

FEWEST = FEWEST_TOLD
OFTEN = 3  # hand-offs of one person in a year that are too many
YEAR = timedelta(days=365)
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Movement:
    """One hand-off without its person. `who` tells people apart, and nothing else."""

    who: int
    from_unit: int
    to_unit: int
    state: HandoffState
    declined_because: str
    asked_on: date
    ended_on: date | None  # the day it was answered or ended
    was_escalated: bool

    @property
    def is_bounce(self) -> bool:
        return self.state in NO_PLACE or self.was_escalated

    def days(self, on: date) -> int:
        return ((self.ended_on or on) - self.asked_on).days


@dataclass(frozen=True, slots=True)
class Told(Generic[Key]):
    """Counts that may be shown, most first, and what the rest come to.

    `rest`: how many cells are merged; `rest_count`: what they come to, None when that is too
    little to tell. When it is None, no total may stand beside the table.
    """

    cells: tuple[tuple[Key, int], ...]
    rest: int = 0
    rest_count: int | None = 0


def told(counts: Iterable[tuple[Key, int]]) -> Told[Key]:
    """Merge every count under FEWEST, and as many more as it takes that none of the merged can be
    worked out: at least two cells, together at least FEWEST."""
    ordered = sorted(((k, n) for k, n in counts if n), key=lambda cell: -cell[1])
    shown = [cell for cell in ordered if cell[1] >= FEWEST]
    merged = [cell for cell in ordered if cell[1] < FEWEST]
    if not merged:
        return Told(tuple(shown))
    while shown and (len(merged) < 2 or sum(n for _k, n in merged) < FEWEST):
        merged.append(shown.pop())
    together = sum(n for _k, n in merged)
    enough = together >= FEWEST and len(merged) > 1
    return Told(tuple(shown), len(merged), together if enough else None)


def few(count: int) -> int | None:
    """A figure that stands alone: None for fewer than FEWEST, but none at all is no secret."""
    return None if is_too_few(count) else count


@dataclass(frozen=True, slots=True)
class Figures:
    """What leaders and coordinators see of a year. None: fewer than FEWEST, or not to be told."""

    asked: int | None
    bounced: int | None
    open_now: int | None
    past_their_day: int | None
    median_days: float | None  # of those answered
    median_open_days: float | None
    often_moved: int | None  # people with OFTEN hand-offs or more
    pairs: Told[tuple[int, int]]  # bounces by (from unit, to unit)
    declines: Told[str]  # by reason


def figures(rows: Sequence[Movement], *, on: date, late: int) -> Figures:
    """`rows`: all that were asked in the last year, or are open. `late`: how many of the open
    ones are past their day, or with who decides."""
    year = [row for row in rows if row.asked_on > on - YEAR]
    is_open = [row for row in rows if row.state in OPEN]
    answered = [row.days(on) for row in year if row.state not in OPEN]
    bounces = [row for row in year if row.is_bounce]
    often = sum(1 for n in Counter(row.who for row in year).values() if n >= OFTEN)
    because = Counter(row.declined_because for row in year if row.declined_because)
    return Figures(
        asked=few(len(year)),
        bounced=few(len(bounces)),
        open_now=few(len(is_open)),
        past_their_day=few(late),
        median_days=middle(answered),
        median_open_days=middle([row.days(on) for row in is_open]),
        often_moved=few(often),
        pairs=told(Counter((row.from_unit, row.to_unit) for row in bounces).items()),
        declines=told(because.items()),
    )


def middle(days: Sequence[int]) -> float | None:
    return float(median(days)) if len(days) >= FEWEST else None
