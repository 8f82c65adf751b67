"""Who moves from one municipal home to another keeps the first until the second is ready."""

from datetime import date, timedelta

import pytest

from heimveg.accounts.queries import system_user
from heimveg.base.errors import Refused
from heimveg.persons.models import Responsibility
from heimveg.persons.rules import Basis
from heimveg.tenancies.commands.beginning import set_first_day
from heimveg.tenancies.models import Tenancy
from heimveg.tenancies.rules.ending import Ending
from heimveg.upkeep.models import Turnover
from tests.dwellings.factories import DwellingFactory, PropertyFactory
from tests.persons.factories import PersonFactory
from tests.tenancies.factories import let

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("this_day", "in_english")]
DAY = date(2026, 11, 23)
MOVES = DAY + timedelta(days=7)
LATER = DAY + timedelta(days=20)


def into(person, dwelling, on):
    return Tenancy.move_in(
        person=person, dwelling=dwelling, on=on, decision=None, rent_ore_month=900_000,
        lease_until=None, by=system_user(),
    )  # fmt: skip


@pytest.fixture
def left(housing):
    """The home that is left for another on MOVES."""
    tenancy = let(housing, until=None)
    tenancy.move_out(on=MOVES, ending=Ending.OTHER_MUNICIPAL)
    return tenancy


@pytest.fixture
def coming(left):
    return into(left.person, DwellingFactory(estate=PropertyFactory()), MOVES)


def move(actor, coming, day):
    was = Tenancy.objects.get(pk=coming.pk).started_on
    set_first_day(actor, tenancy_id=coming.pk, was=was, first_day=day, until=None, on=DAY)


@pytest.mark.parametrize("day", [LATER, DAY + timedelta(days=2)])
def test_the_home_left_is_left_on_the_new_first_day(officer, left, coming, day):
    move(officer, coming, day)

    left.refresh_from_db()
    turnover = Turnover.objects.get(dwelling=left.dwelling)
    assert left.ended_on == day
    assert (turnover.vacated_on, turnover.out_of_use.started_on) == (day, day)
    ends = Responsibility.objects.filter(person=left.person, basis=Basis.TENANCY)
    landlord = ends.filter(unit=left.dwelling.estate.managed_by)
    assert landlord.values_list("ended_on", flat=True).get() == day


def test_it_follows_there_and_back(officer, left, coming):
    move(officer, coming, LATER)
    move(officer, coming, MOVES)

    left.refresh_from_db()
    assert left.ended_on == MOVES


def test_it_is_opened_again_when_its_day_has_passed_and_the_new_home_was_not_ready(
    officer, housing
):
    left = let(housing, until=None)
    passed = DAY - timedelta(days=3)
    left.move_out(on=passed, ending=Ending.OTHER_MUNICIPAL)
    home = DwellingFactory(estate=PropertyFactory())
    coming = into(left.person, home, passed)
    Turnover.leave(dwelling=home, on=DAY - timedelta(days=20))
    assert Tenancy.objects.waiting(DAY).get() == coming

    move(officer, coming, LATER)

    left.refresh_from_db()
    assert left.ended_on == LATER


def test_who_gets_the_home_that_is_left_comes_first(officer, housing, left, coming):
    next_one = into(PersonFactory(unit=housing), left.dwelling, MOVES + timedelta(days=3))

    with pytest.raises(Refused, match="Somebody else is to move into the home that is left"):
        move(officer, coming, LATER)
    coming.refresh_from_db()
    assert coming.started_on == MOVES

    move(officer, next_one, LATER)
    move(officer, coming, LATER)
    left.refresh_from_db()
    assert left.ended_on == LATER


@pytest.mark.parametrize("ending", [Ending.OTHER_MUNICIPAL, Ending.GAVE_NOTICE])
def test_a_home_handed_back_stays_left(officer, left, coming, ending):
    if ending is Ending.OTHER_MUNICIPAL:
        Turnover.objects.filter(dwelling=left.dwelling).update(inspected_on=MOVES)
    else:
        Tenancy.objects.filter(pk=left.pk).update(end_reason=ending)

    move(officer, coming, LATER)

    left.refresh_from_db()
    assert left.ended_on == MOVES
