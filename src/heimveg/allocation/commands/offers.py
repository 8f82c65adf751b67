"""Send an offer, record its answer, withdraw it, and let go of what nobody answered."""

from datetime import date, datetime, timedelta

from django.db.models import Sum
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from heimveg.access.gate import Actor, command
from heimveg.accounts.models import Municipality
from heimveg.allocation import letters
from heimveg.allocation.locks import lock_homes, lock_needs, offer_for
from heimveg.allocation.models import Offer, OfferClosed
from heimveg.allocation.permissions import ANSWER_OFFER, OPEN_OFFER, WITHDRAW_OFFER
from heimveg.allocation.queries.moving import Moving, moving_into
from heimveg.allocation.rules import (
    HOLDING,
    AfterDecline,
    DeclineReason,
    OfferState,
    after_decline,
    can_be_answered,
    has_expired,
)
from heimveg.allocation.terms import terms_on
from heimveg.base.errors import Invalid, Refused
from heimveg.decisions.models import Decision
from heimveg.decisions.rules import DecisionState
from heimveg.dwellings.models import Dwelling, OutOfUse, RentPart
from heimveg.dwellings.rules import Cause
from heimveg.needs.models import Need
from heimveg.needs.rules import NeedStatus
from heimveg.notices.models import Notice
from heimveg.notices.rules import Channel
from heimveg.stays.rules import StayKind
from heimveg.tenancies.leaving import leave
from heimveg.tenancies.models import NotReady, Tenancy
from heimveg.tenancies.parting import Parting, settle_with_the_tenancy
from heimveg.tenancies.rules import Ending, Term
from heimveg.upkeep.models import Turnover


class NotSigned(Refused):
    """The decision has not been signed by four eyes: nothing may go out."""


@command(OPEN_OFFER)
def open_offer(
    actor: Actor,
    *,
    offer_id: int,
    on: date,
    at: datetime,
    answer_by: date,
    viewing_at: datetime | None = None,
) -> Offer:
    """Send the offer: it waits for an answer until `answer_by`, that day included.

    Raises Offer.DoesNotExist, NotSigned, OfferClosed, Refused when it is not its turn or the
    home is out of use, Invalid for a day that has passed.
    """
    offer = offer_for(actor, OPEN_OFFER, offer_id)
    lock_homes([offer.dwelling_id, offer.leaves_id])
    _require_signed(offer.decision)
    if offer.follows is not None and offer.follows.state != OfferState.ACCEPTED:
        raise Refused(_("The one before in the chain has not accepted yet. This home is held."))
    if answer_by < on:
        raise Invalid({"answer_by": _("The last day to answer cannot have passed.")})
    moving = _moving(offer, on)
    offer.move(
        OfferState.OPEN,
        opened_on=on,
        answer_by=answer_by,
        viewing_at=viewing_at,
        move_in_on=moving.earliest,
    )
    _tell(offer, at)
    return offer


@command(ANSWER_OFFER)
def accept_offer(actor: Actor, *, offer_id: int, on: date, move_in_on: date) -> Offer:
    """Accept for the person: the home left is given up and the new one taken from
    `move_in_on`, the need is met, and the next link of the chain may be sent.

    Raises Offer.DoesNotExist, NotSigned, OfferClosed when it is too late, Invalid for a day
    before the home can be left, NotReady for today while its turnover goes on (a yes for a day to
    come is taken; only the turnover ends its vacancy), DwellingTaken when somebody else got it.
    """
    offer = offer_for(actor, ANSWER_OFFER, offer_id)
    homes = lock_homes([offer.dwelling_id, offer.leaves_id])
    need = lock_needs(actor, ANSWER_OFFER, [offer.need_id])[offer.need_id]
    _require_signed(offer.decision)
    _require_answerable(offer, on)
    moving = _moving(offer, on)
    if move_in_on < moving.earliest:
        day = date_format(moving.earliest, "DATE_FORMAT")
        raise Invalid({"move_in_on": _("The home is ready on %(day)s.") % {"day": day}})
    if moving.turnover is not None and move_in_on <= on:
        raise NotReady(offer.dwelling_id)
    offer.move(OfferState.ACCEPTED, answered_on=on, move_in_on=move_in_on)
    if offer.leaves_id is not None:
        _move_out(actor, offer, move_in_on)
    _move_in(actor, offer, homes[offer.dwelling_id], move_in_on)
    need.move(NeedStatus.HOUSED, on=on)
    need.let_go(on=move_in_on)
    return offer


