
import pytest

from heimveg.access.gate import door
from heimveg.access.models import ReadEntry
from heimveg.access.roles import Role
from heimveg.persons.models import Person
from heimveg.persons.permissions import READ_PERSON
from tests.persons.factories import PersonFactory

pytestmark = pytest.mark.django_db


def names_seen(actor):
    """Through the first wall and through the second alone; the two must agree."""
    with door(actor, READ_PERSON):
        through_both = set(Person.objects.permitted_to(actor, READ_PERSON))
        through_the_database = set(Person.objects.all())
    assert through_both == through_the_database
    return {person.name for person in through_both}


def test_a_unit_sees_those_it_answers_for_and_no_others(act_as):
    mine = PersonFactory(name="Mine")
    PersonFactory(name="Theirs")
    unit = mine.responsibilities.get().unit

    assert names_seen(act_as((unit, Role.COORDINATOR))) == {"Mine"}


def test_without_a_door_nothing_is_seen(act_as):
    from django.db import connection

    PersonFactory()
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('heimveg.reader', '', true)")

    assert not Person.objects.exists()


def test_showing_people_leaves_exactly_one_read_entry(act_as):
    person = PersonFactory()
    actor = act_as((person.responsibilities.get().unit, Role.ALLOCATOR))

    names_seen(actor)

    assert ReadEntry.objects.get().person_ids == [person.pk]
