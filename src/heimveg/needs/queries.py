"""What may be asked about housing needs: the list, one need, and what the front page counts."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery

from heimveg.access.gate import Actor
from heimveg.accounts.models import Unit
from heimveg.accounts.queries import units_of_kind
from heimveg.accounts.rules import UnitKind
from heimveg.base.datafiles import rows_of
from heimveg.base.sorting import NorwegianKey, norwegian_key
from heimveg.dwellings.models import Cluster, Dwelling
from heimveg.needs.models import CLUSTERS, OPEN_STATUSES, CareBasis, Income, Need, NeedQuerySet
from heimveg.needs.permissions import READ_CARE_BASIS, READ_INCOME, READ_NEEDS
from heimveg.needs.rules import NeedStatus, UrgencyReason
from heimveg.persons.models import Responsibility
from heimveg.persons.models.answering import ResponsibilityQuerySet
from heimveg.persons.queries import people_found
from heimveg.persons.sight import FirstSeen, first_seen
from heimveg.stays.models import Stay
from heimveg.stays.rules import StayKind

RENT_SHARES = Path(__file__).parent / "data" / "rent_shares.csv"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list is narrowed to. Empty statuses: all that are open."""

    statuses: list[str] = field(default_factory=list)
    urgency_at_least: int = 1
    kinds: list[str] = field(default_factory=list)
    waited_days: int = 0
    only_own_people: bool = False
    ready_to_move_on: bool = False
    has_municipal_home: bool = False
    words: str = ""


def most_urgent(actor: Actor, *, at_least: int, at_most: int) -> FirstSeen:
    """Waiting, or half told: who lost a home stands here before all is known."""
    return first_seen(
        Need, "urgent_needs_seen", at_least, actor=actor, permission=READ_NEEDS, at_most=at_most
    )


def needs_list(actor: Actor, wanted: Wanted, *, on: date) -> NeedQuerySet:
    """The needs the actor sees, most urgent first, each with its person and, as `lives`, the
    kind of stay the person has on `on` (None when nobody has written one)."""
    stay = Stay.objects.running_on(on).filter(person=OuterRef("person"))
    rows = (
        Need.objects.permitted_to(actor, READ_NEEDS)
        .filter(status__in=wanted.statuses or OPEN_STATUSES)
        .filter(_conditions(actor, wanted, on=on))
        .select_related("person", "unit")
        .annotate(lives=Subquery(stay.values("kind")[:1]))
    )
    return rows.most_urgent_first()


def _conditions(actor: Actor, wanted: Wanted, *, on: date) -> Q:
    asked = Q()
    if wanted.urgency_at_least > 1:
        asked &= Q(urgency__gte=wanted.urgency_at_least)
    if wanted.kinds:
        asked &= Q(kinds__overlap=wanted.kinds)
    if wanted.waited_days:
        asked &= Q(opened_on__lte=on - timedelta(days=wanted.waited_days))
    if wanted.ready_to_move_on:
        asked &= Q(urgency_reasons__contains=[str(UrgencyReason.READY_TO_MOVE_ON)])
    if wanted.has_municipal_home:
        home = Stay.objects.running_on(on).filter(kind=StayKind.MUNICIPAL_TENANCY)
        asked &= Q(Exists(home.filter(person=OuterRef("person"))))
    if wanted.only_own_people:
        asked &= Q(Exists(_own(actor, on=on).filter(person=OuterRef("person"))))
    if wanted.words:
        found = people_found(actor, READ_NEEDS, wanted.words)
        asked &= Q(person_id__in=found.order_by().values("pk"))
    return asked


def _own(actor: Actor, *, on: date) -> ResponsibilityQuerySet:
    """Whom the actor is the named worker of, or stands in for."""
    mine = Q(named_worker_id=actor.user_id) | Q(stand_in_id=actor.user_id)
    return Responsibility.objects.running_on(on).filter(mine)


def open_need_of(actor: Actor, person_id: int) -> Need | None:
    """The person's open need, if the actor sees the person."""
    return Need.objects.permitted_to(actor, READ_NEEDS).open().filter(person_id=person_id).first()


ABOUT_THE_HOME = (
    "recommended", "kinds", "standard_at_least", "locations", "rooms_at_least", "rooms_at_most",
    "needs_step_free", "needs_wheelchair", "staffed_at_least", "has_pets", "areas_not",
    "rent_nok_at_most", "wished_areas", "wished_kinds", "wished_rooms",
)  # fmt: skip


def asked_before(actor: Actor, person_id: int) -> dict[str, Any]:
    """What the person's last closed need said about the home, by field; nothing where there is
    none the actor sees. Why it was urgent then is not carried on."""
    rows = Need.objects.permitted_to(actor, READ_NEEDS).filter(person_id=person_id)
    last = rows.exclude(closed_on=None).order_by("-closed_on", "-pk").first()
    if last is None:
        return {}
    said = {name: getattr(last, name) for name in ABOUT_THE_HOME}
    clusters = {n: list(getattr(last, n).values_list("pk", flat=True)) for n in CLUSTERS}
    return said | clusters


def care_basis_of(actor: Actor, need: Need) -> CareBasis | None:
    """None for who may not read it, and where nobody has written it."""
    if not actor.may(READ_CARE_BASIS):
        return None
    found = CareBasis.objects.permitted_to(actor, READ_CARE_BASIS).filter(need=need)
    return found.select_related("confirmed_by").first()


def incomes_of(actor: Actor, person_id: int) -> list[Income]:
    """The newest first; nothing for who may not see incomes."""
    if not actor.may(READ_INCOME):
        return []
    mine = Income.objects.permitted_to(actor, READ_INCOME).filter(person_id=person_id)
    return list(mine.order_by("-known_on")[:5])


def housing_offices(*, on: date) -> list[Unit]:
    """Who can keep a need."""
    return units_of_kind(UnitKind.HOUSING, on=on)


def due_again(*, on: date) -> NeedQuerySet:
    """Parked needs whose day has come; for the job that puts them back on the list."""
    return Need.objects.filter(status=NeedStatus.PARKED, parked_until__lte=on).order_by("pk")


@dataclass(frozen=True, slots=True)
class RentShare:
    """The share of income that rent may take, from a day, and who says so."""

    started_on: date
    percent: int
    source: str


@cache
def _rent_shares() -> tuple[RentShare, ...]:
    return tuple(
        RentShare(date.fromisoformat(row["started_on"]), int(row["percent"]), row["source"])
        for row in rows_of(RENT_SHARES)
    )


def rent_share(*, on: date) -> RentShare:
    """The share in force on `on`, else the first there is."""
    rows = sorted(_rent_shares(), key=lambda row: row.started_on)
    return next((row for row in reversed(rows) if row.started_on <= on), rows[0])


def areas() -> list[str]:
    """The areas where the municipality has homes, in Norwegian order."""
    named = Dwelling.objects.exclude(area="").order_by().values_list("area", flat=True).distinct()
    return sorted(named, key=norwegian_key)


def clusters() -> list[tuple[int, str]]:
    """Housing environments as choices."""
    return list(Cluster.objects.order_by(NorwegianKey("name"), "pk").values_list("pk", "name"))