@command(ANSWER_OFFER)
def decline_offer(
    actor: Actor,
    *,
    offer_id: int,
    on: date,
    reason: DeclineReason,
    words: str = "",
    parked_until: date | None = None,
) -> Offer:
    """Record a no. It parks the need or changes the wish, and never counts against anybody:
    waiting time and urgency stay. The links behind it are let go.

    Raises Offer.DoesNotExist, OfferClosed, Invalid without a day to park until.
    """
    offer = offer_for(actor, ANSWER_OFFER, offer_id)
    follows = after_decline(reason)
    if follows is AfterDecline.PARK and (parked_until is None or parked_until <= on):
        raise Invalid({"parked_until": _("Until which day shall we wait? Choose one to come.")})
    lock_homes([offer.dwelling_id, offer.leaves_id])
    need = lock_needs(actor, ANSWER_OFFER, [offer.need_id])[offer.need_id]
    _require_answerable(offer, on)
    offer.move(
        OfferState.DECLINED, answered_on=on, decline_reason=str(reason), decline_words=words
    )
    _after_decline(need, follows, on=on, until=parked_until, words=words)
    _release_followers(offer)
    return offer


@command(WITHDRAW_OFFER)
def withdraw_offer(actor: Actor, *, offer_id: int, on: date, words: str) -> Offer:
    """Take back an offer or a reservation; the need waits on. Raises Offer.DoesNotExist,
    OfferClosed, Invalid without a reason."""
    if not words.strip():
        raise Invalid({"words": _("Say why, so that it can be explained to the person.")})
    offer = offer_for(actor, WITHDRAW_OFFER, offer_id)
    lock_homes([offer.dwelling_id, offer.leaves_id])
    offer.move(OfferState.WITHDRAWN, answered_on=on, decline_words=words.strip())
    _wait_again(offer)
    _release_followers(offer)
    return offer


@command(WITHDRAW_OFFER)
def expire_offer(actor: Actor, *, offer_id: int, on: date) -> Offer:
    """Close an offer whose last day has passed. Silence rests the need, a reservation that ran
    out is nobody's answer: that need waits on. Raises OfferClosed when it has not run out."""
    offer = offer_for(actor, WITHDRAW_OFFER, offer_id)
    lock_homes([offer.dwelling_id, offer.leaves_id])
    state = OfferState(offer.state)
    if not has_expired(state, answer_by=offer.answer_by, on=on):
        raise OfferClosed(_("This offer has not run out."))
    offer.move(OfferState.EXPIRED, answered_on=on)
    if state is OfferState.OPEN:
        rests_until = on + timedelta(days=terms_on(on).park_days)
        offer.need.move(NeedStatus.PARKED, on=on, until=rests_until)
    else:
        _wait_again(offer)
    _release_followers(offer)
    return offer


@command(WITHDRAW_OFFER)
def release_offer(actor: Actor, *, offer_id: int, on: date) -> Offer:
    """Let go of a reservation whose chain has stopped before it. The job does so for links that
    the one who stopped the chain may not see. Raises OfferClosed when the chain goes on."""
    offer = offer_for(actor, WITHDRAW_OFFER, offer_id)
    lock_homes([offer.dwelling_id, offer.leaves_id])
    before = offer.follows
    if before is None or before.state in {*HOLDING, OfferState.ACCEPTED}:
        raise OfferClosed(_("The chain before this home has not stopped."))
    _let_go(offer, on)
    _release_followers(offer)
    return offer


def _require_signed(decision: Decision) -> None:
    if decision.may_be_offered:
        return
    if decision.state == DecisionState.SIGNED and decision.signed_by is not None:
        text = _("%(name)s has signed the decision. A colleague must approve it first.")
        raise NotSigned(text % {"name": decision.signed_by.name})
    raise NotSigned(
        _("The decision is a draft. It must be signed, and approved by a colleague, first.")
    )


