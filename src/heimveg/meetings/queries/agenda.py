"""An agenda as one reader meets it: in order, with what they may see and what is withheld."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet

from heimveg.access.gate import Actor
from heimveg.meetings.models import Discussion, Item, Matter, Meeting, Series, Task
from heimveg.meetings.permissions import (
    LEAD_MEETINGS,
    READ_DISCUSSION,
    READ_MATTERS,
    READ_MEETINGS,
)
from heimveg.meetings.rules import ItemKind

MOST_TASKS = 100


@dataclass(slots=True)
class Line:
    """An item. `matter` None: it concerns somebody the reader does not follow."""

    number: int
    item: Item
    matter: Matter | None
    said: str = ""
    tasks: list[Task] = field(default_factory=list)

    @property
    def is_withheld(self) -> bool:
        return self.matter is None

    @property
    def what(self) -> str:
        """Empty where it is withheld."""
        if self.item.kind == ItemKind.THEME:
            return self.item.theme
        if self.item.dwelling is not None:
            return str(self.item.dwelling)
        return self.matter.shown_name if self.matter else ""


def agenda(actor: Actor, meeting: Meeting) -> list[Line]:
    """Four queries, however long the agenda."""
    items = Item.objects.filter(meeting=meeting).select_related("dwelling", "meeting__series")
    in_turn = list(items.order_by("position", "pk"))
    rows = Matter.objects.permitted_to(actor, READ_MATTERS).select_related("person")
    matters = {m.item_id: m for m in rows.filter(meeting=meeting)}
    said = _said(actor, meeting)
    tasks: dict[int, list[Task]] = {}
    given = Task.objects.permitted_to(actor, READ_MATTERS).filter(item__meeting=meeting)
    for task in given.select_related("owner").order_by("due_on", "pk"):
        tasks.setdefault(task.item_id, []).append(task)
    return [
        Line(n, item, matters.get(item.pk), said.get(item.pk, ""), tasks.get(item.pk, []))
        for n, item in enumerate(in_turn, start=1)
    ]


def _said(actor: Actor, meeting: Meeting) -> dict[int, str]:
    rows = Discussion.objects.permitted_to(actor, READ_DISCUSSION).filter(item__meeting=meeting)
    return {row.item_id: row.text for row in rows}


def tasks_before(actor: Actor, meeting: Meeting) -> list[Task]:
    """What is left to do from the series' earlier meetings. One query."""
    rows = Task.objects.permitted_to(actor, READ_MATTERS).open().filter(series=meeting.series_id)
    before = rows.exclude(item__meeting=meeting).select_related("person", "owner")
    return list(before.order_by("due_on", "pk")[:MOST_TASKS])


def my_tasks(actor: Actor) -> QuerySet[Task]:
    rows = Task.objects.permitted_to(actor, READ_MATTERS).open().filter(owner=actor.user_id)
    return rows.select_related("person", "series").order_by("due_on", "pk")


@dataclass(frozen=True, slots=True)
class Standing:
    """A series with its meeting at hand, and the last one held."""

    series: Series
    at_hand: Meeting | None
    last: Meeting | None
    may_lead: bool


def standing(actor: Actor, *, on: date) -> list[Standing]:
    """The series of the actor's units, those with the next meeting first. Three queries."""
    rows = Series.objects.permitted_to(actor, READ_MEETINGS).running_on(on)
    series = list(rows.select_related("unit").order_by("name", "pk"))
    led = set(Series.objects.led_by(actor, LEAD_MEETINGS).values_list("pk", flat=True))
    meetings = Meeting.objects.filter(series__in=[s.pk for s in series])
    at_hand = {m.series_id: m for m in meetings.at_hand()}
    held = meetings.filter(state="closed").order_by("series_id", "-held_on")
    last = {m.series_id: m for m in held.distinct("series_id")}
    found = [
        Standing(
            s,
            at_hand.get(s.pk),
            last.get(s.pk),
            may_lead=s.pk in led and actor.may(LEAD_MEETINGS),
        )
        for s in series
    ]
    return sorted(found, key=lambda s: s.at_hand.held_on if s.at_hand else date.max)
