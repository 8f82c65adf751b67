"""What the clock does with what comes in."""

from contextlib import suppress

from procrastinate.contrib.django import app

from heimveg.access.context import reading_as
from heimveg.accounts.queries import system_actor
from heimveg.base import clock
from heimveg.base.errors import Refused
from heimveg.intake.commands.likening import (
    ask_about_number,
    follow_up_likeness,
    seek_likenesses,
)
from heimveg.intake.models import Likeness
from heimveg.intake.queries.likenesses import not_sought, sharing_a_number
from heimveg.intake.rules import LIKENESS_LASTS


@app.periodic(cron="*/5 * * * *")
@app.task(name="intake.ask_about_likenesses", queueing_lock="intake.ask_about_likenesses")
def ask_about_likenesses(timestamp: int = 0) -> int:  # noqa: ARG001  # given by the scheduler
    """Look for everybody who was met outside, once; ask about records with one number; and
    follow up what was asked. Returns how many were looked for. Apart from the receipt and from
    registering, so that both take the same time for all."""
    actor, today = system_actor(), clock.today()
    since = today - LIKENESS_LASTS
    with reading_as(actor.user_id):
        errands = not_sought(since=since)
        same = sharing_a_number(on=today)
        over = Likeness.objects.that_are_over(until=since)
        settled = list(over.order_by("pk").values_list("pk", flat=True))
    for errand_id in errands:
        seek_likenesses(actor, errand_id=errand_id, on=today)
    for known_id, met_id in same:
        with suppress(Refused):  # asked again when a unit has the mandate
            ask_about_number(actor, known_id=known_id, met_id=met_id, on=today)
    for likeness_id in settled:
        follow_up_likeness(actor, likeness_id=likeness_id, on=today, until=since)
    return len(errands)
