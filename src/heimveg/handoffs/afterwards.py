"""Messages that come after a case was closed: a sign that somebody was let go too early.

A room above that keeps messages adds its own, as with `persons.following`:

    tell(Afterwards("concerns", ask=concerns_after_closure))

`ask` takes the actor and the day and answers with what came in the last year, the newest first,
of people the actor sees.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from heimveg.access.gate import Actor
from heimveg.base.parts import Text

MOST = 20  # rows of one room


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
    """The newest first. One query a room."""
    found = [row for room in TOLD.values() for row in room.ask(actor, on)]
    return sorted(found, key=lambda row: row.came_on, reverse=True)[:MOST]
