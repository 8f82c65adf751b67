"""Who takes over a home or leaves it, for the protocol that both sign."""

from dataclasses import dataclass

from django.db.models import Q

from heimveg.access.gate import Actor
from heimveg.persons.models import Person
from heimveg.tenancies.models import Tenancy
from heimveg.tenancies.permissions import READ_TENANCIES
from heimveg.upkeep.models import Inspection, Signature
from heimveg.upkeep.permissions import SIGN_TAKEOVER
from heimveg.upkeep.rules import Party


@dataclass(frozen=True, slots=True)
class Takeover:
    """`tenant` only for who sees the person; `signed` likewise."""

    inspection: Inspection
    tenant: Person | None
    signed: list[Signature]

    def has_signed(self, party: Party) -> bool:
        return any(one.party == party and not one.because for one in self.signed)

    def says_why_not(self, party: Party) -> bool:
        return any(one.party == party and one.because for one in self.signed)


def takeover(actor: Actor, inspection: Inspection) -> Takeover:
    """Two queries. The tenant is the one whose tenancy begins last by the day, or runs then."""
    day = inspection.held_on or inspection.planned_on
    rows = Tenancy.objects.none()
    if actor.may(READ_TENANCIES):
        rows = Tenancy.objects.permitted_to(actor, READ_TENANCIES)
    near = rows.filter(Q(ended_on=None) | Q(ended_on__gte=day), dwelling=inspection.dwelling_id)
    tenancy = near.select_related("person").order_by("started_on", "pk").first()
    signed = Signature.objects.permitted_to(actor, SIGN_TAKEOVER).filter(inspection=inspection)
    return Takeover(
        inspection,
        tenancy.person if tenancy else None,
        list(signed.select_related("taken_by").order_by("party", "pk")),
    )
