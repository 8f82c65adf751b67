"""Many answers to one hand-off at once, over real connections: one counts, the others are told.

HEIMVEG_RACE_ROUNDS=1000 makes the long measurement; it prints what it saw with -s.
"""

import os
import threading
from collections import Counter

import pytest
from django.db import connections, transaction

from heimveg.access.context import reading_as
from heimveg.base import clock
from heimveg.base.errors import Refused
from heimveg.config.invariants import QUESTIONS
from heimveg.handoffs import commands
from heimveg.handoffs.models import Handoff
from heimveg.handoffs.rules import HandoffState
from heimveg.notices.models import Notice
from heimveg.persons.commands import close_case
from heimveg.persons.rules import CaseOutcome
from tests.handoffs.factories import Town
from tests.races import as_system

pytestmark = pytest.mark.race
HANDS = 8
ROUNDS = int(os.environ.get("HEIMVEG_RACE_ROUNDS", "5"))
LEDGER = [
    "one coordinating unit at a time",
    "no gap while a case is open",
    "one open hand-off of a kind at a time",
    "accepted hand-offs and the ledger agree",
    "open hand-offs are with who answers",
    "who was asked reads no longer than asked",
]


@pytest.fixture
def town(real_database):
    return as_system(Town)


def accept(town, handoff, n):
    actor = town.of(town.b, n % 2)
    return commands.accept_handoff(
        actor, handoff_id=handoff.pk, worker_id=actor.user_id, on=clock.today()
    )


def withdraw(town, handoff, n):
    return commands.withdraw_handoff(
        town.of(town.a, n % 2), handoff_id=handoff.pk, on=clock.today()
    )


def reassign(town, handoff, n):
    return commands.reassign_handoff(
        town.of(town.a, n % 2),
        handoff_id=handoff.pk,
        to_unit_id=town.c.pk,
        worker_id=None,
        on=clock.today(),
    )


def close(town, handoff, n):
    return close_case(
        town.of(town.a, n % 2),
        person_id=handoff.person_id,
        outcome=CaseOutcome.NO_NEED,
        on=clock.today(),
    )


def broken():
    def ask():
        found = {}
        for promise in LEDGER:
            with connections["default"].cursor() as cursor:
                cursor.execute(QUESTIONS[promise])
                found[promise] = cursor.fetchall()
        return {promise: rows for promise, rows in found.items() if rows}

    return as_system(ask)


def run(town, crowd, one, other):
    """`ROUNDS` rounds: half of the hands do `one`, half `other`, to the same hand-off."""
    seen = Counter()
    for _ in range(ROUNDS):
        handoff = as_system(town.asked)
        answers = crowd.all(lambda n, h=handoff: (one if n % 4 < 2 else other)(town, h, n))

        winners = [answer for answer in answers if not isinstance(answer, Exception)]
        losers = [answer for answer in answers if isinstance(answer, Exception)]
        assert len(winners) == 1, answers
        assert all(isinstance(loser, Refused) for loser in losers), losers
        assert all(str(loser.text) for loser in losers)
        seen[as_system(lambda h=handoff: Handoff.objects.get(pk=h.pk).state)] += 1
    assert broken() == {}
    letters = as_system(Notice.objects.filter(key__startswith="answers:").count)
    assert letters == seen["accepted"], "one letter for each that was accepted, none for others"
    print(f"{ROUNDS} rounds of {HANDS}:", dict(seen))  # noqa: T201  # the measurement
    return seen


def test_many_accept_at_once_and_one_unit_takes_over(town, crowd):
    assert set(run(town, crowd, accept, accept)) == {"accepted"}


def test_accepting_and_taking_back_at_once(town, crowd):
    assert set(run(town, crowd, accept, withdraw)) <= {"accepted", "withdrawn"}


def test_accepting_and_asking_another_at_once(town, crowd):
    assert set(run(town, crowd, accept, reassign)) <= {"accepted", "reassigned"}


def test_accepting_and_closing_the_case_at_once(town, crowd):
    assert set(run(town, crowd, accept, close)) <= {"accepted", "lapsed"}


def test_without_lock_and_compare_and_set_several_answers_count(town, crowd, monkeypatch):
    """The negative control: read, then save, as one would write it without thinking."""

    def carelessly(actor, handoff):
        with transaction.atomic(), reading_as(actor.user_id):
            row = Handoff.objects.get(pk=handoff.pk)
            if row.state != HandoffState.ASKED:
                raise Refused("too late")
            crowd_waits.wait()
            return Handoff.objects.filter(pk=row.pk).update(
                state=HandoffState.WITHDRAWN, ended_on=clock.today()
            )

    crowd_waits = threading.Barrier(HANDS, timeout=10)
    handoff = as_system(town.asked)

    answers = crowd.all(lambda n: carelessly(town.of(town.a, n % 2), handoff))

    assert len([a for a in answers if not isinstance(a, Exception)]) > 1


def test_the_questions_find_what_is_broken(town, real_database):
    """The negative control of the promises themselves."""
    handoff = as_system(town.asked)
    as_system(lambda: accept(town, handoff, 0))
    assert broken() == {}

    with connections["owner"].cursor() as owner:
        owner.execute("SET session_replication_role = replica")  # no trigger minds
        owner.execute(
            "ALTER TABLE handoffs_handoff"
            " DROP CONSTRAINT accepted_handoff_has_its_row_in_the_ledger"
        )
        owner.execute("UPDATE handoffs_handoff SET ledger_id = NULL")
        owner.execute("UPDATE persons_responsibility SET ended_on = NULL WHERE basis = 'asked'")
        owner.execute(
            "UPDATE persons_responsibility SET ended_on = started_on + 1"
            " WHERE kind = 'coordinating'"
        )

    assert set(broken()) == {
        "no gap while a case is open",
        "accepted hand-offs and the ledger agree",
        "who was asked reads no longer than asked",
    }
