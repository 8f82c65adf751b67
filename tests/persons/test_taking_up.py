"""Nobody is lost when a case or a unit ends."""

from datetime import timedelta

import pytest

from heimveg.access.context import reading_as
from heimveg.access.roles import Role
from heimveg.base import clock
from heimveg.base.errors import Refused
from heimveg.persons import commands
from heimveg.persons.models import Case, Person, Protection, Responsibility
from heimveg.persons.permissions import READ_PERSON
from heimveg.persons.rules import Basis, Grade, IdKind, Particulars
from tests.accounts.factories import UnitFactory
from tests.persons.factories import PersonFactory
from tests.persons.numbers import synthetic_number

pytestmark = pytest.mark.django_db
NUMBER = synthetic_number(serial=77)
SAID = Particulars(name="Kari Nordheim", id_kind=IdKind.NATIONAL, number=NUMBER)


@pytest.fixture
def unit(db, as_system):
    return UnitFactory()


@pytest.fixture
def clerk(unit, act_as):
    return act_as((unit, Role.COORDINATOR))


def closed_long_ago(**fields):
    day = clock.today() - timedelta(days=400)
    person = PersonFactory(name="Kari Nordheim", national_id=NUMBER, on=day, **fields)
    ended = {"ended_on": day + timedelta(days=100), "end_reason": "case_closed"}
    Responsibility.objects.filter(person=person).update(**ended)
    Case.objects.filter(person=person).update(closed_on=ended["ended_on"], outcome="housed")
    return person


def register(clerk, unit, said=SAID):
    return commands.register_person(clerk, unit_id=unit.pk, said=said, on=clock.today())


def test_who_was_here_before_is_taken_up_again_on_the_same_record(clerk, unit):
    person = closed_long_ago(unit=unit)
    with reading_as(clerk.user_id):
        assert not Person.objects.permitted_to(clerk, READ_PERSON).filter(pk=person.pk).exists()

    found = register(clerk, unit)

    assert found.pk == person.pk
    assert Case.objects.open().filter(person=person).count() == 1
    row = Responsibility.objects.running_on(clock.today()).get(person=person)
    assert (row.unit, row.kind) == (unit, "coordinating")


def test_somebody_another_unit_answers_for_is_not_taken(clerk, unit):
    known = PersonFactory(name="Kari Nordheim", national_id=NUMBER)

    assert register(clerk, unit).pk != known.pk
    assert Case.objects.open().filter(person=known).count() == 1


def test_whom_another_unit_followed_long_ago_is_not_taken_up_in_silence(clerk, unit):
    person = closed_long_ago()

    assert register(clerk, unit).pk != person.pk
    assert not Case.objects.open().filter(person=person).exists()


def test_a_strictly_protected_person_is_not_found_this_way(clerk, unit):
    person = closed_long_ago()
    Protection.mark(person.pk, Grade.STRICTLY, on=clock.today())

    assert register(clerk, unit).pk != person.pk
    assert not Case.objects.open().filter(person=person).exists()


def test_an_address_can_be_protected_while_a_closed_case_can_be_read(unit, act_as):
    cleared = act_as((unit, Role.COORDINATOR), handles_protected=True)
    person = PersonFactory(unit=unit)
    Case.objects.get(person=person).close(on=clock.today(), outcome="other")

    def protect(grade, version):
        commands.protect_address(
            cleared, person_id=person.pk, version=version, grade=grade, on=clock.today()
        )

    with pytest.raises(Refused, match="open one"):
        protect(Grade.STRICTLY, 1)  # nobody is named, so nobody would see the person
    protect(Grade.CONFIDENTIAL, 1)
    assert Protection.objects.get(person=person).grade == Grade.CONFIDENTIAL


def test_the_end_of_a_unit_that_answers_is_refused_by_the_database_too(unit):
    from django.db import IntegrityError, connection, transaction

    PersonFactory(unit=unit)

    def end():
        with transaction.atomic():
            unit.end(on=clock.today())
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    with pytest.raises(IntegrityError, match="last day"):
        end()


def test_an_address_is_not_protected_from_all_of_the_unit_that_answers(unit, act_as):
    """Somebody cleared elsewhere marks it: those who answer would lose the person."""
    act_as((unit, Role.COORDINATOR))
    helping = UnitFactory()
    cleared = act_as((helping, Role.COORDINATOR), handles_protected=True)
    person = PersonFactory(unit=unit)
    Responsibility.contribute(
        person.pk, unit=helping, basis=Basis.NEED, by=cleared.user_id, on=clock.today(),
        accepted_on=clock.today(),
    )  # fmt: skip

    def protect():
        commands.protect_address(
            cleared, person_id=person.pk, version=1, grade=Grade.CONFIDENTIAL, on=clock.today()
        )

    with pytest.raises(Refused, match="Nobody in the unit that answers"):
        protect()
    assert not Protection.objects.exists()
    act_as((unit, Role.COORDINATOR), handles_protected=True)
    protect()
    assert Protection.objects.get(person=person).grade == Grade.CONFIDENTIAL
