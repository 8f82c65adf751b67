"""What was agreed about a person and is not done stands open while the case does; it is dropped
with the case, and said to be."""

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from heimveg.meetings.models import Matter, Task
from heimveg.meetings.models.series import SITTING
from heimveg.meetings.rules import TaskState
from heimveg.persons.following import AtClosing, Closing, Follower, Standing, follow


def open_business(person_ids: Sequence[int], _on: date) -> list[Standing]:
    """Tasks not done, and agendas where the person stands. Two queries."""
    tasks = Task.objects.open().filter(person_id__in=person_ids).select_related("owner")
    matters = Matter.objects.filter(person_id__in=person_ids, meeting__state__in=SITTING)
    up = matters.select_related("meeting__series")
    return [_task(task) for task in tasks.order_by("due_on", "pk")] + [
        Standing(
            what=_("On the agenda of %(meeting)s") % {"meeting": matter.meeting.series.name},
            at_closing=AtClosing.STAYS,
            url=reverse("meetings:meeting", args=[matter.meeting_id]),
            detail=date_format(matter.meeting.held_on, "SHORT_DATE_FORMAT"),
        )
        for matter in up.order_by("meeting__held_on", "pk")
    ]


def _task(task: Task) -> Standing:
    day = date_format(task.due_on, "SHORT_DATE_FORMAT")
    return Standing(
        what=_("Task: %(what)s") % {"what": task.text},
        at_closing=AtClosing.ENDS,
        url=reverse("meetings:tasks"),
        detail=_("%(owner)s, by %(day)s") % {"owner": task.owner, "day": day},
    )


def drop_tasks(closing: Closing) -> None:
    """With the case nobody follows the person any more, and the task is no longer needed."""
    Task.objects.open().filter(person_id__in=closing.person_ids).update(
        state=TaskState.DROPPED, ended_on=closing.on, ended_by_id=closing.by
    )


follow(Follower("meetings", ask=open_business, end=drop_tasks))
