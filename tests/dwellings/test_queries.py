from datetime import date, timedelta

import pytest

from heimveg.dwellings.models import Dwelling
from heimveg.dwellings.queries import (
    Wanted,
    areas,
    dwellings_like,
    dwellings_wanted,
    ties_that_end,
    with_out_of_use,
)
from heimveg.dwellings.rules import TIE_WARNING_DAYS, HousingKind, Standard, Tenure
from tests.dwellings.factories import (
    ClusterFactory,
    DwellingFactory,
    FundingTieFactory,
    OutOfUseFactory,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 1)


def found(text):
    return [home.address for home in dwellings_like(text)]


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("Kyrkjevegen 4", "kirkeveien"),
        ("Kirkeveien 4", "Kyrkjevegen 4"),
        ("Storgata 5", "storgate 5"),
        ("Storgata 5", "STORGATA"),
        ("Storgata 5", "stogata"),
        ("Storgata 5", "Storgta 5"),
        ("Øvregata 7", "øvregata"),
        ("Haakons veg 2", "håkons vei"),
        ("Solsida bufellesskap", "bofellesskap solsida"),
        ("Solsida bustad", "solsida bolig"),
    ],
)
def test_an_address_is_found_however_it_is_written(address, written):
    DwellingFactory(address=address)
    DwellingFactory(address="Fjordgløtt 99")

    assert found(written) == [address]


def test_the_nearest_address_comes_first():
    for address in ("Storgata 50", "Storgata 5", "Storgata 15"):
        DwellingFactory(address=address)

    assert found("storgata 5")[0] == "Storgata 5"


def test_an_object_number_is_found_by_its_beginning_and_comes_first():
    DwellingFactory(object_number="1204-01", address="A")
    DwellingFactory(object_number="1204", address="B")
    DwellingFactory(object_number="9120", address="C")

    assert found("1204") == ["B", "A"]


@pytest.mark.parametrize("written", ["%", "_", "100%", "\\", "'; drop table", "(", "x" * 100])
def test_signs_that_mean_something_to_a_database_mean_nothing_here(written):
    DwellingFactory(address="Storgata 5", object_number="77")

    assert found(written) == []


@pytest.mark.parametrize(
    ("wanted", "facts"),
    [
        (Wanted(kind="small_house"), {"kind": HousingKind.SMALL_HOUSE}),
        (Wanted(standard="reinforced"), {"standard": Standard.REINFORCED}),
        (Wanted(tenure="rented_in"), {"tenure": Tenure.RENTED_IN}),
        (Wanted(area="Øya"), {"area": "Øya"}),
        (Wanted(access="step_free"), {"is_step_free": True}),
        (Wanted(access="wheelchair"), {"is_wheelchair_accessible": True}),
        (Wanted(rooms_at_least=4), {"bedrooms": 3}),
        (Wanted(text="lykkja"), {"address": "Lykkja 1"}),
    ],
)
def test_each_filter_leaves_only_what_is_wanted(wanted, facts):
    DwellingFactory()
    DwellingFactory(bedrooms=None)
    home = DwellingFactory(**facts)

    assert list(dwellings_wanted(wanted, on=TODAY)) == [home]


def test_a_housing_environment_is_named_in_part():
    DwellingFactory(in_cluster=True)
    home = DwellingFactory(cluster=ClusterFactory(name="Solsida bumiljø"))

    assert list(dwellings_wanted(Wanted(cluster="solsida"), on=TODAY)) == [home]


def test_filters_narrow_together():
    home = DwellingFactory(kind=HousingKind.SHARED, area="Øya")
    DwellingFactory(kind=HousingKind.SHARED)
    DwellingFactory(area="Øya")

    assert list(dwellings_wanted(Wanted(kind="shared", area="Øya"), on=TODAY)) == [home]


@pytest.mark.parametrize(("days", "is_found"), [(1, True), (90, True), (93, False), (None, False)])
def test_a_tie_that_ends_within_the_months(days, is_found):
    FundingTieFactory(ended_on=None if days is None else TODAY + timedelta(days=days))

    assert dwellings_wanted(Wanted(tie_within_months=3), on=TODAY).exists() is is_found


def test_a_tie_that_has_ended_warns_no_longer():
    FundingTieFactory(ended_on=TODAY)
    soon = FundingTieFactory(ended_on=TODAY + timedelta(days=TIE_WARNING_DAYS))
    FundingTieFactory(ended_on=TODAY + timedelta(days=TIE_WARNING_DAYS + 1))

    assert list(ties_that_end(on=TODAY)) == [soon]


def test_the_cause_of_the_time_out_of_use_that_runs():
    home = DwellingFactory()
    OutOfUseFactory(dwelling=home, started_on=date(2025, 1, 1), ended_on=TODAY, cause="fire")
    OutOfUseFactory(dwelling=home, started_on=TODAY, cause="repair")

    assert with_out_of_use(Dwelling.objects.all(), on=TODAY).get().out_cause == "repair"


def test_areas_are_listed_once_in_norwegian_order():
    for area in ("Øya", "Sentrum", "", "Ål", "Sentrum", "Æra"):
        DwellingFactory(area=area)

    assert areas() == ["Sentrum", "Æra", "Øya", "Ål"]
