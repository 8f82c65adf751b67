"""What the clock does with housing needs."""

from procrastinate.contrib.django import app

from heimveg.access.context import reading_as
from heimveg.accounts.queries import system_actor
from heimveg.base import clock
from heimveg.needs.commands import resume_when_due
from heimveg.needs.models import Need
from heimveg.needs.queries import due_again


@app.periodic(cron="10 4 * * *")
@app.task(name="needs.resume_parked", queueing_lock="needs.resume_parked")
def resume_parked(timestamp: int = 0) -> int:  # noqa: ARG001  # given by the scheduler
    """Put back parked needs whose day has come. Returns how many.

    Each is a transaction of its own; one that somebody moved meanwhile is left alone.
    """
    today, actor, resumed = clock.today(), system_actor(), 0
    with reading_as(actor.user_id):
        due = list(due_again(on=today).values_list("pk", flat=True))
    for need_id in due:
        try:
            resume_when_due(actor, need_id=need_id, on=today)
        except Need.DoesNotExist:
            continue
        resumed += 1
    return resumed
