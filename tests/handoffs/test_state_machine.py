"""Any order of registering, asking, answering, deciding, closing, merging and ending units leaves
every person with an open case with exactly one unit that answers, on every day.

HEIMVEG_LEDGER_STEPS=20000 makes the long measurement; it prints what it did with -s.
"""

import os
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from heimveg.access.gate import Actor
from heimveg.access.roles import Role
from heimveg.accounts.models import Unit
from heimveg.accounts.queries import system_actor
from heimveg.base import clock
from heimveg.base.errors import Refused
from heimveg.config.invariants import QUESTIONS
from heimveg.desk.commands import Opened, merge_persons, undo_merge
from heimveg.handoffs import commands, ledger
from heimveg.handoffs.models import Handoff
from heimveg.handoffs.rules import DeclineReason, Wanted
from heimveg.needs.models import Need
from heimveg.persons import commands as people
from heimveg.persons.models import Case, Merge, Person, Responsibility
from heimveg.persons.rules import CaseOutcome, IdKind, Particulars
from tests.accounts.factories import (
    MembershipFactory,
    MunicipalityFactory,
    UnitFactory,
    UserFactory,
)
from tests.handoffs.factories import question
from tests.persons.factories import PersonFactory
from tests.persons.numbers import synthetic_number

pytestmark = pytest.mark.django_db
STEPS = int(os.environ.get("HEIMVEG_LEDGER_STEPS", "240"))
LONG = 80  # steps of one example
FEWEST_UNITS = 4
PROMISES = [
    "one coordinating unit at a time",
    "no gap while a case is open",
    "one open hand-off of a kind at a time",
    "accepted hand-offs and the ledger agree",
    "open hand-offs are with who answers",
    "who was asked reads no longer than asked",
    "a unit answers for nobody after its end",
]
ANY = st.integers(0, 10_000)
did: Counter[str] = Counter()
refused: Counter[str] = Counter()


