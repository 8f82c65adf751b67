"""What the clock does with hand-offs."""

from procrastinate.contrib.django import app

from heimveg.access.context import reading_as
from heimveg.accounts.queries import system_actor
from heimveg.base import clock
from heimveg.base.errors import Refused
from heimveg.handoffs.commands import escalate_when_past
from heimveg.handoffs.models import Handoff


@app.periodic(cron="20 4 * * *")
@app.task(name="handoffs.escalate_past", queueing_lock="handoffs.escalate_past")
def escalate_past(timestamp: int = 0) -> int:  # noqa: ARG001  # given by the scheduler
    """Bring what nobody answered in time to the unit that decides. Returns how many.

    Each is a transaction of its own; one that somebody answered meanwhile is left alone, and so
    is one that no unit may decide: it stays on the front page of who asked.
    """
    today, actor, moved = clock.today(), system_actor(), 0
    with reading_as(actor.user_id):
        late = list(Handoff.objects.past_their_day(today).values_list("pk", flat=True))
    for handoff_id in late:
        try:
            escalate_when_past(actor, handoff_id=handoff_id, on=today)
        except (Handoff.DoesNotExist, Refused):
            continue
        moved += 1
    return moved
