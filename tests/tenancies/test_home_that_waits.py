"""A tenant in prison or hospital has a home to come out to, whatever was ticked."""

from datetime import timedelta

import pytest

from heimveg.access.roles import Role
from heimveg.base import clock
from heimveg.intake.commands.receiving import About, Told, receive_errand
from heimveg.intake.rules import ErrandKind
from heimveg.needs.models import Need
from heimveg.stays.commands import register_stay
from heimveg.stays.models import Stay
from heimveg.stays.queries.counting import _places_and_durations
from heimveg.stays.rules import InstitutionKind, StayFact, StayKind, homelessness
from heimveg.stays.rules.counting import days_of
from heimveg.tenancies.rules import Ending
from heimveg.values import Period
from tests.accounts.factories import UnitFactory
from tests.persons.factories import PersonFactory
from tests.stays.factories import StayFactory
from tests.tenancies.factories import TenancyFactory

pytestmark = pytest.mark.django_db
TODAY = clock.today


@pytest.fixture
def unit():
    return UnitFactory(kind="housing")


@pytest.fixture
def tenancy(unit):
    return TenancyFactory(person=PersonFactory(unit=unit))


@pytest.fixture
def worker(act_as, unit):
    return act_as((unit, Role.COORDINATOR))


def went_in(worker, person, out_in=20):
    said = StayFact(
        StayKind.INSTITUTION, Period(TODAY()), TODAY() + timedelta(days=out_in),
        has_dwelling_after=False,
    )  # fmt: skip
    stay = register_stay(worker, person_id=person.pk, said=said, on=TODAY())
    stay.refresh_from_db()
    return stay


def counted_this_week():
    year, week, _day = TODAY().isocalendar()
    return _places_and_durations(days_of(year, week))[0]


def test_a_tenant_in_an_institution_has_a_home_that_waits(worker, tenancy):
    stay = went_in(worker, tenancy.person)

    assert stay.has_dwelling_after
    assert homelessness(stay.fact, on=TODAY()) is None
    assert counted_this_week() == []


def test_who_has_no_tenancy_has_no_home_that_waits(worker, unit):
    stay = went_in(worker, PersonFactory(unit=unit))

    assert not stay.has_dwelling_after
    assert len(counted_this_week()) == 1


def test_a_tenancy_that_ends_before_the_exit_is_no_home_that_waits(worker, tenancy):
    tenancy.end(on=TODAY() + timedelta(days=5), ending=Ending.RAN_OUT)

    assert not went_in(worker, tenancy.person).has_dwelling_after


def test_when_the_tenancy_ends_meanwhile_no_home_waits(worker, tenancy):
    stay = went_in(worker, tenancy.person)

    tenancy.end(on=TODAY(), ending=Ending.LANDLORD_NOTICE)

    stay.refresh_from_db()
    assert not stay.has_dwelling_after
    assert homelessness(stay.fact, on=TODAY()) is not None


def test_a_home_given_on_the_way_out_changes_nothing_of_what_was(worker, unit):
    person = PersonFactory(unit=unit)
    stay = StayFactory(
        person=person, kind=StayKind.INSTITUTION, started_on=TODAY() - timedelta(days=30),
        expected_end_on=TODAY() + timedelta(days=3),
    )  # fmt: skip
    TenancyFactory(person=person, started_on=TODAY())

    Stay.move(person, kind=StayKind.MUNICIPAL_TENANCY, on=TODAY())

    stay.refresh_from_db()
    assert not stay.has_dwelling_after


def test_an_admission_notice_about_a_tenant_leads_to_no_homelessness(worker, tenancy):
    told = Told(
        ErrandKind.ADMISSION, institution=InstitutionKind.PRISON, is_homeless=True,
        expected_on=TODAY() + timedelta(days=20),
    )  # fmt: skip
    receive_errand(worker, told=told, about=About(tenancy.person_id), on=TODAY(), at=clock.now())

    stay = Stay.objects.get(person=tenancy.person_id, kind=StayKind.INSTITUTION)
    assert stay.has_dwelling_after
    assert not Need.objects.filter(person=tenancy.person_id).exists()
