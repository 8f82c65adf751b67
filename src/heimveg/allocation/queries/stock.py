"""Which homes can be given to somebody on a day. Nothing about persons: a home that is let to,
or held for, somebody the reader may not see is taken all the same."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.db.models import Q

from heimveg.allocation.models import Hold
from heimveg.allocation.rules import HOLDING, OfferState
from heimveg.dwellings.models import Cluster, Dwelling, FundingTie, OutOfUse
from heimveg.dwellings.rules import Cause
from heimveg.tenancies.models import Letting

MOST_ROOMS, MOST_RENT = 50, 1_000_000  # the format's own bounds
Plain = dict[str, Any]


@dataclass(frozen=True)
class Taken:
    """Homes that cannot be given away on a day, and those that somebody has promised to leave."""

    let: frozenset[int]
    held: frozenset[int]
    comes_free: dict[int, date]  # let, but the tenant has accepted another home; first day without

    def is_free(self, dwelling: int) -> bool:
        return dwelling not in self.held and (
            dwelling not in self.let or dwelling in self.comes_free
        )


def taken_on(day: date, *, dwellings: list[int] | None = None) -> Taken:
    """Two queries. `dwellings`: only about these."""
    lettings = Letting.objects.filter(Q(ended_on=None) | Q(ended_on__gt=day))
    holds = Hold.objects.exclude(state=OfferState.ACCEPTED, move_in_on__lte=day)
    if dwellings is not None:
        lettings = lettings.filter(dwelling_id__in=dwellings)
        holds = holds.filter(Q(dwelling_id__in=dwellings) | Q(leaves_id__in=dwellings))
    ends: dict[int, date | None] = {}
    for dwelling, ended_on in lettings.values_list("dwelling_id", "ended_on"):
        known = ends.get(dwelling, date.min)
        ends[dwelling] = None if known is None or ended_on is None else max(known, ended_on)
    rows = list(holds.values_list("dwelling_id", "leaves_id", "state"))
    held = frozenset(dwelling for dwelling, _leaves, state in rows if state in HOLDING)
    left = {leaves for _dwelling, leaves, state in rows if state == OfferState.ACCEPTED}
    return Taken(
        let=frozenset(ends),
        held=held,
        comes_free={
            dwelling: end
            for dwelling, end in ends.items()
            if end is not None and dwelling in left and dwelling not in held
        },
    )


def letable_on(day: date, *, with_coming_free: bool) -> set[int]:
    """Homes in the register that are not out of use; with those between tenants, if asked for,
    whose day of return is known. Two queries."""
    letable = set(Dwelling.objects.usable_on(day).values_list("pk", flat=True))
    if with_coming_free:
        between = OutOfUse.objects.running_on(day).filter(
            cause=Cause.TURNOVER, expected_end_on__isnull=False
        )
        letable |= set(between.values_list("dwelling_id", flat=True))
    return letable


def homes_on(day: date, *, occupants: dict[int, str], with_coming_free: bool) -> Iterator[Plain]:
    """Homes of the problem: free ones, those that come free if asked for, and the homes of
    `occupants` (dwelling → seeker id). At most six queries.

    A home that its mover leaves, but that cannot be let again or is held already, is tied to
    nobody's group: only the one who lives there may stay.
    """
    taken = taken_on(day)
    ties = dict(FundingTie.objects.running_on(day).values_list("dwelling_id", "group"))
    letable = letable_on(day, with_coming_free=with_coming_free)
    rows = Dwelling.objects.filter(Q(pk__in=letable) | Q(pk__in=list(occupants))).with_rent()
    for row in cast("Iterable[Dwelling]", rows.select_related("cluster").order_by("pk")):
        if row.pk in occupants:
            can_be_let = row.pk in letable and row.pk not in taken.held
            tie = ties.get(row.pk) if can_be_let else NOT_LET_AGAIN
            yield _home(row, tie, occupants[row.pk])
        elif taken.is_free(row.pk) and (with_coming_free or row.pk not in taken.let):
            yield _home(row, ties.get(row.pk), None)


NOT_LET_AGAIN = "not let again"


def _home(row: Dwelling, tied_to: str | None, occupant: str | None) -> Plain:
    cluster = row.cluster
    rent = getattr(row, "rent_ore_month", None)
    return {
        "id": f"home:{row.pk}",
        "cluster": cluster and f"cluster:{cluster.pk}",
        "kind": row.kind,
        "standard": row.standard,
        "location": cluster.location if cluster else "ordinary",
        "rooms": min((row.bedrooms or 0) + 1, MOST_ROOMS),
        "step_free": row.is_step_free,
        "wheelchair": row.is_wheelchair_accessible,
        "staffed": cluster.staffed if cluster else "none",
        "pets": row.allows_pets,
        "area": row.area or None,
        # whole kroner, upwards: a ceiling must not be passed by a few øre
        "rent_nok_month": None if rent is None else min(-(-rent // 100), MOST_RENT),
        "tied_to": tied_to,
        "occupant": occupant,
    }


def clusters(active: dict[int, int]) -> Iterator[Plain]:
    """Every housing environment; `active`: residents who count there and are not seekers."""
    for pk, limit in Cluster.objects.order_by("pk").values_list("pk", "active_limit"):
        yield {"id": f"cluster:{pk}", "active_limit": limit, "active_residents": active.get(pk, 0)}
