"""Messages that come after a case was closed: a sign that somebody was let go too early.

A room above that keeps messages adds its own, as with `persons.following`:

    tell(Afterwards("concerns", ask=concerns_after_closure))

`ask` takes the actor and the day and answers with what came in the last year, the newest first,
of people the actor sees.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from heimveg.access.gate import Actor
from heimveg.base.parts import Text
from heimveg.handoffs.rules.figures import YEAR

__all__ = ["MOST", "SOON_AFTER", "YEAR", "After", "Afterwards", "after_closure", "tell"]
MOST = 20  # rows of one room
SOON_AFTER = timedelta(days=180)  # who comes back so soon was let go too early, perhaps


@dataclass(frozen=True, slots=True)
class After:
    """One message. `closed_on`: when the case had been closed."""

    person_id: int
    what: Text
    closed_on: date
    came_on: date

    @property
    def days(self) -> int:
        return (self.came_on - self.closed_on).days


@dataclass(frozen=True, slots=True)
class Afterwards:
    code: str
    ask: Callable[[Actor, date], Sequence[After]]


TOLD: dict[str, Afterwards] = {}


def tell(room: Afterwards) -> None:
    TOLD[room.code] = room


def after_closure(actor: Actor, *, on: date) -> list[After]:
    """The newest first. One query a room.

    A message that opened the case again is one row: it says more than the case does.
    """
    found: dict[tuple[int, date], After] = {}
    for code in sorted(TOLD, key=lambda code: code != "cases"):
        found |= {(row.person_id, row.came_on): row for row in TOLD[code].ask(actor, on)}
    return sorted(found.values(), key=lambda row: row.came_on, reverse=True)[:MOST]
