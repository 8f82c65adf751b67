"""What other rooms show on the dwelling page: each section is one question and one template.

A room adds a module here and a line in SECTIONS. The module's function gets the actor, the home
and the day, and returns what its template shows as `section`, or None where there is nothing to
say. Its template, `desk/_home_x.html`, gets `section` and `home`, and nothing else.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from heimveg.access.gate import Actor, Permission
from heimveg.desk.home import keeping, remembering
from heimveg.dwellings.models import Dwelling
from heimveg.dwellings.permissions import READ_DWELLINGS
from heimveg.upkeep.permissions import READ_UPKEEP


@dataclass(frozen=True)
class Section:
    """Who meets it, how it is asked for, what draws it, and in which column it stands."""

    permission: Permission
    ask: Callable[[Actor, Dwelling, date], object | None]
    template: str
    place: Literal["main", "side"] = "main"


@dataclass(frozen=True, slots=True)
class Shown:
    template: str
    section: object
    place: str


SECTIONS: tuple[Section, ...] = (
    Section(READ_UPKEEP, keeping.turnover, "desk/_home_turnover.html"),
    Section(READ_UPKEEP, keeping.condition, "desk/_home_condition.html"),
    Section(READ_UPKEEP, keeping.work, "desk/_home_work.html"),
    Section(READ_DWELLINGS, remembering.history, "desk/_home_history.html", "side"),
)


def sections_for(actor: Actor, home: Dwelling, *, on: date) -> Iterator[Shown]:
    """The sections the actor may meet that have something to say."""
    for section in SECTIONS:
        if actor.may(section.permission):
            content = section.ask(actor, home, on)
            if content is not None:
                yield Shown(section.template, content, section.place)
