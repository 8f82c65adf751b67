"""What waits for somebody in allocation when no offer is out."""

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from heimveg.access.gate import Actor
from heimveg.allocation.models import Hold, Offer, Round
from heimveg.allocation.permissions import ANSWER_OFFER, READ_ROUNDS
from heimveg.allocation.rules import HOLDING, OfferState, RoundState
from heimveg.dwellings.models import Dwelling
from heimveg.needs.rules import NeedStatus
from heimveg.tenancies.models import Letting

RECENT_DAYS = 60
CAME_TO_NOTHING = (OfferState.DECLINED, OfferState.EXPIRED, OfferState.WITHDRAWN)


def offers_never_answered(actor: Actor, on: date) -> QuerySet[Offer]:
    """The night has closed them; they wait until somebody has got in touch and the need moves on,
    so that nobody drops out of the list in silence."""
    closed = Offer.objects.permitted_to(actor, ANSWER_OFFER).filter(
        state=OfferState.EXPIRED,
        opened_on__isnull=False,
        need__status=NeedStatus.PARKED,
        answered_on__gte=on - timedelta(days=RECENT_DAYS),
    )
    return closed.order_by("answer_by", "pk")


def homes_freed(on: date) -> QuerySet[Dwelling]:
    """Homes that somebody leaves by an accepted offer, held for nobody: for the next round."""
    here = OuterRef("pk")
    left = Hold.objects.filter(
        leaves=here, state=OfferState.ACCEPTED, move_in_on__gte=on - timedelta(days=RECENT_DAYS)
    )
    held = Hold.objects.filter(dwelling=here, state__in=[str(state) for state in HOLDING])
    again = Hold.objects.filter(dwelling=here, state=OfferState.ACCEPTED, move_in_on__gt=on)
    freed = Dwelling.objects.filter(Exists(left)).exclude(Exists(held)).exclude(Exists(again))
    return freed.exclude(Exists(Letting.objects.filter(dwelling=here, ended_on=None))).order_by(
        "pk"
    )


def rounds_stopped(actor: Actor, on: date) -> QuerySet[Round]:
    """Settled rounds where a chain has stopped and no later round has solved the rest."""
    again = Round.objects.filter(
        unit=OuterRef("round__unit"), pk__gt=OuterRef("round"), day__gte=OuterRef("answered_on")
    )
    stopped = Offer.objects.filter(
        round=OuterRef("pk"),
        state__in=[str(state) for state in CAME_TO_NOTHING],
        answered_on__gte=on - timedelta(days=RECENT_DAYS),
    ).exclude(Exists(again))
    mine = Round.objects.permitted_to(actor, READ_ROUNDS).filter(state=RoundState.DECIDED)
    light = mine.defer("snapshot", "proposal", "first_proposal")
    return light.filter(Exists(stopped)).order_by("-day", "-pk")
