"""Many real connections want the same home at once. One gets it; the others are told why."""

import threading
from datetime import date, timedelta

import pytest
from django.db import OperationalError, connections

from heimveg.accounts.queries import system_user
from heimveg.tenancies.models import DwellingTaken, Tenancy
from tests.dwellings.factories import DwellingFactory
from tests.persons.factories import PersonFactory
from tests.races import as_system

pytestmark = pytest.mark.race
DAY = date(2026, 3, 1)
HANDS, ROUNDS = 8, 6


@pytest.fixture
def people(real_database):
    return as_system(lambda: [PersonFactory() for _ in range(HANDS)])


def _moves_in(person, dwelling, *, on=DAY):
    """The whole step, with stay and relations, in a transaction of its own."""
    return as_system(
        lambda: Tenancy.move_in(
            person=person, dwelling=dwelling, on=on, decision=None, rent_ore_month=None,
            lease_until=None, by=system_user(),
        )
    )  # fmt: skip


def _tenancies(**which):
    return as_system(lambda: Tenancy.objects.filter(**which).count())


def _outcomes(answers):
    return sorted(type(answer).__name__ for answer in answers)


def test_many_want_one_home_and_exactly_one_gets_it(people, at_once):
    for _ in range(ROUNDS):
        home = as_system(DwellingFactory)

        # Different days: periods that overlap clash, not only equal ones.
        answers = at_once(
            HANDS, lambda n, home=home: _moves_in(people[n], home, on=DAY + timedelta(days=n))
        )

        assert _outcomes(answers) == ["DwellingTaken"] * (HANDS - 1) + ["Tenancy"]
        winner = next(answer for answer in answers if isinstance(answer, Tenancy))
        assert _tenancies(dwelling=home) == 1
        as_system(lambda winner=winner: winner.move_out(on=winner.started_on))


def test_one_person_is_offered_many_homes_and_moves_into_exactly_one(people, at_once):
    homes = as_system(lambda: [DwellingFactory() for _ in range(HANDS)])

    answers = at_once(HANDS, lambda n: _moves_in(people[0], homes[n]))

    assert _outcomes(answers) == ["DwellingTaken"] * (HANDS - 1) + ["Tenancy"]
    assert _tenancies(person=people[0]) == 1


def test_who_ends_at_once_ends_it_once(people, at_once):
    tenancy = _moves_in(people[0], as_system(DwellingFactory))

    def end(_):
        locked = Tenancy.objects.select_for_update(of=("self",))
        return as_system(lambda: locked.get(pk=tenancy.pk).move_out(on=DAY + timedelta(days=9)))

    assert _outcomes(at_once(HANDS, end)) == ["AlreadyEnded"] * (HANDS - 1) + ["NoneType"]


@pytest.mark.parametrize("held", ["home", "person"])
def test_who_comes_second_waits_in_line_before_writing(people, at_once, held):
    """Two who both write and then look can wait for each other until the database ends one. So
    home and person are locked first: while somebody holds either, nobody writes."""
    home = as_system(DwellingFactory)
    row = home if held == "home" else people[0]
    holding, tried = threading.Event(), threading.Event()

    def hold():
        list(type(row)._base_manager.select_for_update(no_key=True).filter(pk=row.pk))
        holding.set()
        tried.wait(10)

    def want():
        holding.wait(10)
        with connections["default"].cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '100ms'")
        Tenancy.start(person=people[0], dwelling=home, on=DAY, is_imported=True)

    def act(n):
        try:
            return as_system(want if n else hold)
        finally:
            tried.set()

    outcomes = at_once(2, act)
    assert isinstance(outcomes[1], OperationalError), outcomes
    assert _tenancies(dwelling=home) == 0


def test_without_the_promise_and_the_lock_a_home_is_doubled(people, at_once):
    """The negative control: look first, then write, is not enough."""
    with connections["owner"].cursor() as owner:
        owner.execute(
            "ALTER TABLE tenancies_tenancy DROP CONSTRAINT one_tenancy_at_a_time_per_dwelling"
        )
    home = as_system(DwellingFactory)
    have_looked = threading.Barrier(HANDS)

    def look_then_write(n):
        if Tenancy.objects.running_on(DAY).filter(dwelling=home).exists():
            raise DwellingTaken("taken")
        have_looked.wait(10)
        return Tenancy.objects.create(
            person=people[n], dwelling=home, started_on=DAY, is_imported=True
        )

    at_once(HANDS, lambda n: as_system(lambda: look_then_write(n)))

    assert _tenancies(dwelling=home) == HANDS
