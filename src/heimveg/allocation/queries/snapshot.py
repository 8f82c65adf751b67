"""The seam to the matching engine: one day's needs and homes as a `heimveg-match/1` problem.

Needs and homes go by number. The number of queries does not depend on the number of rows.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, Subquery

from heimveg.access.gate import Actor
from heimveg.accounts.models import Unit
from heimveg.allocation.models import Offer
from heimveg.allocation.permissions import RUN_ROUND
from heimveg.allocation.proposals import Steer, cluster_id, home_id, need_id
from heimveg.allocation.queries.stock import Plain, clusters, homes_on
from heimveg.allocation.rules import ABOUT_THE_HOME, OfferState
from heimveg.needs.models import Need
from heimveg.needs.rules import NeedStatus
from heimveg.tenancies.models import Tenancy

DEFAULTS: Plain = {
    "weights": {"urgency": 10_000, "fit": 100, "waiting_week": 1, "move": -50},
    "concentration": "penalty",  # advice, not a ban
    "concentration_penalty": 2_000,
    "max_chain": None,
    "max_cycle": None,
}
WITH_MOVERS, WITH_COMING_FREE = "with_movers", "with_coming_free"
CHOICES: Plain = {WITH_MOVERS: True, WITH_COMING_FREE: True}
LONGEST_WAIT = 40_000  # days, the format's own bound
FIELDS = (
    "pk", "person_id", "urgency", "opened_on", "kinds", "standard_at_least", "locations",
    "rooms_at_least", "rooms_at_most", "needs_step_free", "needs_wheelchair", "staffed_at_least",
    "has_pets", "areas_not", "rent_nok_at_most", "wished_areas", "wished_kinds", "wished_rooms",
    "counts_in_environment", "funding_groups",
)  # fmt: skip


@dataclass(frozen=True)
class Snapshot:
    """The problem of a day, and the pairs that a person has said no to."""

    problem: Plain
    persons: Mapping[int, int]  # need → person
    declined: tuple[Steer, ...]


def snapshot_of(actor: Actor, *, unit: Unit, on: date, parameters: Mapping[str, Any]) -> Snapshot:
    """The waiting needs of `unit` that the actor sees, against the homes of `on`.

    Who lives in a municipal home is a mover: a demand, and a supply of the home they live in.
    """
    needs = _waiting(actor, unit)
    persons = {need["pk"]: need["person_id"] for need in needs}
    present = _present_homes(persons.values(), on)
    if not parameters.get(WITH_MOVERS, True):
        needs = [need for need in needs if need["person_id"] not in present]
    lists = _clusters_named(persons)
    occupants = {
        present[n["person_id"]]: need_id(n["pk"]) for n in needs if n["person_id"] in present
    }
    coming_free = bool(parameters.get(WITH_COMING_FREE, True))
    problem = {
        "format": "heimveg-match/1",
        "day": on.isoformat(),
        "parameters": {name: parameters.get(name, default) for name, default in DEFAULTS.items()},
        "clusters": list(clusters(_active_residents({n["person_id"] for n in needs}))),
        "homes": list(homes_on(on, occupants=occupants, with_coming_free=coming_free)),
        "seekers": [_seeker(n, present.get(n["person_id"]), lists[n["pk"]], on) for n in needs],
        "pinned": [],
        "excluded": [],
    }
    return Snapshot(problem, persons, tuple(_declined(persons)))


def _waiting(actor: Actor, unit: Unit) -> list[Plain]:
    waiting = Need.objects.permitted_to(actor, RUN_ROUND).filter(unit=unit)
    return list(waiting.filter(status=NeedStatus.WAITING).order_by("pk").values(*FIELDS))


def _present_homes(persons: Iterable[int], on: date) -> dict[int, int]:
    """Dwelling by person, for those who rent from the municipality on `on`."""
    running = Tenancy.objects.running_on(on).filter(person_id__in=list(persons))
    return dict(running.values_list("person_id", "dwelling_id"))


def _clusters_named(needs: Iterable[int]) -> dict[int, tuple[list[str], list[str]]]:
    """(environments not wanted, environments wished) by need."""
    named: dict[int, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    ids = list(needs)
    for side, link in enumerate((Need.clusters_not.through, Need.wished_clusters.through)):
        rows = link._default_manager.filter(need_id__in=ids).order_by("cluster_id")
        for need, cluster in rows.values_list("need_id", "cluster_id"):
            named[need][side].append(cluster_id(cluster))
    return named


def _active_residents(seekers: set[int]) -> Counter[int]:
    """Tenants who stay, are no seekers, and count in their environment, by cluster.

    Only those the reader sees: a count must not tell that somebody hidden lives there.
    """
    latest = Need.objects.filter(person=OuterRef("person_id")).order_by("-pk")
    staying = Tenancy.objects.filter(
        ended_on=None, dwelling__cluster__active_limit__isnull=False
    ).annotate(counts=Subquery(latest.values("counts_in_environment")[:1]))
    rows = staying.filter(counts=True).values_list("person_id", "dwelling__cluster_id")
    return Counter(cluster for person, cluster in rows if person not in seekers)


def _declined(needs: Iterable[int]) -> Iterator[Steer]:
    """Homes a person has said no to for what the home is. Not proposed to that person again."""
    about_the_home = [str(reason) for reason in ABOUT_THE_HOME]
    said_no = Offer.objects.filter(state=OfferState.DECLINED, decline_reason__in=about_the_home)
    for need, dwelling in said_no.filter(need_id__in=list(needs)).values_list(
        "need_id", "dwelling_id"
    ):
        yield Steer(is_pin=False, need=need, home=dwelling)


def _seeker(
    need: Plain, present: int | None, lists: tuple[list[str], list[str]], on: date
) -> Plain:
    not_in, wished_in = lists
    return {
        "id": need_id(need["pk"]),
        "home": None if present is None else home_id(present),
        "urgency": need["urgency"],
        "waiting_days": min(max((on - need["opened_on"]).days, 0), LONGEST_WAIT),
        "active_use": need["counts_in_environment"],
        "groups": need["funding_groups"],
        "require": {
            "kinds": need["kinds"],
            "standard_at_least": _unless(need["standard_at_least"], "ordinary"),
            "locations": need["locations"],
            "rooms_at_least": need["rooms_at_least"] or None,
            "rooms_at_most": need["rooms_at_most"] or None,
            "step_free": need["needs_step_free"],
            "wheelchair": need["needs_wheelchair"],
            "staffed_at_least": _unless(need["staffed_at_least"], "none"),
            "pets": need["has_pets"],
            "areas_not": [area for area in need["areas_not"] if area],
            "clusters_not": not_in,
            "rent_at_most": need["rent_nok_at_most"],
        },
        "wish": {
            "areas": [area for area in need["wished_areas"] if area],
            "kinds": need["wished_kinds"],
            "rooms": need["wished_rooms"] or None,
            "clusters": wished_in,
        },
    }


def _unless(value: str, nothing: str) -> str | None:
    """What requires nothing is not named as a requirement."""
    return None if value == nothing else value
