"""Leases that end, and what is decided about what comes after."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Exists, OuterRef

from heimveg.access.gate import Actor
from heimveg.persons.sight import FirstSeen, first_seen
from heimveg.tenancies.models import RenewalCount, RenewalReview, Tenancy
from heimveg.tenancies.models.tenancy import TenancyQuerySet
from heimveg.tenancies.permissions import READ_RENEWALS
from heimveg.tenancies.queries.law import law_on
from heimveg.tenancies.rules.law import months_after
from heimveg.tenancies.rules.renewal import Cell, Way, hidden_small


def ending_soon(on: date) -> TenancyQuerySet:
    """Running tenancies whose lease ends within the time a review takes, or has run out."""
    last = months_after(on, law_on(on)["renewal_review"].number)
    return Tenancy.objects.filter(ended_on=None, lease_until__lte=last, started_on__lte=on)


def due_for_review(on: date) -> TenancyQuerySet:
    """Those nobody has opened a review for."""
    same = RenewalReview.objects.filter(
        tenancy=OuterRef("pk"), lease_until=OuterRef("lease_until")
    )
    return ending_soon(on).filter(~Exists(same))


def undecided(actor: Actor, on: date, *, at_most: int) -> FirstSeen:
    """Leases that end without a decision, the first to end first; the actor's own people."""
    last = months_after(on, law_on(on)["renewal_review"].number)
    return first_seen(
        Tenancy,
        "leases_undecided_seen",
        on,
        last,
        actor=actor,
        permission=READ_RENEWALS,
        at_most=at_most,
    )


def undecided_count(on: date, *, soon: date) -> tuple[Cell, Cell]:
    """How many in the whole municipality, and of them before `soon`; small counts hidden. No
    tenancy is read."""
    last = months_after(on, law_on(on)["renewal_review"].number)
    with connection.cursor() as cursor:
        cursor.execute("SELECT all_of_them, soon_ones FROM leases_undecided(%s, %s)", [soon, last])
        every, near = cursor.fetchone()
    return hidden_small([every])[0], hidden_small([near])[0]


def review_of(actor: Actor, tenancy: Tenancy) -> RenewalReview | None:
    """The latest review of a tenancy."""
    rows = RenewalReview.objects.permitted_to(actor, READ_RENEWALS).filter(tenancy=tenancy)
    return rows.order_by("-lease_until", "-pk").first()


@dataclass(frozen=True, slots=True)
class Year:
    """A year's reviews by what they came to, and how many bought their home; small hidden."""

    year: int
    buy: Cell
    move_on: Cell
    stay: Cell
    bought: Cell


def renewal_figures() -> list[Year]:
    """Newest first."""
    rows = RenewalCount.objects.values_list("year", "way", "number").order_by("-year", "way")
    return [_year(year, found) for year, found in _by_year(rows)]


def _by_year(rows: Iterable[tuple[int, str, int]]) -> list[tuple[int, dict[str, int]]]:
    found: dict[int, dict[str, int]] = {}
    for year, way, number in rows:
        found.setdefault(year, {})[way] = number
    return list(found.items())


def _year(year: int, found: dict[str, int]) -> Year:
    counts = [found.get(str(way), 0) for way in (Way.BUY, Way.MOVE_ON, Way.STAY)]
    buy, move_on, stay = hidden_small(counts)
    return Year(year, buy, move_on, stay, hidden_small([found.get("bought", 0)])[0])
