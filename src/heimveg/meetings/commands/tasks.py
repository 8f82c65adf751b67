"""A task is done by its owner, or ended by whoever leads the meeting it came from."""

from datetime import date

from django.db.models import Q

from heimveg.access.gate import Actor, command
from heimveg.meetings.models import Series, Task
from heimveg.meetings.permissions import FINISH_TASK, LEAD_MEETINGS, READ_MATTERS
from heimveg.meetings.rules import TaskState


@command(FINISH_TASK)
def end_task(actor: Actor, *, task_id: int, version: int, state: TaskState, on: date) -> Task:
    """Done, or no longer needed. Raises Refused when it is ended already, Stale."""
    led = Series.objects.led_by(actor, LEAD_MEETINGS)
    mine = Task.objects.permitted_to(actor, READ_MATTERS)
    mine = mine.filter(Q(owner_id=actor.user_id) | Q(series__in=led.values("pk")))
    task = mine.select_for_update(of=("self",)).get(pk=task_id)
    task.claim(version)
    task.end(state, on=on, by=actor.user_id)
    return task
