"""Who lives where."""

from datetime import date
from enum import StrEnum

from django.db.models import BooleanField, Func, Q

from heimveg.access.gate import Actor
from heimveg.persons.queries import people_found
from heimveg.tenancies.models import Tenancy, TenancyQuerySet
from heimveg.tenancies.permissions import READ_TENANCIES

LEASE_ENDS_SOON_DAYS = 90


class Which(StrEnum):
    RUNNING = "running"
    COMING = "coming"
    ENDED = "ended"


class AddressIsHidden(Func):
    """Whether somebody protected, whom the reader does not see, lives with the person."""

    function = "address_is_hidden"
    output_field = BooleanField()


def tenancies_known(actor: Actor) -> TenancyQuerySet:
    """The tenancies the actor may see, but those whose address would give away somebody protected
    in the household."""
    rows = Tenancy.objects.permitted_to(actor, READ_TENANCIES)
    return rows.exclude(AddressIsHidden("person_id"))


def who_lives_where(actor: Actor, which: Which, *, on: date, words: str = "") -> TenancyQuerySet:
    """The tenancies the actor may see, by address, each with person and dwelling.

    Left out: people the actor does not see, and whose address would give away somebody
    protected in the household. `words`: object number, address or name.
    """
    rows = tenancies_known(actor).filter(_when(which, on=on))
    if words:
        rows = rows.filter(_like(actor, words))
    in_order = ("dwelling__address_key", "dwelling__object_number", "-started_on", "pk")
    return rows.select_related("person", "dwelling").order_by(*in_order)


def _when(which: Which, *, on: date) -> Q:
    match which:
        case Which.RUNNING:
            return Q(started_on__lte=on) & (Q(ended_on=None) | Q(ended_on__gt=on))
        case Which.COMING:
            return Q(started_on__gt=on)
        case Which.ENDED:
            return Q(ended_on__lte=on)


def _like(actor: Actor, words: str) -> Q:
    people = people_found(actor, READ_TENANCIES, words).order_by().values("pk")
    home = Q(dwelling__object_number__icontains=words) | Q(dwelling__address__icontains=words)
    return home | Q(person_id__in=people)
