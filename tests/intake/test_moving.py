"""A number that belongs to somebody of another name; and what is withheld from who sees to it."""

from datetime import timedelta

import pytest

from heimveg.access.roles import Role
from heimveg.accounts.models import User
from heimveg.accounts.rules import UnitKind
from heimveg.base import clock
from heimveg.base.errors import Refused
from heimveg.intake.commands.moving import say_whom
from heimveg.intake.commands.receiving import About, Told, receive_errand
from heimveg.intake.models import Errand, InstitutionNotice, Said
from heimveg.intake.rules import ErrandKind
from heimveg.needs.models import Need
from heimveg.persons.models import Person
from heimveg.persons.rules import IdKind, Particulars
from heimveg.stays.models import Stay
from heimveg.stays.rules import InstitutionKind, StayKind
from tests.accounts.factories import MunicipalityFactory, UnitFactory
from tests.intake.factories import ErrandFactory
from tests.persons.factories import PersonFactory
from tests.persons.numbers import synthetic_number
from tests.stays.factories import StayFactory

pytestmark = pytest.mark.django_db
TODAY = clock.today
LEAVES = timedelta(days=20)


@pytest.fixture
def office():
    MunicipalityFactory()
    return UnitFactory(name="Bustadkontoret", kind=UnitKind.HOUSING)


@pytest.fixture
def rus():
    return UnitFactory(name="Rus", kind=UnitKind.SUBSTANCE_USE)


@pytest.fixture
def whose(rus):
    number = synthetic_number()
    return PersonFactory(name="Ola Sørlie", unit=rus, national_id=number, id_kind=IdKind.NATIONAL)


def taken_in(act_as, whose, name, kind=ErrandKind.ADMISSION):
    told = Told(
        kind, text="Høyrer røyster", institution=InstitutionKind.PRISON, is_homeless=True,
        expected_on=TODAY() + LEAVES,
    )  # fmt: skip
    taker = act_as((UnitFactory(kind=UnitKind.NAV), Role.CARE_WORKER))
    said = Particulars(name=name, number=whose.national_id, id_kind=IdKind.NATIONAL)
    receipt = receive_errand(taker, told=told, about=About(said=said), on=TODAY(), at=clock.now())
    return Errand.objects.get(receipt=receipt)


def entered(log_in, actor):
    User.objects.filter(pk=actor.user_id).update(language="en")
    return log_in(actor)


def page_of(browser, errand):
    return browser.get(f"/intake/errands/{errand.pk}/").content.decode()


def test_a_name_that_is_not_the_numbers_is_shown_to_who_gets_it(
    office, rus, whose, act_as, log_in
):
    errand = taken_in(act_as, whose, "Heilt Annan")

    page = page_of(entered(log_in, act_as((rus, Role.COORDINATOR))), errand)

    assert errand.person == whose
    assert "The name and the number are not of the same person" in page
    assert "Heilt Annan" in page
    assert not Stay.objects.exists()
    assert not Need.objects.exists()


@pytest.mark.parametrize("name", ["Ola Sørlie", "ola sørli", "Ola Johan Sørlie"])
def test_a_slip_of_the_pen_is_the_same_name(office, rus, whose, act_as, name):
    errand = taken_in(act_as, whose, name)

    assert errand.given_as == ""
    assert Stay.objects.get().person == whose


def test_it_becomes_a_record_of_its_own(office, rus, whose, act_as, log_in, form):
    errand = taken_in(act_as, whose, "Heilt Annan")
    browser = entered(log_in, act_as((rus, Role.COORDINATOR)))

    answer = browser.post(f"/intake/errands/{errand.pk}/whom/", form(row_version="1", whom="new"))

    assert answer.status_code == 302
    errand.refresh_from_db()
    assert (errand.person.name, errand.given_as) == ("Heilt Annan", "")
    assert errand.person.national_id == ""
    for row in (Said.objects.get(), InstitutionNotice.objects.get(), Stay.objects.get()):
        assert row.person == errand.person
    assert errand.need == Need.objects.get()
    assert not Stay.objects.filter(person=whose).exists()


def test_it_is_moved_to_somebody_the_unit_sees(office, rus, whose, act_as):
    right = PersonFactory(name="Heilt Annan", unit=rus)
    errand = taken_in(act_as, whose, "Heilt Annan")
    handler = act_as((rus, Role.COORDINATOR))

    say_whom(handler, errand_id=errand.pk, version=1, person_id=right.pk, on=TODAY())

    errand.refresh_from_db()
    assert errand.person == right
    assert Stay.objects.get().person == right
    with pytest.raises(Refused):
        say_whom(handler, errand_id=errand.pk, version=2, person_id=whose.pk, on=TODAY())


def test_the_number_may_be_right_after_all(office, rus, whose, act_as):
    errand = taken_in(act_as, whose, "Heilt Annan")
    handler = act_as((rus, Role.COORDINATOR))

    say_whom(handler, errand_id=errand.pk, version=1, person_id=whose.pk, on=TODAY())

    assert Stay.objects.get().person == whose
    assert Need.objects.get().person == whose


def test_it_is_not_moved_to_somebody_unseen_nor_by_a_stranger(office, rus, whose, act_as):
    hidden = PersonFactory(unit=office)
    errand = taken_in(act_as, whose, "Heilt Annan")

    with pytest.raises(Person.DoesNotExist):
        say_whom(
            act_as((rus, Role.COORDINATOR)), errand_id=errand.pk, version=1,
            person_id=hidden.pk, on=TODAY(),
        )  # fmt: skip
    with pytest.raises(Errand.DoesNotExist):
        say_whom(
            act_as((office, Role.COORDINATOR)), errand_id=errand.pk, version=1,
            person_id=None, on=TODAY(),
        )  # fmt: skip


@pytest.mark.parametrize("role", [Role.ALLOCATOR, Role.CASEWORKER])
def test_who_may_not_read_of_health_is_told_the_day_and_that_more_is_withheld(
    office, act_as, log_in, role
):
    person = PersonFactory(unit=office)
    errand = ErrandFactory(person=person, unit=office, kind=ErrandKind.ADMISSION)
    InstitutionNotice.objects.create(
        errand=errand, person=person, kind=InstitutionKind.PRISON, place="Avdeling A"
    )
    StayFactory(person=person, kind=StayKind.INSTITUTION, expected_end_on=TODAY() + LEAVES)

    page = page_of(entered(log_in, act_as((office, role))), errand)

    assert "withheld for your position" in page
    assert "expected discharge" in page
    assert "Has no home to go to" in page
    assert "No more was told" not in page
    assert "Avdeling A" not in page
    assert "rison" not in page


def test_where_nothing_was_told_nothing_is_withheld(office, act_as, log_in):
    errand = ErrandFactory(person=PersonFactory(unit=office), unit=office)

    page = page_of(entered(log_in, act_as((office, Role.CASEWORKER))), errand)

    assert "No more was told" in page
    assert "withheld" not in page
