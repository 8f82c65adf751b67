"""The dwelling page: one home across the rooms. Nine queries, however long its history."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import BooleanField, ExpressionWrapper, F, Func

from heimveg.access.gate import Actor
from heimveg.allocation.models import Hold
from heimveg.allocation.queries.vacancies import with_state
from heimveg.allocation.rules import HOLDING
from heimveg.desk.queries.ties import KnownTie, ties_of
from heimveg.dwellings.models import Dwelling, OutOfUse, Remark, RentPart
from heimveg.dwellings.rules import TIE_WARNING_DAYS
from heimveg.tenancies.models import Letting, Tenancy
from heimveg.tenancies.models.waiting import waits_on
from heimveg.tenancies.permissions import READ_TENANCIES
from heimveg.values import Money, Period

MOST_REMARKS = 50
MOST_LETTINGS = 200


@dataclass(frozen=True, slots=True)
class Let:
    """A time the home was, is, or will be let. `tenant` only for who may see the person."""

    period: Period
    tenant: str = ""
    person_id: int | None = None
    lease_until: date | None = None
    waits: bool = False  # its day has come, and the home was not ready by it


@dataclass(frozen=True, slots=True)
class HomePage:
    home: Dwelling
    rent: list[RentPart]
    ties: list[KnownTie]
    outs: list[OutOfUse]
    remarks: list[Remark]
    lets: list[Let]
    holds: list[Hold]
    on: date

    @property
    def rent_total(self) -> Money:
        return Money(sum(part.ore_month for part in self.rent))

    @property
    def let_now(self) -> Let | None:
        """Whoever has moved in."""
        running = (let for let in self.lets if let.period.holds(self.on))
        return next((let for let in running if not let.waits), None)

    @property
    def waiting(self) -> Let | None:
        return next((let for let in self.lets if let.waits), None)

    @property
    def out_now(self) -> OutOfUse | None:
        return next((out for out in self.outs if out.period.holds(self.on)), None)

    @property
    def is_overdue(self) -> bool:
        """Out of use past the day it was expected back."""
        out = self.out_now
        return bool(out and out.expected_end_on and out.expected_end_on < self.on)

    @property
    def ending_ties(self) -> list[KnownTie]:
        """Ties that run, and end so soon that somebody must act."""
        soon = self.on + timedelta(days=TIE_WARNING_DAYS)
        return [
            tie
            for tie in self.ties
            if tie.period.holds(self.on) and tie.ended_on is not None and tie.ended_on <= soon
        ]


class AddressIsHidden(Func):
    """Whether the reader must not learn where the person lives (persons, migration 0003)."""

    function = "address_is_hidden"
    output_field = BooleanField()


def found_home(dwelling_id: int, *, on: date) -> Dwelling | None:
    """The home with its property, surroundings and state."""
    homes = Dwelling.objects.filter(pk=dwelling_id).select_related("estate__managed_by", "cluster")
    return with_state(homes, on=on).first()


def home_page(actor: Actor, home: Dwelling, *, on: date) -> HomePage:
    holds = Hold.objects.filter(dwelling=home, state__in=[str(state) for state in HOLDING])
    return HomePage(
        home=home,
        rent=sorted(home.rent_parts.all(), key=lambda part: list(RentPart.KINDS).index(part.kind)),  # type: ignore[arg-type]  # kinds are text
        ties=ties_of(actor, home),
        outs=list(home.out_of_use.order_by("-started_on", "pk")),
        remarks=list(
            home.remarks.select_related("written_by").order_by("-written_at")[:MOST_REMARKS]
        ),
        lets=_lets(actor, home, on=on),
        holds=list(holds.order_by("pk")),
        on=on,
    )


def _lets(actor: Actor, home: Dwelling, *, on: date) -> list[Let]:
    """Newest first. Everybody sees that the home is let; who sees the tenant sees the name."""
    seen = {tenancy.pk: tenancy for tenancy in _tenancies_seen(actor, home)}
    waits = ExpressionWrapper(waits_on(on), BooleanField())
    lettings = Letting.objects.filter(dwelling=home).annotate(waits=waits)
    lettings = lettings.order_by("-started_on", "-pk")[:MOST_LETTINGS]
    return [_let(letting, seen.get(letting.pk)) for letting in lettings]


def _tenancies_seen(actor: Actor, home: Dwelling) -> list[Tenancy]:
    if not actor.may(READ_TENANCIES):
        return []
    own = Tenancy.objects.permitted_to(actor, READ_TENANCIES).filter(dwelling=home)
    hidden = AddressIsHidden(F("person_id"))
    return list(own.annotate(is_hidden=hidden).filter(is_hidden=False).select_related("person"))


def _let(letting: Letting, tenancy: Tenancy | None) -> Let:
    waits: bool = letting.waits  # type: ignore[attr-defined]  # annotated
    if tenancy is None:
        return Let(letting.period, waits=waits)
    who = tenancy.person
    return Let(letting.period, who.shown_name, who.pk, tenancy.lease_until, waits)
