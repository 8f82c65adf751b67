"""Saying yes or no for one's unit. Of several answers at once exactly one counts."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from heimveg.access.gate import Actor, command
from heimveg.accounts.models import Unit, User
from heimveg.base import clock
from heimveg.base.errors import Invalid
from heimveg.handoffs.colleagues import tell_of_a_no
from heimveg.handoffs.ledger import hand_over, in_line, may_answer, stop_reading
from heimveg.handoffs.models import Handoff
from heimveg.handoffs.permissions import ANSWER_HANDOFF
from heimveg.handoffs.rules import DeclineReason, HandoffState
from heimveg.persons.queries import workers_of


@command(ANSWER_HANDOFF)
def accept_handoff(actor: Actor, *, handoff_id: int, worker_id: int | None, on: date) -> Handoff:
    """Say yes, and name who follows the person up: from today the unit that was to take over
    does, and who sees what follows at once. Where the taker asked, it has named somebody.

    Raises Answered when somebody was quicker, Invalid without a worker, Refused for others.
    """
    handoff = _to_answer(actor, handoff_id, HandoffState.ACCEPTED)
    if handoff.is_asked_by_taker:
        worker_id = handoff.worker_id
    worker = _worker(handoff, worker_id, on=on)
    hand_over(
        handoff,
        handoff.to_unit,
        state=HandoffState.ACCEPTED,
        worker=worker,
        by=actor.user_id,
        on=on,
        ended_on=on,
        answered_by_id=actor.user_id,
    )
    return handoff


@command(ANSWER_HANDOFF)
def decline_handoff(
    actor: Actor, *, handoff_id: int, because: DeclineReason, words: str,
    suggests_id: int | None, on: date,
) -> Handoff:  # fmt: skip
    """Say no, why, and who should rather be asked. The unit that answers goes on doing so."""
    handoff = _to_answer(actor, handoff_id, HandoffState.DECLINED)
    if not words.strip():
        raise Invalid({"words": _("Say why, so that the person is not asked to start anew.")})
    suggests = Unit.objects.running_on(on).filter(pk=suggests_id or 0).first()
    handoff.move(
        HandoffState.DECLINED,
        ended_on=on,
        answered_by_id=actor.user_id,
        declined_because=because,
        answer_words=words.strip(),
        suggests=suggests,
    )
    tell_of_a_no(handoff, at=clock.now())
    stop_reading(handoff, on=on)
    return handoff


def _to_answer(actor: Actor, handoff_id: int, to: HandoffState) -> Handoff:
    handoff = in_line(actor, ANSWER_HANDOFF, handoff_id)
    may_answer(actor, handoff, to)
    return handoff


def _worker(handoff: Handoff, worker_id: int | None, *, on: date) -> User:
    found = (
        workers_of(handoff.to_unit_id, handoff.person_id, on=on).filter(pk=worker_id or 0).first()
    )
    if found is None:
        raise Invalid({"worker": _("Choose somebody in the unit who can be named.")})
    return found
