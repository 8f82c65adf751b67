"""What was agreed at a meeting and is mine to do, and the meetings that are coming."""

from datetime import date, timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from heimveg.access.gate import Actor
from heimveg.base.parts import Worklist, WorkRow
from heimveg.desk.worklists.asking import Asking, First
from heimveg.desk.worklists.panel import first_up, short
from heimveg.meetings.models import Meeting, Task
from heimveg.meetings.permissions import READ_MEETINGS
from heimveg.meetings.queries.agenda import my_tasks
from heimveg.meetings.rules import MeetingState

SOON_DAYS = 7


def _mine(actor: Actor, on: date) -> QuerySet[Task]:
    return my_tasks(actor)


def tasks(actor: Actor, on: date) -> Asking:
    found = yield First(_mine, ("person", "series"))
    return Worklist(
        id="tasks",
        title=_("Agreed at meetings"),
        icon="tasks",
        count=found.count,
        has_more=found.has_more,
        url=reverse("meetings:tasks"),
        empty=_("You have promised nothing that is not done."),
        rows=[_task(task, on) for task in found.rows],
    )


def _task(task: Task, on: date) -> WorkRow:
    late = (on - task.due_on).days
    words = {"day": short(task.due_on), "meeting": task.series.name}
    return WorkRow(
        what=task.text,
        why=_("by %(day)s, %(meeting)s") % words
        + (f", {task.person.shown_name}" if task.person else ""),
        url=reverse("meetings:tasks"),
        days=late if late > 0 else None,
        is_late=late > 0,
        next=_("Done"),
        act_url=reverse("meetings:end-task", args=[task.pk]),
        version=task.version,
    )


def _at_hand(actor: Actor, on: date) -> QuerySet[Meeting]:
    soon = on + timedelta(days=SOON_DAYS)
    rows = Meeting.objects.permitted_to(actor, READ_MEETINGS).at_hand().filter(held_on__lte=soon)
    return rows.order_by("held_on", "starts_at", "pk")


def coming(actor: Actor, on: date) -> Asking:
    found = yield First(_at_hand, ("series",))
    return Worklist(
        id="meetings",
        title=_("Meetings the next seven days"),
        icon="person-group",
        count=found.count,
        has_more=found.has_more,
        url=reverse("meetings:list"),
        empty=_("No meeting within a week."),
        rows=[
            WorkRow(
                what=meeting.series.name,
                why=f"{short(meeting.held_on)}, {meeting.starts_at:%H:%M}",
                url=reverse("meetings:meeting", args=[meeting.pk]),
                tag=first_up(meeting.get_state_display())
                if meeting.state == MeetingState.OPEN
                else "",
                tone="lamp",
                next=_("See the agenda"),
            )
            for meeting in found.rows
        ],
    )
