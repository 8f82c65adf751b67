"""What the clock does with offers."""

from collections.abc import Callable

from procrastinate.contrib.django import app

from heimveg.access.context import reading_as
from heimveg.access.gate import Actor
from heimveg.accounts.queries import system_actor
from heimveg.allocation.commands import expire_offer, release_offer
from heimveg.allocation.models import Offer, OfferClosed
from heimveg.allocation.rules import OfferState
from heimveg.base import clock

STOPPED = [str(OfferState.DECLINED), str(OfferState.WITHDRAWN), str(OfferState.EXPIRED)]


@app.periodic(cron="20 3 * * *")
@app.task(name="allocation.close_expired", queueing_lock="allocation.close_expired")
def close_expired(timestamp: int = 0) -> int:  # noqa: ARG001  # given by the scheduler
    """Close offers and reservations whose last day has passed. Returns how many."""
    today = clock.today()
    actor = system_actor()
    with reading_as(actor.user_id):
        due = list(Offer.objects.past_their_day(today).order_by("pk").values_list("pk", flat=True))
    return _each(due, lambda pk: expire_offer(actor, offer_id=pk, on=today))


@app.periodic(cron="*/10 * * * *")
@app.task(name="allocation.release_stopped", queueing_lock="allocation.release_stopped")
def release_stopped(timestamp: int = 0) -> int:  # noqa: ARG001  # given by the scheduler
    """Let go of homes held behind a link that stopped, where the one who stopped it could not
    see who they were held for. Returns how many."""
    actor: Actor = system_actor()
    with reading_as(actor.user_id):
        stopped = Offer.objects.filter(state=OfferState.RESERVED, follows__state__in=STOPPED)
        due = list(stopped.order_by("chain", "step").values_list("pk", flat=True))
    return _each(due, lambda pk: release_offer(actor, offer_id=pk, on=clock.today()))


def _each(offers: list[int], act: Callable[[int], object]) -> int:
    """Each is a transaction of its own; one that somebody answered meanwhile is left alone."""
    done = 0
    for pk in offers:
        try:
            act(pk)
        except OfferClosed:
            continue
        done += 1
    return done
