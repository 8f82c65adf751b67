"""Offers and rounds that wait for a hand."""

from datetime import date

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from heimveg.access.gate import Actor
from heimveg.allocation.models import Offer, Round
from heimveg.allocation.permissions import ANSWER_OFFER, OPEN_OFFER, READ_ROUNDS
from heimveg.allocation.queries import homes_freed, offers_never_answered, rounds_stopped
from heimveg.allocation.rules import OfferState, RoundState
from heimveg.base.parts import Worklist, WorkRow
from heimveg.decisions.rules import DecisionState
from heimveg.desk.worklists.asking import Asking, First
from heimveg.desk.worklists.panel import first_up, short
from heimveg.dwellings.models import Dwelling

SIGNED_BY_TWO = (DecisionState.APPROVED, DecisionState.TOLD)
IN_PROGRESS = (RoundState.DRAFT, RoundState.SOLVED)


def _without_answer(actor: Actor, on: date) -> QuerySet[Offer]:
    out = Offer.objects.permitted_to(actor, ANSWER_OFFER).filter(state=OfferState.OPEN)
    return out.order_by("answer_by", "pk")


def offers_out(actor: Actor, on: date) -> Asking:
    found = yield First(_without_answer, ("person", "dwelling"))
    return Worklist(
        id="offers",
        title=_("Offers without an answer"),
        icon="envelope",
        count=found.count,
        has_more=found.has_more,
        url=reverse("allocation:list"),
        empty=_("No offer waits for an answer."),
        rows=[_out(offer, on) for offer in found.rows],
    )


def _out(offer: Offer, on: date) -> WorkRow:
    past = (on - offer.answer_by).days if offer.answer_by else 0
    return WorkRow(
        what=offer.person.shown_name,
        why=_("%(home)s, answer by %(day)s")
        % {"home": offer.dwelling.address, "day": short(offer.answer_by)},
        url=reverse("allocation:offer", args=[offer.pk]),
        is_late=past > 0,
        next=_("Record the answer"),
        days=past if past > 0 else None,
    )


def _ready(actor: Actor, on: date) -> QuerySet[Offer]:
    ready = (
        Offer.objects.permitted_to(actor, OPEN_OFFER)
        .filter(state=OfferState.RESERVED, decision__state__in=SIGNED_BY_TWO)
        .filter(Q(follows=None) | Q(follows__state=OfferState.ACCEPTED))
    )
    return ready.order_by("pk")


def offers_to_send(actor: Actor, on: date) -> Asking:
    """Homes held whose decision is signed by four eyes, and whose turn in the chain it is."""
    found = yield First(_ready, ("person", "dwelling"))
    return Worklist(
        id="offers-to-send",
        title=_("Offers ready to go out"),
        icon="inbox",
        count=found.count,
        has_more=found.has_more,
        empty=_(
            "No offer is ready. One is, when its decision is approved and the link before it"
            " has accepted."
        ),
        rows=[
            WorkRow(
                what=offer.person.shown_name,
                why=offer.dwelling.address,
                url=reverse("allocation:offer", args=[offer.pk]),
                next=_("Send the offer"),
            )
            for offer in found.rows
        ],
    )


def _in_progress(actor: Actor, on: date) -> QuerySet[Round]:
    mine = Round.objects.filter(unit_id__in=actor.units(READ_ROUNDS), state__in=IN_PROGRESS)
    return mine.defer("snapshot", "proposal", "first_proposal").order_by("-day", "-pk")


def rounds_open(actor: Actor, on: date) -> Asking:
    found = yield First(_in_progress)
    return Worklist(
        id="rounds",
        title=_("Rounds in progress"),
        icon="arrows-squarepath",
        count=found.count,
        has_more=found.has_more,
        url=reverse("allocation:list"),
        empty=_("No round is open. Open one when homes are free and people wait."),
        rows=[
            WorkRow(
                what=row.title,
                why=first_up(row.get_state_display()),
                url=reverse("allocation:round", args=[row.pk]),
                days=(on - row.day).days,
                next=_("See the proposal"),
            )
            for row in found.rows
        ],
    )


def never_answered(actor: Actor, on: date) -> Asking:
    found = yield First(offers_never_answered, ("person", "dwelling"))
    return Worklist(
        id="offers-past",
        title=_("Offers nobody answered"),
        icon="clock",
        count=found.count,
        has_more=found.has_more,
        empty=_("Every offer has been answered in time."),
        rows=[
            WorkRow(
                what=offer.person.shown_name,
                why=_("%(home)s, last day was %(day)s")
                % {"home": offer.dwelling.address, "day": short(offer.answer_by)},
                url=reverse("allocation:offer", args=[offer.pk]),
                days=(on - offer.answer_by).days if offer.answer_by else None,
                is_late=True,
                next=_("Get in touch"),
            )
            for offer in found.rows
        ],
    )


def chains_stopped(actor: Actor, on: date) -> Asking:
    found = yield First(rounds_stopped)
    return Worklist(
        id="chains-stopped",
        title=_("Chains that stopped"),
        icon="route",
        count=found.count,
        has_more=found.has_more,
        empty=_("Every chain goes on, or has come to its end."),
        rows=[
            WorkRow(
                what=row.title,
                url=reverse("allocation:round", args=[row.pk]),
                why=first_up(_("homes are free again, and people wait on")),
                next=_("Solve the rest again"),
            )
            for row in found.rows
        ],
    )


def _freed(actor: Actor, on: date) -> QuerySet[Dwelling]:
    return homes_freed(on)


def freed(actor: Actor, on: date) -> Asking:
    found = yield First(_freed)
    return Worklist(
        id="homes-freed",
        title=_("Homes freed by a move"),
        icon="door-open",
        count=found.count,
        has_more=found.has_more,
        empty=_("No freed home waits for somebody."),
        rows=[
            WorkRow(
                what=row.address,
                url=reverse("desk:dwelling", args=[row.pk]),
                why=first_up(_("held for nobody")),
                next=_("See the home"),
            )
            for row in found.rows
        ],
    )
