"""Two rounds of the invented committee, made by the real commands: one carried out halfway, so
that every state of an offer is there to be seen, and one that waits for the committee today."""

from datetime import date, datetime, timedelta

from heimveg.access.gate import Actor
from heimveg.accounts.rules import UnitKind
from heimveg.allocation.commands.offers import accept_offer, decline_offer, open_offer
from heimveg.allocation.commands.rounds import open_round
from heimveg.allocation.commands.settling import settle_round
from heimveg.allocation.models import Offer
from heimveg.allocation.queries.moving import moving_into
from heimveg.allocation.rules import DeclineReason, OfferState
from heimveg.config.demo.rows import moment
from heimveg.config.demo.town import Town
from heimveg.decisions.commands import approve_decision, sign_decision, tell_decision
from heimveg.decisions.models import Decision
from heimveg.decisions.permissions import APPROVE_DECISION
from heimveg.upkeep.models import Turnover

EARLIER_DAYS = 12
ACCEPTED, DECLINED = 4, 2  # of the first links of the earlier round; the rest wait for an answer
SIGNED_ONLY, DRAFTS = 2, 2  # decisions that wait for the approver, and for a signature


def hold_earlier_round(town: Town, *, today: date) -> None:
    """Settled twelve days ago: signed, sent, some answered, some chains on their way."""
    day = today - timedelta(days=EARLIER_DAYS)
    first, second = (town.users[name].actor(on=today) for name in ("tildelar", "tildelar2"))
    unit = town.unit(UnitKind.HOUSING)
    title = f"Tildelingsmøte veke {day.isocalendar().week}"
    round_ = open_round(
        second, unit_id=unit.pk, title=title, on=day, at=moment(day), parameters={}
    )
    settle_round(second, round_id=round_.pk, version=round_.version, on=day, at=moment(day))
    offers = list(
        Offer.objects.filter(round=round_).select_related("decision").order_by("chain", "step")
    )
    # One of the two is not cleared for protected addresses, and approves none of those.
    open_to_both = set(
        Decision.objects.permitted_to(first, APPROVE_DECISION)
        .filter(pk__in=[offer.decision_id for offer in offers])
        .values_list("pk", flat=True)
    )
    offers.sort(key=lambda offer: offer.decision_id not in open_to_both)
    open_ones = len(open_to_both)
    whole = offers[: max(min(len(offers) - SIGNED_ONLY - DRAFTS, open_ones), 0)]
    for offer in whole + offers[len(whole) : len(whole) + SIGNED_ONLY]:
        _sign(second, offer.decision_id, moment(day + timedelta(days=1)))
    for offer in whole:
        _approve_and_tell(first, offer.decision_id, day + timedelta(days=2))
    _answer(
        second,
        [offer for offer in whole if offer.follows_id is None],
        day + timedelta(days=2),
        today,
    )


def _sign(actor: Actor, decision_id: int, at: datetime) -> None:
    sign_decision(actor, decision_id=decision_id, version=_version(decision_id), at=at)


def _approve_and_tell(actor: Actor, decision_id: int, on: date) -> None:
    approve_decision(actor, decision_id=decision_id, version=_version(decision_id), at=moment(on))
    tell_decision(
        actor, decision_id=decision_id, version=_version(decision_id), on=on, at=moment(on)
    )


def _version(decision_id: int) -> int:
    return int(Decision.objects.values_list("version", flat=True).get(pk=decision_id))


def _answer(actor: Actor, offers: list[Offer], sent_on: date, today: date) -> None:
    """Send every first link; accept some, and send the next of their chains; decline some."""
    answer_by = today + timedelta(days=4)
    for n, offer in enumerate(offers):
        open_offer(actor, offer_id=offer.pk, on=sent_on, at=moment(sent_on), answer_by=answer_by)
        offer.refresh_from_db()
        answered = sent_on + timedelta(days=3)
        moving = moving_into(offer.dwelling_id, on=answered)
        if n < ACCEPTED and offer.move_in_on and not moving.is_blocked:
            move_in = max(offer.move_in_on, moving.earliest, today - timedelta(days=2 * n))
            if Turnover.running(offer.dwelling_id) is not None:
                move_in = max(move_in, today + timedelta(days=3 + n))  # is not ready today
            accept_offer(actor, offer_id=offer.pk, on=answered, move_in_on=move_in)
            _send_next(actor, offer, sent_on + timedelta(days=4), answer_by)
        elif n < ACCEPTED + DECLINED:
            reason = (DeclineReason.AREA, DeclineReason.ENVIRONMENT)[n % 2]
            decline_offer(
                actor,
                offer_id=offer.pk,
                on=answered,
                reason=reason,
                words="Vil bu nærare syster mi.",
            )


def _send_next(actor: Actor, offer: Offer, on: date, answer_by: date) -> None:
    following = (
        Offer.objects.filter(follows=offer, state=OfferState.RESERVED)
        .select_related("decision")
        .first()
    )
    if following is not None and following.decision.may_be_offered:
        open_offer(actor, offer_id=following.pk, on=on, at=moment(on), answer_by=answer_by)


def open_todays_round(town: Town, *, today: date) -> None:
    actor = town.users["tildelar"].actor(on=today)
    title = f"Tildelingsmøte veke {today.isocalendar().week}"
    open_round(
        actor,
        unit_id=town.unit(UnitKind.HOUSING).pk,
        title=title,
        on=today,
        at=moment(today),
        parameters={},
    )