def _require_answerable(offer: Offer, on: date) -> None:
    if not can_be_answered(OfferState(offer.state), answer_by=offer.answer_by, on=on):
        raise OfferClosed(
            _("This offer can no longer be answered: it was answered, withdrawn or ran out.")
        )


def _moving(offer: Offer, on: date) -> Moving:
    """Raises Refused when the home cannot be moved into at all."""
    moving = moving_into(offer.dwelling_id, on=on)
    if moving.is_blocked:
        raise Refused(
            _("The home is out of use, and nobody has said until when. Settle that first.")
        )
    return moving


def _tell(offer: Offer, at: datetime) -> None:
    """The offer itself goes in the outbox, in the person's language."""
    default = Municipality.objects.values_list("default_language", flat=True).first()
    language = offer.person.language or default or "nn"
    assert offer.answer_by is not None  # an open offer has its answer date  # noqa: S101
    unit = offer.decision.unit
    body = letters.offer_letter(
        offer.dwelling,
        answer_by=offer.answer_by,
        unit=unit.name,
        phone=unit.phone,
        language=language,
    )
    Notice.queue(
        key=f"offer:{offer.pk}",
        person=offer.person,
        channel=Channel.LETTER,
        language=language,
        body=body,
        at=at,
    )


def _move_out(actor: Actor, offer: Offer, on: date) -> None:
    """Nothing to end when the person has left that home already."""
    running = Tenancy.objects.running_on(on).filter(person=offer.person, dwelling=offer.leaves)
    tenancy = running.select_related("dwelling").first()
    if tenancy is not None:
        ending, home = Ending.OTHER_MUNICIPAL, StayKind.MUNICIPAL_TENANCY
        settle_with_the_tenancy(
            Parting(actor, tenancy.pk, tenancy.person_id, on=on, ending=ending, moves_to=home)
        )
        leave(tenancy, on=on, ending=ending)


def _move_in(actor: Actor, offer: Offer, dwelling: Dwelling, on: date) -> None:
    _end_vacancy_by_hand(dwelling, on)
    rent = RentPart.objects.filter(dwelling=dwelling).aggregate(ore=Sum("ore_month"))["ore"]
    Tenancy.move_in(
        person=offer.person,
        dwelling=offer.dwelling,
        on=on,
        decision=offer.decision,
        rent_ore_month=rent,
        lease_until=Term(terms_on(on).lease_years).ends_on(on),
        by=actor.user_id,
    )


def _end_vacancy_by_hand(dwelling: Dwelling, on: date) -> None:
    """A vacancy between tenants that somebody wrote by hand, and that no turnover follows."""
    vacancies = OutOfUse.objects.filter(dwelling=dwelling, cause=Cause.TURNOVER, ended_on=None)
    followed = Turnover.objects.open().filter(out_of_use__in=vacancies).values("out_of_use")
    vacancies.exclude(pk__in=followed).filter(started_on__lte=on).update(ended_on=on)


def _after_decline(
    need: Need, follows: AfterDecline, *, on: date, until: date | None, words: str
) -> None:
    match follows:
        case AfterDecline.PARK:
            need.move(NeedStatus.PARKED, on=on, until=until)
        case AfterDecline.WITHDRAW:
            need.move(NeedStatus.WAITING, on=on)
            need.move(NeedStatus.WITHDRAWN, on=on)
        case AfterDecline.CHANGE_WISH:
            need.move(NeedStatus.WAITING, on=on)
            if words.strip():
                need.in_own_words = "\n".join(filter(None, [need.in_own_words, words.strip()]))
                need.save(update_fields=["in_own_words"])


def _wait_again(offer: Offer) -> None:
    need = offer.need
    need.refresh_from_db(fields=["status"])
    if need.status == NeedStatus.OFFERED:
        need.move(NeedStatus.WAITING, on=need.opened_on)


def _release_followers(offer: Offer) -> None:
    """The links behind a stopped one, as far as the reader sees; the job takes the rest."""
    link = Offer.objects.filter(follows=offer).select_related("need").first()
    while link is not None:
        if link.state in HOLDING and offer.answered_on is not None:
            _let_go(link, offer.answered_on)
        link = Offer.objects.filter(follows=link).select_related("need").first()


def _let_go(offer: Offer, on: date) -> None:
    offer.move(OfferState.WITHDRAWN, answered_on=on)
    _wait_again(offer)
