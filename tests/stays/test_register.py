from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from heimveg.access.roles import Role
from heimveg.accounts.models import User
from heimveg.base import clock
from heimveg.base.errors import Invalid, Refused
from heimveg.persons.models import Person
from heimveg.persons.rules import CaseOutcome
from heimveg.stays.commands import note_institution, register_stay
from heimveg.stays.models import InstitutionStay, Stay
from heimveg.stays.rules import InstitutionKind, StayFact, StayKind
from heimveg.values import Period
from tests.accounts.factories import UnitFactory
from tests.persons.factories import PersonFactory
from tests.stays.factories import StayFactory

pytestmark = pytest.mark.django_db
TODAY = clock.today
EARLIER = date(2026, 1, 1)


@pytest.fixture
def unit():
    return UnitFactory()


@pytest.fixture
def person(unit):
    return PersonFactory(unit=unit)


@pytest.fixture
def worker(act_as, unit):
    return act_as((unit, Role.COORDINATOR))


def said(kind=StayKind.ROUGH, on=None, **rest):
    return StayFact(kind, Period(on or TODAY()), **rest)


def registered(actor, person, fact):
    return register_stay(actor, person_id=person.pk, said=fact, on=TODAY())


def test_the_next_stay_ends_the_one_before(worker, person):
    before = StayFactory(person=person)

    after = registered(worker, person, said())

    before.refresh_from_db()
    assert before.ended_on == after.started_on == TODAY()


def test_a_stay_written_late_is_put_in_between(worker, person):
    first = StayFactory(person=person, started_on=EARLIER)
    last = registered(worker, person, said(on=date(2026, 5, 1)))

    between = registered(worker, person, said(StayKind.FAMILY_OR_FRIENDS, date(2026, 3, 1)))

    first.refresh_from_db()
    last.refresh_from_db()
    assert (first.ended_on, between.ended_on, last.ended_on) == (
        date(2026, 3, 1),
        date(2026, 5, 1),
        None,
    )


def test_what_was_written_wrong_today_can_be_written_anew(worker, person):
    wrong = registered(worker, person, said(StayKind.ROUGH))
    right = registered(worker, person, said(StayKind.CRISIS_CENTRE))

    wrong.refresh_from_db()
    assert wrong.ended_on == wrong.started_on
    assert right.ended_on is None


def test_tomorrow_is_not_written_today(worker, person):
    with pytest.raises(Invalid):
        registered(worker, person, said(on=TODAY() + timedelta(days=1)))


def test_one_stay_at_a_time_is_the_databases_promise(person):
    StayFactory(person=person)

    with pytest.raises(IntegrityError), transaction.atomic():
        StayFactory(person=person, started_on=date(2026, 6, 1))


def test_which_institution_is_written_by_those_who_follow_up(act_as, unit, worker, person):
    stay = registered(worker, person, said(StayKind.INSTITUTION))
    note_institution(worker, stay_id=stay.pk, kind=InstitutionKind.PRISON)
    assert InstitutionStay.objects.get().stay == stay

    with pytest.raises(PermissionDenied):
        note_institution(
            act_as((unit, Role.ALLOCATOR)), stay_id=stay.pk, kind=InstitutionKind.HOSPITAL
        )
    with pytest.raises(Stay.DoesNotExist):
        note_institution(
            act_as((unit, Role.CASEWORKER)), stay_id=stay.pk, kind=InstitutionKind.HOSPITAL
        )
    assert InstitutionStay.objects.get().kind == InstitutionKind.PRISON


def test_only_an_institution_is_of_some_kind(worker, person):
    stay = registered(worker, person, said(StayKind.ROUGH))

    with pytest.raises(Invalid):
        note_institution(worker, stay_id=stay.pk, kind=InstitutionKind.HOSPITAL)


def test_a_closed_case_is_read_only(worker, person):
    person.cases.get().close(on=TODAY(), outcome=CaseOutcome.NO_NEED)

    with pytest.raises(Refused, match="can only be read"):
        registered(worker, person, said())


def test_strangers_and_other_positions_write_nothing(act_as, unit, person):
    with pytest.raises(Person.DoesNotExist):
        registered(act_as((UnitFactory(), Role.COORDINATOR)), person, said())
    with pytest.raises(PermissionDenied):
        registered(act_as((unit, Role.CARETAKER)), person, said())


@pytest.fixture
def browser(log_in, worker):
    User.objects.filter(pk=worker.user_id).update(language="en")
    return log_in(worker)


def given(form, **fields):
    return form(**{"kind": "rough", "on": TODAY().isoformat(), "expected_end_on": ""} | fields)


def test_a_stay_is_registered_once_however_often_it_is_sent(browser, person, form):
    sent = given(form)
    url = f"/people/{person.pk}/stay/"

    first, second = browser.post(url, sent), browser.post(url, sent)

    assert (first.status_code, second.status_code) == (302, 303)
    assert Stay.objects.get().kind == StayKind.ROUGH


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"kind": ""}, "required"),
        ({"kind": "palace"}, "not one of the available choices"),
        ({"on": "2099-01-01"}, "not before"),
        ({"on": "x"}, "valid date"),
        ({"expected_end_on": "2020-01-01"}, "after the beginning"),
        ({"institution": "prison"}, "leave this empty"),
        ({"kind": "municipal_tenancy"}, "not one of the available choices"),
    ],
)
def test_what_cannot_be_so_is_said_at_its_field(browser, person, form, fields, says):
    response = browser.post(f"/people/{person.pk}/stay/", given(form, **fields))

    assert response.status_code == 422
    assert says in response.content.decode()
    assert not Stay.objects.exists()


def test_which_institution_is_shown_only_to_those_who_may(act_as, log_in, browser, unit, person):
    stay = StayFactory(person=person, kind=StayKind.INSTITUTION)
    InstitutionStay.objects.create(stay=stay, person=person, kind=InstitutionKind.PRISON)
    url = f"/people/{person.pk}/stay/"

    assert "(prison)" in browser.get(url).content.decode()
    assert "(prison)" in browser.get(f"/people/{person.pk}/stays/").content.decode()
    allocator = act_as((unit, Role.ALLOCATOR))
    User.objects.filter(pk=allocator.user_id).update(language="en")
    page = log_in(allocator).get(url).content.decode()
    assert "prison" not in page
    assert b"prison" not in browser.get(f"/people/{person.pk}/stays/").content
    assert "Which institution" not in page


def test_the_page_costs_the_same_for_a_long_history(browser, person, constant_queries):
    days = iter(range(1, 100))
    constant_queries(
        lambda: browser.get(f"/people/{person.pk}/stay/"),
        lambda: Stay.move(person, kind=StayKind.ROUGH, on=EARLIER + timedelta(days=next(days))),
    )
