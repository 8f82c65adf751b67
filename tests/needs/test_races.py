"""Two caseworkers open a need for the same person at once; one need is the result."""

import threading
from datetime import date

import pytest
from django.db import connections

from heimveg.needs.models import Need
from tests.persons.factories import PersonFactory
from tests.races import as_system

pytestmark = pytest.mark.race
DAY = date(2026, 3, 1)
HANDS = 8


@pytest.fixture
def person(real_database):
    return as_system(PersonFactory)


def test_many_open_a_need_and_one_need_is_open(person, at_once):
    office = as_system(lambda: person.responsibilities.get().unit)

    def begin(_):
        return as_system(lambda: Need.begin(person=person, unit=office, by=1, on=DAY))

    answers = at_once(HANDS, begin)

    outcomes = sorted(type(answer).__name__ for answer in answers)
    assert outcomes == ["Need"] + ["OpenAlready"] * (HANDS - 1)
    assert as_system(Need.objects.open().count) == 1


def test_only_one_of_many_changes_counts(person, at_once):
    """Compare-and-set on the version: the others are told, and nothing is overwritten."""
    office = as_system(lambda: person.responsibilities.get().unit)
    need = as_system(lambda: Need.begin(person=person, unit=office, by=1, on=DAY))

    def change(n):
        def act():
            found = Need.objects.get(pk=need.pk)
            found.claim(need.version)
            found.household_size = n + 2
            found.save(update_fields=["household_size"])

        return as_system(act)

    outcomes = sorted(type(answer).__name__ for answer in at_once(HANDS, change))
    assert outcomes == ["NoneType"] + ["Stale"] * (HANDS - 1)


def test_without_the_promise_a_person_is_counted_twice(person, at_once):
    """The negative control: look first, then write, is not enough."""
    with connections["owner"].cursor() as owner:
        owner.execute("DROP INDEX one_open_need_per_person")
    office = as_system(lambda: person.responsibilities.get().unit)
    have_looked = threading.Barrier(HANDS)

    def look_then_write(_):
        assert not Need.objects.open().filter(person=person).exists()
        have_looked.wait(10)
        Need.begin(person=person, unit=office, by=1, on=DAY)

    at_once(HANDS, lambda n: as_system(lambda: look_then_write(n)))

    assert as_system(Need.objects.open().count) == HANDS
