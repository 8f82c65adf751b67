"""The published need of a whole city, through the product's own snapshot."""

from collections import Counter
from datetime import timedelta

import pytest

from heimveg.allocation.proposals import Reading
from heimveg.allocation.queries.snapshot import CHOICES, DEFAULTS, snapshot_of
from heimveg.allocation.solving import solve
from heimveg.dwellings.models import Cluster, Dwelling
from heimveg.needs.models import Need
from heimveg.persons.models import Case, Person, Responsibility
from heimveg.persons.rules import Basis, Kind
from tests.allocation.factories import AT, DAY

pytestmark = pytest.mark.django_db

# Source: City of Oslo, Boligbehovskartleggingen 2024: households by recommended dwelling.
PUBLISHED = {
    "ordinary": (1693, "ordinary", "ordinary", "ordinary", "none"),
    "ordinary with more acceptance": (296, "housing_first", "ordinary", "ordinary", "none"),
    "small house screened": (15, "small_house", "reinforced", "screened", "none"),
    "co-located without base": (10, "shared", "ordinary", "ordinary", "none"),
    "base part of the day": (416, "shared", "ordinary", "ordinary", "day"),
    "base part of the day, screened": (185, "shared", "reinforced", "screened", "day"),
    "base round the clock": (146, "specialised", "ordinary", "ordinary", "round_the_clock"),
    "base round the clock, screened": (
        201, "specialised", "extra_reinforced", "screened", "round_the_clock",
    ),
}  # fmt: skip
HOUSEHOLDS = 2962


def people(town, count):
    """Registered in bulk, each with an open case that the housing office answers for."""
    first = 1_000_000
    ids = range(first, first + count)
    Responsibility.objects.bulk_create(
        Responsibility(
            person_id=pk, unit=town.unit, kind=Kind.COORDINATING, basis=Basis.CASE,
            started_on=DAY, made_by_id=town.actor.user_id, made_at=AT, accepted_on=DAY,
        )
        for pk in ids
    )  # fmt: skip
    Person.objects.bulk_create(Person(pk=pk, name=f"Person {pk}", registered_on=DAY) for pk in ids)
    Case.objects.bulk_create(Case(person_id=pk, opened_on=DAY) for pk in ids)
    return iter(ids)


@pytest.fixture
def city(town):
    ids = people(town, HOUSEHOLDS)
    needs, homes = [], []
    for count, kind, standard, location, staffed in PUBLISHED.values():
        cluster = Cluster.objects.create(
            name=f"{kind} {standard} {staffed}", location=location, staffed=staffed
        )
        for at in range(count):
            needs.append(
                Need(
                    person_id=next(ids), unit=town.unit, opened_on=DAY - timedelta(days=at),
                    urgency=1 + at % 5, kinds=[kind], standard_at_least=standard,
                    locations=[location], staffed_at_least=staffed,
                )
            )  # fmt: skip
            number = str(100_000 + len(homes))
            homes.append(
                Dwelling(
                    object_number=number, address=f"{kind} {at}", kind=kind, standard=standard,
                    cluster=cluster, bedrooms=1, started_on=DAY,
                )
            )  # fmt: skip
    Need.objects.bulk_create(needs)
    Dwelling.objects.bulk_create(homes)
    return town


def proposed(town):
    snapshot = snapshot_of(town.actor, unit=town.unit, on=DAY, parameters={**DEFAULTS, **CHOICES})
    return Reading(*solve(snapshot.problem))


def test_the_published_counts_sum_to_the_households_with_a_recommended_dwelling():
    assert sum(row[0] for row in PUBLISHED.values()) == HOUSEHOLDS


def test_all_who_have_a_recommended_dwelling_get_it_and_one_home_less_leaves_one(city):
    whole = proposed(city)
    assert (whole.housed, len(whole.unmet)) == (HOUSEHOLDS, 0)
    assert whole.is_optimal
    wanted = Counter(line.home for line in whole.lines.values())
    assert set(wanted.values()) == {1}

    gone = Dwelling.objects.filter(kind="small_house").order_by("pk").first()
    Dwelling.objects.filter(pk=gone.pk).update(ended_on=DAY)
    less = proposed(city)

    assert less.housed == HOUSEHOLDS - 1
    (unmet,) = less.unmet.values()
    assert less.seekers[unmet.need]["require"]["kinds"] == ["small_house"]
    assert unmet.eligible == 14
    assert unmet.short_of is not None
