"""Many real connections change who answers at once. The two promises of the ledger hold."""

from datetime import date
from itertools import pairwise

import pytest
from django.db import IntegrityError, OperationalError, connections

from heimveg.accounts.queries import system_user
from heimveg.base import clock
from heimveg.base.errors import Stale
from heimveg.persons import commands
from heimveg.persons.models import Person, Responsibility
from heimveg.persons.rules import EndReason, IdKind, Particulars
from tests.accounts.factories import UnitFactory
from tests.persons.factories import PersonFactory
from tests.persons.numbers import synthetic_number
from tests.races import as_system, coordinators

pytestmark = pytest.mark.race
EARLIER = date(2026, 1, 1)
HANDS, ROUNDS = 8, 5


@pytest.fixture
def unit(real_database):
    return as_system(UnitFactory)


@pytest.fixture
def workers(unit):
    return coordinators(unit, HANDS)


@pytest.fixture
def person(unit):
    return as_system(lambda: PersonFactory(unit=unit))


def _outcomes(answers):
    return sorted(type(answer).__name__ for answer in answers)


def _ledger(person):
    rows = Responsibility.objects.filter(person=person).order_by("started_on", "pk")
    return as_system(lambda: list(rows))


def _hand_over(person, unit):
    """End who answers, and let `unit` answer from the same day."""
    open_row = Responsibility.objects.open().coordinating().get(person=person)
    open_row.end(on=clock.today(), reason=EndReason.HANDED_OVER)
    return Responsibility.begin(person.pk, unit=unit, by=system_user(), on=clock.today())


def _hand_over_in_line(person, unit):
    """As commands do: the person's row first, so that nobody waits for somebody who waits."""
    Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    return _hand_over(person, unit)


def test_many_take_over_in_line_and_each_follows_the_one_before(person, at_once):
    units = as_system(lambda: [UnitFactory() for _ in range(HANDS)])

    answers = at_once(HANDS, lambda n: as_system(lambda: _hand_over_in_line(person, units[n])))

    ledger = _ledger(person)
    assert _outcomes(answers) == ["Responsibility"] * HANDS
    assert [row.ended_on for row in ledger].count(None) == 1
    assert all(one.ended_on == other.started_on for one, other in pairwise(ledger))


def test_without_a_line_the_promise_alone_lets_one_unit_answer(person, at_once):
    units = as_system(lambda: [UnitFactory() for _ in range(HANDS)])

    answers = at_once(HANDS, lambda n: as_system(lambda: _hand_over(person, units[n])))

    assert [row.ended_on for row in _ledger(person)].count(None) == 1
    # Who waits for each other is ended by the database: the price of not standing in line.
    assert {type(a) for a in answers} <= {Responsibility, IntegrityError, OperationalError}


def test_without_the_promise_several_units_answer_at_once(person, at_once):
    """The negative control: the same race doubles who answers when the constraint is gone."""
    with connections["owner"].cursor() as owner:
        owner.execute(
            "ALTER TABLE persons_responsibility"
            " DROP CONSTRAINT one_coordinating_unit_at_a_time_per_person"
        )
    units = as_system(lambda: [UnitFactory() for _ in range(HANDS)])

    at_once(HANDS, lambda n: as_system(lambda: _hand_over(person, units[n])))

    assert [row.ended_on for row in _ledger(person)].count(None) > 1


def _only_end(person):
    row = Responsibility.objects.open().coordinating().get(person=person)
    row.end(on=clock.today(), reason=EndReason.OVER)


def test_nobody_is_left_without_who_answers_while_a_case_is_open(person, at_once):
    for _ in range(ROUNDS):
        answers = at_once(HANDS, lambda _: as_system(lambda: _only_end(person)))

        assert _outcomes(answers) == ["IntegrityError"] * HANDS
    assert [row.ended_on for row in _ledger(person)] == [None]


def test_without_the_promise_there_is_a_gap(person, at_once):
    """The negative control of the one above."""
    with connections["owner"].cursor() as owner:
        owner.execute("DROP TRIGGER no_gap_when_responsibility_changes ON persons_responsibility")

    at_once(HANDS, lambda _: as_system(lambda: _only_end(person)))

    assert None not in [row.ended_on for row in _ledger(person)]


def test_many_name_a_worker_at_once_and_all_but_one_are_told(person, workers, at_once):
    row = _ledger(person)[0]

    def name(n):
        return commands.name_worker(
            workers[n],
            person_id=person.pk,
            responsibility_id=row.pk,
            named=commands.Named(workers[n].user_id, None),
            on=clock.today(),
        )

    answers = at_once(HANDS, name)

    assert _outcomes(answers) == ["Responsibility"] + ["Stale"] * (HANDS - 1)
    assert len(_ledger(person)) == 2


def test_many_change_particulars_at_once_and_all_but_one_are_told(person, workers, at_once):
    def change(n):
        return commands.change_person(
            workers[n],
            person_id=person.pk,
            version=1,
            said=Particulars(name=f"By {n}"),
            on=clock.today(),
        )

    answers = at_once(HANDS, change)

    assert [type(answer) for answer in answers].count(Stale) == HANDS - 1
    assert as_system(lambda: Person.objects.get(pk=person.pk)).version == 2


def test_one_number_registered_by_many_at_once_makes_one_person(unit, workers, at_once):
    said = Particulars(
        name="Kari Nordheim", id_kind=IdKind.NATIONAL, number=synthetic_number(serial=400)
    )

    answers = at_once(
        HANDS,
        lambda n: commands.register_person(
            workers[n], unit_id=unit.pk, said=said, on=clock.today()
        ),
    )

    assert _outcomes(answers) == ["Person"] + ["ProbablyKnown"] * (HANDS - 1)
