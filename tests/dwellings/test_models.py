from datetime import date

import pytest
from django.db import IntegrityError, transaction

from heimveg.base.errors import Invalid, Refused, Stale
from heimveg.base.sorting import norwegian_key
from heimveg.dwellings.models import Dwelling, FundingTie, OutOfUse
from heimveg.dwellings.rules import Cause, RentPartKind, TiedGroup
from tests.dwellings.factories import (
    ClusterFactory,
    DwellingFactory,
    FundingTieFactory,
    OutOfUseFactory,
    PropertyFactory,
    RentPartFactory,
)

pytestmark = pytest.mark.django_db
JANUARY, JUNE, JULY = date(2026, 1, 1), date(2026, 6, 1), date(2026, 7, 1)


def broken(make, **facts):
    """The name of the promise that the database keeps against `facts`."""
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        make(**facts)
    return caught.value.__cause__.diag.constraint_name


@pytest.mark.parametrize(
    ("facts", "promise"),
    [
        ({"kind": "castle"}, "dwelling_kind_is_known"),
        ({"standard": "gold"}, "dwelling_standard_is_known"),
        ({"tenure": "stolen"}, "dwelling_tenure_is_known"),
        ({"object_number": ""}, "dwelling_has_an_object_number"),
        ({"ended_on": date(2014, 1, 1)}, "dwelling_ends_after_it_starts"),
    ],
)
def test_a_dwelling_keeps_its_promises(facts, promise):
    assert broken(DwellingFactory, **facts) == promise


@pytest.mark.parametrize(
    ("facts", "promise"),
    [
        ({"staffed": "sometimes"}, "cluster_staffed_is_known"),
        ({"location": "moon"}, "cluster_location_is_known"),
        ({"staffed_hours_week": 169}, "a_week_has_168_hours"),
    ],
)
def test_a_cluster_keeps_its_promises(facts, promise):
    assert broken(ClusterFactory, **facts) == promise


def test_two_dwellings_never_share_a_number():
    DwellingFactory(object_number="7")

    with pytest.raises(Invalid) as refused:
        Dwelling.register(object_number="7", address="Storgata 1", started_on=JANUARY)
    assert "object_number" in refused.value.fields


def test_a_dwelling_keeps_its_own_number_when_it_is_changed():
    home = DwellingFactory(object_number="7")
    home.change(address="Ny veg 2")

    assert Dwelling.objects.get(object_number="7").address == "Ny veg 2"


@pytest.mark.parametrize("factory", [ClusterFactory, PropertyFactory])
def test_names_of_surroundings_are_unique(factory):
    known, other = factory(name="Solsida"), factory()

    with pytest.raises(Invalid) as refused:
        other.write(name=known.name)
    assert "name" in refused.value.fields


def test_one_rent_part_of_each_kind():
    part = RentPartFactory()

    assert broken(RentPartFactory, dwelling=part.dwelling) == "one_rent_part_of_each_kind"


def test_rent_is_written_whole_and_parts_not_named_are_left():
    home = DwellingFactory()
    RentPartFactory(dwelling=home, kind=RentPartKind.PARKING, ore_month=50_000)
    home.set_rent({RentPartKind.RENT: 800_000, RentPartKind.HEATING: 60_000})
    home.set_rent({RentPartKind.RENT: 900_000, RentPartKind.HEATING: None})

    assert dict(home.rent_parts.values_list("kind", "ore_month")) == {
        "rent": 900_000,
        "parking": 50_000,
    }
    assert Dwelling.objects.with_rent().get().rent_ore_month == 950_000


def test_a_home_without_rent_parts_has_no_rent():
    DwellingFactory()

    assert Dwelling.objects.with_rent().get().rent_ore_month is None


@pytest.mark.parametrize(
    ("start", "end", "is_free"),
    [
        (date(2025, 6, 1), JANUARY, True),
        (date(2025, 6, 1), date(2026, 1, 2), False),
        (date(2026, 5, 31), None, False),
        (JUNE, None, True),
        (date(2025, 1, 1), None, False),
    ],
)
def test_a_home_is_out_of_use_for_one_cause_at_a_time(start, end, is_free):
    home = DwellingFactory()
    OutOfUseFactory(dwelling=home, started_on=JANUARY, ended_on=JUNE)
    other = OutOfUse(dwelling=home)

    if is_free:
        other.write(cause=Cause.FIRE, started_on=start, ended_on=end)
        assert home.out_of_use.count() == 2
    else:
        with pytest.raises(Invalid):
            other.write(cause=Cause.FIRE, started_on=start, ended_on=end)
        assert home.out_of_use.count() == 1


def test_another_home_may_be_out_of_use_at_the_same_time():
    OutOfUseFactory(started_on=JANUARY)
    OutOfUseFactory(started_on=JANUARY)

    assert OutOfUse.objects.running_on(JUNE).count() == 2


def test_the_database_itself_keeps_causes_apart():
    out = OutOfUseFactory(started_on=JANUARY)

    again = broken(OutOfUseFactory, dwelling=out.dwelling, started_on=JUNE)
    assert again == "one_cause_at_a_time_per_dwelling"
    assert broken(OutOfUseFactory, cause="ghosts") == "out_of_use_cause_is_known"


def test_a_home_comes_back_once_and_never_before_it_was_taken_out():
    out = OutOfUseFactory(started_on=JUNE)
    with pytest.raises(Invalid):
        out.come_back(on=JANUARY)
    out.come_back(on=JULY)

    assert list(Dwelling.objects.usable_on(JULY)) == [out.dwelling]
    with pytest.raises(Refused):
        out.come_back(on=JULY)


def test_one_grant_ties_a_home_at_a_time():
    tie = FundingTieFactory(started_on=JANUARY, ended_on=JUNE)
    other = FundingTie(dwelling=tie.dwelling)
    facts = {"grant": "Anna tilskot", "group": TiedGroup.YOUNG}

    with pytest.raises(Invalid):
        other.write(started_on=date(2026, 5, 31), **facts)
    other.write(started_on=JUNE, **facts)
    assert tie.dwelling.funding_ties.count() == 2


def test_the_same_version_can_be_claimed_once():
    out = OutOfUseFactory()
    out.claim(1)

    with pytest.raises(Stale):
        OutOfUse.objects.get().claim(1)


def test_addresses_are_sorted_as_norwegians_do():
    streets = [
        "Åsvegen 1",
        "Aasgata 2",
        "Ærgata",
        "Øygata",
        "Zetagata",
        "Abelgata",
        "Århus gate",
        "Ävsjö",
        "Émile",
    ]
    for street in streets:
        DwellingFactory(address=street)

    found = list(Dwelling.objects.in_order().values_list("address", flat=True))
    assert found == sorted(streets, key=norwegian_key)
    assert found.index("Zetagata") < found.index("Ærgata") < found.index("Øygata")
    assert found.index("Øygata") < found.index("Aasgata 2") < found.index("Åsvegen 1")
