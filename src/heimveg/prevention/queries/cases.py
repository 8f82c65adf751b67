"""Homes at risk: the list, one case with what the reader may see of it, and the figures."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection
from django.db.models import Q, QuerySet

from heimveg.access.gate import Actor
from heimveg.persons.sight import FirstSeen, first_seen
from heimveg.prevention.models import (
    Eviction,
    HomeSign,
    InstalmentPlan,
    MoneySign,
    PreventionCase,
    Step,
)
from heimveg.prevention.permissions import READ_CASES, READ_MONEY_SIGNS, READ_SIGNS
from heimveg.prevention.rules import Shown
from heimveg.prevention.rules.figures import shown_row
from heimveg.tenancies.models import Tenancy
from heimveg.tenancies.queries.listing import AddressIsHidden

RECENT_DAYS = 60


def open_cases(actor: Actor) -> QuerySet[PreventionCase]:
    """Homes at risk the actor sees, the most pressing first; without those whose address would
    give away somebody protected. Homes and tenants are loaded for the rows of a page alone: then
    the index is followed, and as much is asked in a city as in a town."""
    rows = PreventionCase.objects.permitted_to(actor, READ_CASES).open()
    rows = rows.exclude(AddressIsHidden("person_id"))
    return rows.prefetch_related("tenancy__dwelling", "person").most_pressing_first()


def steps_due(actor: Actor, *, by: date, at_most: int) -> FirstSeen:
    """Cases whose next step is due by a day, the first due first; those with a hidden address
    left out."""
    return first_seen(
        PreventionCase,
        "prevention_steps_seen",
        by,
        actor=actor,
        permission=READ_CASES,
        at_most=at_most,
    )


def closed_cases(actor: Actor) -> QuerySet[PreventionCase]:
    rows = PreventionCase.objects.permitted_to(actor, READ_CASES).filter(closed_on__isnull=False)
    rows = rows.exclude(AddressIsHidden("person_id"))
    return rows.select_related("tenancy__dwelling", "person").order_by("-closed_on", "-pk")


def recent_signs(actor: Actor, *, on: date) -> QuerySet[HomeSign]:
    """Signs from the homes the actor has to do with, newest first."""
    rows = HomeSign.objects.permitted_to(actor, READ_SIGNS)
    rows = rows.filter(seen_on__gte=on - timedelta(days=RECENT_DAYS))
    rows = rows.exclude(AddressIsHidden("person_id"))
    return rows.select_related("tenancy__dwelling", "person").order_by("-seen_on", "-pk")


@dataclass(frozen=True)
class Money:
    """What has to do with money: only for those who may know."""

    signs: list[MoneySign]
    plan: InstalmentPlan | None


@dataclass(frozen=True)
class Whole:
    """One tenancy's prevention. `case` is the open one, else the last; `money` None where the
    reader does not see money for this person."""

    case: PreventionCase
    signs: list[HomeSign]
    steps: list[Step]
    money: Money | None
    eviction: Eviction | None


def case_of(actor: Actor, tenancy: Tenancy) -> PreventionCase | None:
    rows = PreventionCase.objects.permitted_to(actor, READ_CASES).filter(tenancy=tenancy)
    return rows.order_by("-pk").first()


def whole_case(actor: Actor, tenancy: Tenancy) -> Whole | None:
    case = case_of(actor, tenancy)
    if case is None:
        return None
    since = Q(tenancy=tenancy, seen_on__gte=case.first_sign_on)
    if case.closed_on is not None:
        since &= Q(seen_on__lte=case.closed_on)
    signs = HomeSign.objects.permitted_to(actor, READ_SIGNS).filter(since)
    steps = Step.objects.permitted_to(actor, READ_CASES).filter(case=case)
    return Whole(
        case,
        list(signs.order_by("-seen_on", "-pk")),
        list(steps.select_related("taken_by", "warning").order_by("-taken_on", "-pk")),
        money_of(actor, tenancy, since),
        Eviction.objects.permitted_to(actor, READ_CASES).filter(case=case)
        .select_related("next_night", "need").first(),
    )  # fmt: skip


def money_of(actor: Actor, tenancy: Tenancy, since: Q) -> Money | None:
    if not actor.may(READ_MONEY_SIGNS):
        return None
    mine = Tenancy.objects.permitted_to(actor, READ_MONEY_SIGNS)
    if not mine.filter(pk=tenancy.pk).exists():
        return None
    signs = MoneySign.objects.permitted_to(actor, READ_MONEY_SIGNS).filter(since)
    plans = InstalmentPlan.objects.permitted_to(actor, READ_MONEY_SIGNS).filter(tenancy=tenancy)
    plan = plans.order_by("-pk").prefetch_related("instalments").first()
    return Money(list(signs.order_by("-seen_on", "-pk")), plan)


@dataclass(frozen=True, slots=True)
class Year:
    year: int
    cases: Shown
    notices: Shown
    petitions: Shown
    evicted: Shown
    prevented: Shown


def evictions_by_year() -> list[Year]:
    """Counts by year, newest first; those too small to show are hidden. No case is read."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT year, cases, notices, petitions, evicted, prevented FROM evictions_by_year()"
        )
        rows = cursor.fetchall()
    names = ("cases", "notices", "petitions", "evicted", "prevented")
    return [
        Year(year, **shown_row(dict(zip(names, counts, strict=True)))) for year, *counts in rows
    ]
