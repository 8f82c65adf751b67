"""What happens at the table: the meeting opens, items are taken up one by one, and it closes."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from heimveg.access.gate import Actor, command
from heimveg.base.errors import Invalid
from heimveg.meetings.models import Attendance, Discussion, Item, Matter, Meeting, Task
from heimveg.meetings.permissions import LEAD_MEETINGS, READ_DISCUSSION, READ_MATTERS
from heimveg.meetings.queries.leading import writes_item
from heimveg.meetings.queries.people import people_of, who_may_meet
from heimveg.meetings.rules import MeetingState
from heimveg.persons.models import Person


@dataclass(frozen=True, slots=True)
class TaskSaid:
    text: str
    owner_id: int
    due_on: date


@dataclass(frozen=True, slots=True)
class Said:
    """What came of an item. `discussion` None: the writer may not see it, and it is left alone."""

    decision: str
    discussion: str | None = None
    task: TaskSaid | None = None


@command(LEAD_MEETINGS)
def open_meeting(actor: Actor, *, meeting_id: int, version: int, at: datetime) -> Meeting:
    """Begin. Raises Refused once it is over or called off, Stale."""
    meeting = _led(actor, meeting_id)
    meeting.claim(version)
    meeting.move_to(MeetingState.OPEN, at=at)
    return meeting


@command(LEAD_MEETINGS)
def note_attendance(
    actor: Actor, *, meeting_id: int, present: Collection[int],
    shown: Collection[int] | None = None,
) -> Meeting:  # fmt: skip
    """Exactly these users are there; of the users `shown`, when the list held only some."""
    meeting = _led(actor, meeting_id, MeetingState.OPEN)
    invited = {p.user.pk: p.unit.pk for p in people_of(meeting.series_id, on=meeting.held_on)}
    there = {pk: unit for pk, unit in invited.items() if pk in present}
    if shown is not None:
        before = Attendance.objects.filter(meeting=meeting).exclude(user_id__in=shown)
        there |= dict(before.values_list("user_id", "unit_id"))
    Attendance.keep(meeting, there)
    return meeting


@command(LEAD_MEETINGS)
def note_item(  # who, which, as opened, what, when
    actor: Actor, *, item_id: int, version: int, said: Said, on: date, at: datetime
) -> Item:
    """Write what was said and decided, and give a task: who leads, or a participant who follows
    the person when nobody who leads does. Raises Invalid, Stale."""
    held = Meeting.objects.permitted_to(actor, LEAD_MEETINGS).filter(state=MeetingState.OPEN)
    rows = Item.objects.filter(meeting__in=held.values("pk")).select_related("meeting__series")
    item = rows.select_for_update(of=("self",)).get(pk=item_id)
    matter = Matter.objects.permitted_to(actor, READ_MATTERS).get(item=item)
    if not writes_item(actor, item.meeting, matter.person_id):
        raise Item.DoesNotExist
    item.claim(version)
    matter.decide(said.decision, at=at)
    if said.discussion is not None and _may_discuss(actor, matter):
        Discussion.note(item, matter.person_id, said.discussion)
    if said.task is not None:
        _give(item, matter, said.task, on=on)
    item.take_up()
    return item


def _may_discuss(actor: Actor, matter: Matter) -> bool:
    people = Person.objects.permitted_to(actor, READ_DISCUSSION)
    return matter.person_id is None or people.filter(pk=matter.person_id).exists()


def _give(item: Item, matter: Matter, said: TaskSaid, *, on: date) -> None:
    invited = {p.user.pk for p in people_of(item.meeting.series_id, on=on)}
    if matter.person_id is not None:
        invited = who_may_meet(matter.person_id, invited)
    if said.owner_id not in invited:
        raise Invalid({"owner": _("Choose somebody who takes part and follows this person.")})
    if said.due_on < on:
        raise Invalid({"due_on": _("Choose today or a later day.")})
    Task.give(
        item,
        person_id=matter.person_id,
        text=said.text,
        owner_id=said.owner_id,
        due_on=said.due_on,
    )


@command(LEAD_MEETINGS)
def close_meeting(actor: Actor, *, meeting_id: int, version: int, at: datetime) -> Meeting:
    """End it. The minutes go to the archive; what is not done comes back next time."""
    meeting = _led(actor, meeting_id)
    meeting.claim(version)
    meeting.move_to(MeetingState.CLOSED, at=at)
    return meeting


def _led(actor: Actor, meeting_id: int, state: MeetingState | None = None) -> Meeting:
    rows = Meeting.objects.led_by(actor, LEAD_MEETINGS)
    rows = rows.filter(state=state) if state else rows
    return rows.select_for_update(of=("self",)).get(pk=meeting_id)
