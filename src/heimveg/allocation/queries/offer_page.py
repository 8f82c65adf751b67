"""What the page of one offer shows."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from heimveg.access.gate import Actor
from heimveg.allocation import wording
from heimveg.allocation.models import Offer
from heimveg.allocation.permissions import ANSWER_OFFER, OPEN_OFFER, READ_ROUNDS, WITHDRAW_OFFER
from heimveg.allocation.proposals import NOTHING, Line
from heimveg.allocation.queries.cast import cast_for
from heimveg.allocation.queries.moving import moving_into
from heimveg.allocation.queries.pages import reading_of
from heimveg.allocation.rules import HOLDING, OfferState, can_be_answered
from heimveg.base.parts import Reason, Step
from heimveg.decisions.rules import DecisionState

TONES = {
    OfferState.RESERVED: "lamp",
    OfferState.OPEN: "info",
    OfferState.ACCEPTED: "success",
    OfferState.DECLINED: "neutral",
    OfferState.WITHDRAWN: "neutral",
    OfferState.EXPIRED: "warning",
}


def offer_context(actor: Actor, offer: Offer, *, on: date) -> dict[str, Any]:
    """The offer, its way so far, its reasons, the links beside it, and what can be done now."""
    state = OfferState(offer.state)
    chain = chain_of_offer(actor, offer)
    reasons, links = _explained(actor, offer, chain, on)
    signed = offer.decision.may_be_offered
    turn = _is_its_turn(offer, chain)
    is_open = state is OfferState.OPEN and offer.answer_by is not None
    answerable = can_be_answered(state, answer_by=offer.answer_by, on=on)
    return {
        "offer": offer,
        "tone": TONES[state],
        "steps": steps(offer),
        "reasons": reasons,
        "chain": links,
        "wait": _what_it_waits_for(offer, signed=signed, turn=turn),
        "decision_url": reverse("decisions:detail", args=[offer.decision_id]),
        "days_left": (offer.answer_by - on).days if is_open and offer.answer_by else None,
        "moving": moving_into(offer.dwelling_id, on=on) if state in HOLDING else None,
        "may_send": state is OfferState.RESERVED and signed and turn and actor.may(OPEN_OFFER),
        "may_answer": answerable and actor.may(ANSWER_OFFER),
        "may_withdraw": state in HOLDING and actor.may(WITHDRAW_OFFER),
    }


@dataclass(frozen=True)
class Link:
    """One offer of the chain, as far as the reader may see."""

    offer: Offer
    person: str
    home: str
    tone: str


def _explained(
    actor: Actor, offer: Offer, chain: list[Offer], on: date
) -> tuple[list[Reason], list[Link]]:
    """Reasons and links. Which homes are named is decided by the round's whole chain, hidden
    links included."""
    reading = reading_of(offer.round) if offer.round else NOTHING
    line = line_of(offer)
    whole = [link for link in reading.moves if link.chain == offer.chain] or [line]
    cast = cast_for(actor, reading, [*whole, line], on=on)
    links = [
        Link(link, cast.person(link.need_id), cast.home(link.dwelling_id), TONES[_state(link)])
        for link in chain
    ]
    return wording.reasons(line, cast), links


def _state(offer: Offer) -> OfferState:
    return OfferState(offer.state)


def line_of(offer: Offer) -> Line:
    """The offer as the line it was made from."""
    return Line(
        need=offer.need_id,
        home=offer.dwelling_id,
        leaves=offer.leaves_id,
        chain=offer.chain,
        step=offer.step,
        value=0,
        parts={},
        reasons=tuple(offer.reasons),
    )


def chain_of_offer(actor: Actor, offer: Offer) -> list[Offer]:
    """The links of the same chain that the reader sees, from the vacancy inwards."""
    if offer.round_id is None:
        return [offer]
    mine = Offer.objects.permitted_to(actor, READ_ROUNDS)
    links = mine.filter(round_id=offer.round_id, chain=offer.chain).select_related("person")
    return list(links.order_by("step"))


def _is_its_turn(offer: Offer, chain: list[Offer]) -> bool:
    if offer.follows_id is None:
        return True
    before = next((o for o in chain if o.pk == offer.follows_id), None)
    return before is not None and before.state == OfferState.ACCEPTED


def _what_it_waits_for(offer: Offer, *, signed: bool, turn: bool) -> str:
    """In one sentence; empty when nothing stands in the way."""
    if offer.state != OfferState.RESERVED:
        return ""
    if offer.decision.state == DecisionState.SIGNED and offer.decision.signed_by is not None:
        name = offer.decision.signed_by.name
        return _("Waits for a colleague of %(name)s to approve the decision.") % {"name": name}
    if not signed:
        return _("Waits for the decision to be signed, and approved by a colleague.")
    if not turn:
        return _("Waits for the one before in the chain to accept. The home is held meanwhile.")
    return ""


def steps(offer: Offer) -> list[Step]:
    """Held, signed, sent, answered, moved in."""
    state = OfferState(offer.state)
    signed = offer.decision.may_be_offered
    done = [
        True,
        signed,
        offer.opened_on is not None,
        state is OfferState.ACCEPTED,
    ]
    labels = [_("Held"), _("Signed by two"), _("Sent"), _("Answer")]
    notes = ["", "", _day(offer.opened_on), _day(offer.answered_on)]
    if state not in HOLDING:
        labels[3] = capfirst(offer.get_state_display())
        done[3] = True
    current = next((at for at, is_done in enumerate(done) if not is_done), None)
    return [
        Step(label, "done" if done[at] else "current" if at == current else "todo", note)
        for at, (label, note) in enumerate(zip(labels, notes, strict=True))
    ]


def _day(day: date | None) -> str:
    return date_format(day, "MONTH_DAY_FORMAT") if day else ""
