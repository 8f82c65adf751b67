"""What the units have agreed on about the person, and what is still to be done."""

from dataclasses import dataclass
from datetime import date

from heimveg.access.gate import Actor
from heimveg.base.beside import with_beside
from heimveg.desk.queries.person import PersonPage
from heimveg.meetings.models import Matter, Task
from heimveg.meetings.permissions import READ_MATTERS

MOST_LISTED = 5


@dataclass(frozen=True, slots=True)
class AtTheTable:
    decided: list[Matter]
    tasks: list[Task]
    today: date


def agreed(actor: Actor, page: PersonPage, on: date) -> AtTheTable:
    """The last times the person was spoken of, and the open tasks. Three queries at most."""
    matters = Matter.objects.permitted_to(actor, READ_MATTERS).filter(person__in=page.records)
    tasks = Task.objects.permitted_to(actor, READ_MATTERS).open().filter(person__in=page.records)
    spoken = matters.select_related("meeting__series").order_by("-meeting__held_on", "-pk")
    to_do = tasks.order_by("due_on", "pk")[:MOST_LISTED]
    return AtTheTable(list(spoken[:MOST_LISTED]), with_beside(to_do, "owner"), on)