class LedgerMachine(RuleBasedStateMachine):
    """The database is the model: `PROMISES` are asked after every step."""

    def __init__(self):
        super().__init__()
        self.outside = transaction.atomic()
        self.outside.__enter__()
        self.day = self.first = clock.today()
        self.before = clock.today
        clock.today = lambda: self.day
        self.system = system_actor()
        MunicipalityFactory()
        self.actors: dict[int, Actor] = {}
        self.numbers = 0
        for _ in range(FEWEST_UNITS):
            self.new_unit()
        self.mandate = self.new_unit(has_mandate=True)
        units = Unit.objects.filter(pk__in=self.actors, has_mandate=False).order_by("pk")
        for unit in units:
            PersonFactory(unit=unit, on=self.day)

    def teardown(self):
        clock.today = self.before
        transaction.set_rollback(True)
        self.outside.__exit__(None, None, None)

    def new_unit(self, **fields):
        unit = UnitFactory(**fields)
        user = UserFactory()
        MembershipFactory(user=user, unit=unit, role=Role.COORDINATOR)
        self.actors[unit.pk] = Actor(user.pk, frozenset({(unit.pk, Role.COORDINATOR)}))
        return unit

    def do(self, name, act):
        """Do it whole or not at all. Who is refused, or sees nothing, has changed nothing."""
        try:
            with transaction.atomic():
                act()
                with connection.cursor() as cursor:  # what else waits for the commit
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                    cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            did[name] += 1
        except (Refused, Person.DoesNotExist, Handoff.DoesNotExist, Unit.DoesNotExist):
            refused[name] += 1

    def pick(self, rows, n):
        rows = list(rows.order_by("pk"))
        return rows[n % len(rows)] if rows else None

    def unit(self, n):
        return self.pick(Unit.objects.filter(pk__in=self.actors, ended_on=None), n)

    def person(self, n):
        return self.pick(Person.objects.filter(merged_into=None), n)

    def who_answers(self, person):
        rows = Responsibility.objects.open().coordinating().filter(person=person)
        return rows.values_list("unit_id", flat=True).first()

    def actor(self, unit_id, n):
        """Of the unit, most often; now and then somebody else."""
        return self.actors[self.unit(n).pk if n % 7 == 0 or unit_id is None else unit_id]

    @rule(n=ANY, numbered=st.booleans())
    def register(self, n, numbered):
        number = ""
        if numbered:
            self.numbers += 1
            number = synthetic_number(serial=self.numbers % 300)  # sometimes known already
        said = Particulars(
            name=f"Person {Person.objects.count()} {n}",
            id_kind=IdKind.NATIONAL if number else IdKind.UNKNOWN,
            number=number,
        )
        unit = self.unit(n)
        self.do(
            "register",
            lambda: people.register_person(
                self.actors[unit.pk], unit_id=unit.pk, said=said, on=self.day
            ),
        )

    @rule(n=ANY)
    def register_again(self, n):
        known = self.pick(Person.objects.filter(id_index__isnull=False), n)
        if known is None:
            return
        said = Particulars(name="Again", id_kind=IdKind.NATIONAL, number=known.national_id)
        unit = self.unit(n // 3)
        self.do(
            "register again",
            lambda: people.register_person(
                self.actors[unit.pk], unit_id=unit.pk, said=said, on=self.day
            ),
        )

    @rule(n=ANY, to=ANY, kind=st.sampled_from(Wanted), stays=st.booleans(), need=st.booleans())
    def ask(self, n, to, kind, stays, need):
        waiting = Handoff.objects.open().filter(kind=kind)
        free = Person.objects.filter(merged_into=None, cases__closed_on=None, cases__isnull=False)
        free = free.exclude(pk__in=waiting.values("person_id")).distinct()
        person, unit = self.pick(free, n) or self.person(n), self.unit(to)
        if person is None:
            return
        answers = self.who_answers(person)
        if answers == unit.pk:
            unit = self.unit(to + 1)
        if need and answers and not Need.objects.open().filter(person=person).exists():
            office = Unit.objects.get(pk=answers)
            Need.begin(person=person, unit=office, by=self.system.user_id, on=self.day)
        self.do(
            "ask",
            lambda: commands.ask_handoff(
                self.actor(answers, n),
                person_id=person.pk,
                to_unit_id=unit.pk,
                question=question(kind=kind, stays_on=stays),
                on=self.day,
            ),
        )

    @rule(n=ANY, kind=st.sampled_from(Wanted))
    def ask_to_take(self, n, kind):
        helping = Responsibility.objects.open().filter(kind="contributing").order_by("pk")
        row = self.pick(helping, n)
        if row is None:
            return
        actor = self.actors[row.unit_id]
        asked = question(kind=kind, worker_id=actor.user_id)
        self.do(
            "ask to take",
            lambda: commands.ask_to_take(
                actor, person_id=row.person_id, unit_id=row.unit_id, question=asked, on=self.day
            ),
        )

    @rule(n=ANY, who=ANY)
    def accept(self, n, who):
        row = self.pick(Handoff.objects.open(), n)
        if row is None:
            return
        taker = self.actors[row.to_unit_id]
        self.do(
            "accept",
            lambda: commands.accept_handoff(
                self.actor(row.answering_unit_id, who),
                handoff_id=row.pk,
                worker_id=taker.user_id,
                on=self.day,
            ),
        )

    @rule(n=ANY, who=ANY)
    def decline(self, n, who):
        row = self.pick(Handoff.objects.open(), n)
        if row is None:
            return
        self.do(
            "decline",
            lambda: commands.decline_handoff(
                self.actor(row.answering_unit_id, who),
                handoff_id=row.pk,
                because=DeclineReason.OTHER,
                words="Nei.",
                suggests_id=None,
                on=self.day,
            ),
        )

    @rule(n=ANY, who=ANY)
    def withdraw(self, n, who):
        row = self.pick(Handoff.objects.all(), n)
        if row is None:
            return
        actor = self.actor(row.asking_unit_id, who)
        self.do(
            "withdraw",
            lambda: commands.withdraw_handoff(actor, handoff_id=row.pk, on=self.day),
        )

    @rule(n=ANY, to=ANY)
    def reassign(self, n, to):
        row = self.pick(Handoff.objects.open(), n)
        if row is None:
            return
        self.do(
            "reassign",
            lambda: commands.reassign_handoff(
                self.actor(row.from_unit_id, to),
                handoff_id=row.pk,
                to_unit_id=self.unit(to).pk,
                worker_id=None,
                on=self.day,
            ),
        )

    @rule(n=ANY, who=ANY)
    def escalate(self, n, who):
        row = self.pick(Handoff.objects.filter(state__in=["asked", "declined"]), n)
        if row is None:
            return
        actor = self.actor(row.asking_unit_id, who)
        self.do(
            "escalate",
            lambda: commands.escalate_handoff(actor, handoff_id=row.pk, on=self.day),
        )

    @rule()
    def the_job_escalates(self):
        for row in list(Handoff.objects.past_their_day(self.day)):
            self.do(
                "escalate when past",
                lambda pk=row.pk: commands.escalate_when_past(
                    self.system, handoff_id=pk, on=self.day
                ),
            )

    @rule(n=ANY, to=ANY)
    def decide(self, n, to):
        row = self.pick(Handoff.objects.filter(state="escalated"), n)
        if row is None:
            return
        choices = [row.from_unit_id, row.to_unit_id, self.unit(to).pk]
        self.do(
            "decide",
            lambda: commands.decide_handoff(
                self.actor(row.mandate_unit_id, to),
                handoff_id=row.pk,
                unit_id=choices[to % 3],
                words="Slik blir det.",
                on=self.day,
            ),
        )

    @rule(n=ANY)
    def close(self, n):
        case = self.pick(Case.objects.open(), n)
        if case is None:
            return
        actor = self.actor(self.who_answers(case.person_id), n)
        self.do(
            "close",
            lambda: people.close_case(
                actor, person_id=case.person_id, outcome=CaseOutcome.OTHER, on=self.day
            ),
        )

    @rule(n=ANY, who=ANY)
    def open_again(self, n, who):
        case = self.pick(Case.objects.exclude(closed_on=None), n)
        if case is None:
            return
        unit = self.unit(who)
        self.do(
            "open again",
            lambda: people.open_case(
                self.actors[unit.pk], person_id=case.person_id, unit_id=unit.pk, on=self.day
            ),
        )

    @rule(n=ANY, to=ANY, led=st.booleans())
    def end_unit(self, n, to, led):
        units = Unit.objects.filter(pk__in=self.actors, ended_on=None, has_mandate=False)
        ends = self.pick(units, n)
        heir = self.pick(units.exclude(pk=ends.pk), to)
        if units.count() <= FEWEST_UNITS:
            self.new_unit()
        self.do(
            "end a unit",
            lambda: people.end_unit(
                self.actors[self.mandate.pk],
                unit_id=ends.pk,
                heir_id=heir.pk if led else None,
                on=self.day,
            ),
        )

    @rule(n=ANY, m=ANY)
    def merge(self, n, m):
        one, other = self.person(n), self.person(m)
        if one is None or one == other:
            return
        self.do(
            "merge",
            lambda: merge_persons(
                self.system,
                kept=Opened(one.pk, one.version),
                duplicate=Opened(other.pk, other.version),
                on=self.day,
            ),
        )

    @rule(n=ANY)
    def unmerge(self, n):
        merge = self.pick(Merge.objects.standing(), n)
        if merge is None:
            return
        self.do("unmerge", lambda: undo_merge(self.system, merge_id=merge.pk, on=self.day))

    @rule(days=st.integers(1, 40))
    def days_pass(self, days):
        self.day += timedelta(days=days)
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('heimveg.day', %s, true)", [self.day.isoformat()])
        did["days pass"] += 1

    @invariant()
    def every_promise_is_kept(self):
        for promise in PROMISES:
            with connection.cursor() as cursor:
                cursor.execute(QUESTIONS[promise])
                assert cursor.fetchall() == [], promise


def run(steps):
    """Runs until so many operations have been tried; those that found nothing to do are not
    counted."""
    did.clear()
    refused.clear()
    long = settings(
        max_examples=10,
        stateful_step_count=LONG,
        deadline=None,
        database=None,
        derandomize="HEIMVEG_LEDGER_STEPS" not in os.environ,  # a longer run looks elsewhere
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    while sum(did.values()) + sum(refused.values()) < steps:
        run_state_machine_as_test(LedgerMachine, settings=long)


def test_whatever_happens_exactly_one_unit_answers():
    run(STEPS)

    print(f"{sum(did.values())} done {dict(did)}; refused {dict(refused)}")  # noqa: T201


@pytest.fixture
def machine():
    did.clear()
    machine = LedgerMachine()
    yield machine
    machine.teardown()


def ask_and_accept(machine):
    machine.ask(n=1, to=1, kind=Wanted.COORDINATE, stays=False, need=False)
    machine.accept(n=0, who=1)

    assert did == {"ask": 1, "accept": 1}


def test_a_ledger_that_follows_is_left_alone(machine):
    ask_and_accept(machine)

    machine.every_promise_is_kept()


def test_a_ledger_that_does_not_follow_is_found(machine, monkeypatch):
    """The negative control: the hand-off says yes, and nobody takes over."""

    def forgetful(handoff, unit, *, state, worker, by, on, **columns):
        row = ledger.coordinating(handoff.person_id, on=on)
        handoff.move(state, ledger_id=row.pk, **columns)

    monkeypatch.setattr("heimveg.handoffs.commands.answering.hand_over", forgetful)

    ask_and_accept(machine)

    with pytest.raises(AssertionError, match="accepted hand-offs and the ledger agree"):
        machine.every_promise_is_kept()
