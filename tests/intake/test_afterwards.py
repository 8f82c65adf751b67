"""Who comes back soon after a case was closed is seen on the page of hand-offs."""

from datetime import timedelta

import pytest

from heimveg.access.context import reading_as
from heimveg.access.roles import Role
from heimveg.base import clock
from heimveg.handoffs.afterwards import after_closure
from heimveg.intake.rules import ErrandKind
from heimveg.persons.models import Case
from heimveg.persons.rules import CaseOutcome
from tests.accounts.factories import UnitFactory
from tests.intake.factories import ErrandFactory
from tests.persons.factories import PersonFactory

pytestmark = pytest.mark.django_db
CLOSED = -60  # days from today


@pytest.fixture
def unit():
    return UnitFactory()


@pytest.fixture
def reader(act_as, unit):
    return act_as((unit, Role.COORDINATOR))


def day(days):
    return clock.today() + timedelta(days=days)


def closed_before(person, *, on=CLOSED):
    outcome = CaseOutcome.HOUSED
    return Case.objects.create(
        person=person, opened_on=day(on - 100), closed_on=day(on), outcome=outcome
    )


def back(actor):
    with reading_as(actor.user_id):
        return [(row.what, row.days) for row in after_closure(actor, on=clock.today())]


def test_what_comes_in_soon_after_the_case_closed_is_told_with_the_days(unit, reader):
    errand = ErrandFactory(unit=unit, kind=ErrandKind.CONCERN, came_on=day(CLOSED + 20))
    closed_before(errand.person)

    assert back(reader) == [("Concern", 20)]


@pytest.mark.parametrize("came", [CLOSED, CLOSED - 30])
def test_what_came_before_or_as_it_closed_is_no_sign(unit, reader, came):
    closed_before(ErrandFactory(unit=unit, came_on=day(came)).person)

    assert back(reader) == []


def test_half_a_year_later_is_something_new(unit, reader):
    closed_before(ErrandFactory(unit=unit, came_on=day(0)).person, on=-181)

    assert back(reader) == []


def test_the_case_it_opened_is_the_same_row(unit, reader):
    person = PersonFactory(unit=unit, on=day(CLOSED - 200))
    Case.objects.filter(person=person).update(opened_on=day(CLOSED + 20))
    closed_before(person)
    assert back(reader) == [("The case was opened again", 20)]

    ErrandFactory(unit=unit, person=person, came_on=day(CLOSED + 20))

    assert back(reader) == [("Application", 20)]


def test_a_case_is_not_the_one_before_itself(unit, reader):
    person = PersonFactory(unit=unit, on=day(CLOSED - 200))
    Case.objects.filter(person=person).update(
        opened_on=day(CLOSED), closed_on=day(CLOSED), outcome=CaseOutcome.NO_NEED
    )

    assert back(reader) == []


def test_a_case_opened_again_is_not_told_to_who_does_not_see_the_person(reader):
    person = PersonFactory(on=day(CLOSED - 200))
    Case.objects.filter(person=person).update(opened_on=day(CLOSED + 20))
    closed_before(person)

    assert back(reader) == []


def test_others_people_are_not_told_of(reader):
    closed_before(ErrandFactory(came_on=day(CLOSED + 20)).person)

    assert back(reader) == []
