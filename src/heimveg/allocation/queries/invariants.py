"""What must always be true of offers, decisions and tenancies, asked from outside.

For `heimveg check-invariants`, as the system user. Cases are told by number, never by name.
"""

from collections.abc import Iterator
from datetime import date

from django.db.models import Count, Exists, F, OuterRef, Q

from heimveg.allocation.models import Offer
from heimveg.allocation.rules import HOLDING, OfferState
from heimveg.decisions.rules import DecisionState
from heimveg.needs.models import Need
from heimveg.needs.rules import NeedStatus
from heimveg.tenancies.models import Tenancy

SIGNED = [str(DecisionState.APPROVED), str(DecisionState.TOLD), str(DecisionState.REPLACED)]
HELD = [str(state) for state in HOLDING]
STOPPED = [str(OfferState.DECLINED), str(OfferState.WITHDRAWN), str(OfferState.EXPIRED)]


def broken_promises(on: date) -> list[str]:
    """One line for each broken case; empty when every promise is kept."""
    return [
        *_unsigned(),
        *_accepted_without_home(),
        *_home_without_acceptance(),
        *_doubled(),
        *_out_of_turn(on),
        *_needs_astray(),
    ]


def _unsigned() -> Iterator[str]:
    sent = Offer.objects.filter(state__in=[str(OfferState.OPEN), str(OfferState.ACCEPTED)])
    for pk in sent.exclude(decision__state__in=SIGNED).values_list("pk", flat=True):
        yield f"offer {pk} went out without a decision signed by two"


def _accepted_without_home() -> Iterator[str]:
    moved = Tenancy.objects.filter(
        decision=OuterRef("decision"), person=OuterRef("person"), dwelling=OuterRef("dwelling")
    )
    accepted = Offer.objects.filter(state=OfferState.ACCEPTED)
    for pk in accepted.exclude(Exists(moved)).values_list("pk", flat=True):
        yield f"offer {pk} is accepted, but made no tenancy"


def _home_without_acceptance() -> Iterator[str]:
    offered = Offer.objects.filter(decision=OuterRef("decision"))
    accepted = offered.filter(state=OfferState.ACCEPTED, dwelling=OuterRef("dwelling"))
    made = Tenancy.objects.filter(Exists(offered)).exclude(Exists(accepted))
    for pk in made.values_list("pk", flat=True):
        yield f"tenancy {pk} rests on an offer that was not accepted"


def _doubled() -> Iterator[str]:
    for field in ("dwelling", "need"):
        held = Offer.objects.holding().values(field).annotate(n=Count("pk")).order_by()
        for row in held.filter(n__gt=1):
            yield f"{field} {row[field]} has {row['n']} offers at once"
    others = Tenancy.objects.filter(dwelling=OuterRef("dwelling"), ended_on=None)
    leaving = Q(follows__person=F("dwelling__tenancies__person"))
    open_ = Offer.objects.filter(state=OfferState.OPEN).filter(Exists(others)).exclude(leaving)
    for pk in open_.values_list("pk", flat=True).distinct():
        yield f"offer {pk} is of a home that is let without an end"


def _out_of_turn(on: date) -> Iterator[str]:
    sent = [str(OfferState.OPEN), str(OfferState.ACCEPTED)]
    early = Offer.objects.filter(state__in=sent, follows__isnull=False)
    for pk in early.exclude(follows__state=OfferState.ACCEPTED).values_list("pk", flat=True):
        yield f"offer {pk} went out before the one before it had accepted"
    orphans = Offer.objects.filter(
        state=OfferState.RESERVED, follows__state__in=STOPPED, follows__answered_on__lt=on
    )
    for pk in orphans.values_list("pk", flat=True):
        yield f"offer {pk} still holds a home though its chain has stopped"


def _needs_astray() -> Iterator[str]:
    held = Offer.objects.filter(need=OuterRef("pk"), state__in=HELD)
    offered = Need.objects.filter(status=NeedStatus.OFFERED).exclude(Exists(held))
    for pk in offered.values_list("pk", flat=True):
        yield f"need {pk} is said to have a home held, and has none"
    other = Offer.objects.holding().exclude(need__status=NeedStatus.OFFERED)
    for pk in other.values_list("pk", flat=True):
        yield f"offer {pk} holds a home for a need that does not wait for it"
