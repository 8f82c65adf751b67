"""Many real connections want the same home at once: one gets it, the others are told why.

HEIMVEG_RACE_ROUNDS=1000 makes the long measurement; it prints what it saw with -s.
"""

import json
import os
import threading
import time
from collections import Counter

import pytest
from django.db import OperationalError, connections, transaction

from heimveg.access.context import reading_as
from heimveg.access.models import AuditEntry
from heimveg.allocation import commands
from heimveg.allocation.commands import offers as answering
from heimveg.allocation.commands import settling
from heimveg.allocation.locks import Busy
from heimveg.allocation.models import Offer, OfferClosed, Round
from heimveg.allocation.permissions import ANSWER_OFFER
from heimveg.allocation.queries import broken_promises
from heimveg.allocation.queries.snapshot import DEFAULTS
from heimveg.allocation.rules import OfferState, RoundState
from heimveg.allocation.solving import solve
from heimveg.base.errors import Refused
from heimveg.decisions.commands import approve_decision, sign_decision
from heimveg.dwellings.models import Dwelling
from heimveg.needs.models import Need
from heimveg.needs.rules import NeedStatus
from heimveg.persons.models import Responsibility
from heimveg.stays.models import Stay
from heimveg.tenancies.models import Tenancy
from tests.allocation.factories import AT, DAY, Town
from tests.races import as_system

pytestmark = pytest.mark.race
HANDS = 32
ROUNDS = int(os.environ.get("HEIMVEG_RACE_ROUNDS", "30"))


@pytest.fixture
def office(real_database, today):
    """One office with as many members, and as many people who wait, as there are hands."""

    def make():
        town = Town()
        town.members = [town.allocator() for _ in range(HANDS)]
        town.needs = [town.need(urgency=3) for _ in range(HANDS)]
        return town

    return as_system(make)


def rounds_about(office, home):
    """One solved round for each member: each proposes the same home, to another person."""

    def make():
        template = _solved(office.needs[0], home)
        return [
            Round.objects.create(
                unit=office.unit, title="Race", day=DAY, state=RoundState.SOLVED,
                opened_by_id=member.user_id, solved_at=AT, engine_version="test",
                **_about(template, office.needs[0], need),
            )
            for member, need in zip(office.members, office.needs, strict=True)
        ]  # fmt: skip

    return as_system(make)


def _solved(need, home):
    problem = {
        "format": "heimveg-match/1", "day": DAY.isoformat(), "parameters": DEFAULTS,
        "clusters": [], "pinned": [], "excluded": [],
        "homes": [{"id": f"home:{home.pk}", "kind": "ordinary", "rooms": 2, "occupant": None}],
        "seekers": [{"id": f"need:{need.pk}", "urgency": 3, "home": None, "waiting_days": 9}],
    }  # fmt: skip
    return dict(zip(("snapshot", "proposal"), solve(problem), strict=True))


def _about(template, first, need):
    old, new = f'"need:{first.pk}"', f'"need:{need.pk}"'
    return {
        name: json.loads(json.dumps(data).replace(old, new)) for name, data in template.items()
    }


def settle(office, rounds):
    def act(n):
        return commands.settle_round(
            office.members[n], round_id=rounds[n].pk, version=1, on=DAY, at=AT
        )

    return act


def signed_and_open(office):
    """The one offer there is, its decision signed by two."""
    offer = as_system(Offer.objects.holding().get)
    first, second = office.members[:2]
    which = {"decision_id": offer.decision_id, "at": AT}
    signed = sign_decision(first, version=1, **which)
    approve_decision(second, version=signed.version, **which)
    return as_system(lambda: _opened(offer))


def _opened(offer):
    offer.move(OfferState.OPEN, opened_on=DAY, answer_by=DAY, move_in_on=DAY)
    return offer


def start_over(office):
    """Everybody waits again, and nobody lives anywhere."""

    def act():
        Offer.objects.holding().update(state=OfferState.WITHDRAWN, answered_on=DAY)
        Need.objects.update(status=NeedStatus.WAITING, closed_on=None)
        Tenancy.objects.filter(ended_on=None).update(ended_on=DAY, end_reason="moved")
        Stay.objects.filter(ended_on=None).update(ended_on=DAY)
        Responsibility.objects.filter(basis="tenancy", ended_on=None).update(ended_on=DAY)

    as_system(act)


def accept(office, offer):
    return lambda n: commands.accept_offer(
        office.members[n], offer_id=offer.pk, on=DAY, move_in_on=DAY
    )


def judged(answers, won):
    """(winners, kindly told, anything else); a deadlock shown would be among the last."""
    winners = sum(isinstance(answer, won) for answer in answers)
    told = sum(isinstance(answer, Refused) for answer in answers)
    others = [answer for answer in answers if not isinstance(answer, (won, Refused))]
    return winners, told, others


def test_of_many_committees_that_settle_one_home_exactly_one_gets_it(office, crowd):
    """And of many members who record the yes, exactly one makes the tenancy."""
    began, seen = time.perf_counter(), Counter()
    for _ in range(ROUNDS):
        home = as_system(office.home)
        rounds = rounds_about(office, home)

        settled = crowd.all(settle(office, rounds))
        assert judged(settled, Round) == (1, HANDS - 1, [])
        assert as_system(lambda h=home: Offer.objects.holding().filter(dwelling=h).count()) == 1

        offer = signed_and_open(office)
        answers = crowd.all(accept(office, offer))
        assert judged(answers, Offer) == (1, HANDS - 1, [])
        assert as_system(lambda h=home: Tenancy.objects.filter(dwelling=h).count()) == 1
        seen.update(type(answer).__name__ for answer in settled + answers)
        start_over(office)
    took = time.perf_counter() - began
    print(f"{ROUNDS} rounds, {HANDS} connections, {took:.1f} s: {dict(seen)}")  # noqa: T201


def test_of_all_answers_at_once_exactly_one_counts(office, crowd):
    for _ in range(max(ROUNDS // 10, 3)):
        home = as_system(office.home)
        offer = held_by(office, home)

        answers = crowd.all(_any_answer(office, offer))

        assert judged(answers, Offer) == (1, HANDS - 1, [])
        assert as_system(lambda: broken_promises(DAY)) == []
        start_over(office)


def held_by(office, home):
    round_ = rounds_about(office, home)[0]
    commands.settle_round(office.members[0], round_id=round_.pk, version=1, on=DAY, at=AT)
    return signed_and_open(office)


def _any_answer(office, offer):
    def act(n):
        member, which = office.members[n], {"offer_id": offer.pk, "on": DAY}
        match n % 3:
            case 0:
                return commands.accept_offer(member, move_in_on=DAY, **which)
            case 1:
                return commands.decline_offer(member, reason="other", **which)
        return commands.withdraw_offer(member, words="Sold", **which)

    return act


def test_chains_that_want_each_others_homes_do_not_wait_for_each_other_for_ever(office, crowd):
    """Half move from A to B and half from B to A: whoever locked in the order of the chain
    would wait in a ring."""
    a, b = as_system(office.home), as_system(office.home)

    def lock(n):
        homes = [a.pk, b.pk] if n % 2 else [b.pk, a.pk]
        with transaction.atomic(), reading_as(office.members[n].user_id):
            found = answering.lock_homes(homes)
            time.sleep(0.002)
            return list(found)

    assert crowd.all(lock) == [[min(a.pk, b.pk), max(a.pk, b.pk)]] * HANDS


def test_locking_in_the_order_of_the_chain_would_end_in_deadlock(office, crowd):
    """The negative control of the order."""
    a, b = as_system(office.home), as_system(office.home)
    both_have_one = threading.Barrier(2)

    def lock(n):
        homes = [a.pk, b.pk] if n % 2 else [b.pk, a.pk]
        if n > 1:
            return
        with transaction.atomic(), reading_as(office.members[n].user_id):
            for at, pk in enumerate(homes):
                Dwelling.objects.select_for_update(no_key=True).get(pk=pk)
                if at == 0:
                    both_have_one.wait(10)
        return

    assert any(isinstance(answer, OperationalError) for answer in crowd.all(lock))


def test_who_waits_too_long_in_line_is_told_kindly(office, at_once):
    """Under heavy load the database ends the wait; that is no fault to be shown as one."""
    home = as_system(office.home)
    round_ = rounds_about(office, home)[0]
    holding, tried = threading.Event(), threading.Event()

    def hold():
        list(Dwelling.objects.select_for_update(no_key=True).filter(pk=home.pk))
        holding.set()
        tried.wait(10)

    def want():
        holding.wait(10)
        with connections["default"].cursor() as cursor:
            cursor.execute("SET lock_timeout = '100ms'")
        return settle(office, [round_])(0)

    def act(n):
        try:
            return want() if n else as_system(hold)
        finally:
            tried.set()

    assert isinstance(at_once(2, act)[1], Busy)
    assert as_system(Offer.objects.count) == 0


def without_locks(monkeypatch):
    def look(pks):
        return {row.pk: row for row in Dwelling.objects.filter(pk__in=set(pks))}

    monkeypatch.setattr(settling, "lock_homes", look)
    monkeypatch.setattr(answering, "lock_homes", lambda _pks: {})


def all_look_before_anybody_writes(monkeypatch):
    look, have_looked = settling._require_homes, threading.Barrier(HANDS)

    def then_wait(*args):
        look(*args)
        have_looked.wait(20)

    monkeypatch.setattr(settling, "_require_homes", then_wait)


def test_without_the_lock_the_constraint_still_lets_one_win(office, crowd, monkeypatch):
    without_locks(monkeypatch)
    all_look_before_anybody_writes(monkeypatch)
    home = as_system(office.home)

    answers = crowd.all(settle(office, rounds_about(office, home)))

    winners, told, others = judged(answers, Round)
    assert (winners, told + len(others)) == (1, HANDS - 1)
    assert as_system(lambda: Offer.objects.holding().filter(dwelling=home).count()) == 1


def test_without_lock_and_constraint_a_home_is_held_for_many(office, crowd, monkeypatch):
    """The negative control: looking first is not enough."""
    with connections["owner"].cursor() as owner:
        owner.execute("DROP INDEX one_household_at_a_time_per_dwelling")
    without_locks(monkeypatch)
    all_look_before_anybody_writes(monkeypatch)
    home = as_system(office.home)

    crowd.all(settle(office, rounds_about(office, home)))

    held = as_system(lambda: Offer.objects.holding().filter(dwelling=home).count())
    assert held == HANDS
    assert f"dwelling {home.pk} has {HANDS} offers at once" in as_system(
        lambda: broken_promises(DAY)
    )


def test_read_then_save_would_tell_many_that_their_answer_counted(office, crowd, monkeypatch):
    """The negative control of compare-and-set."""
    without_locks(monkeypatch)
    monkeypatch.setattr(answering, "lock_needs", lambda _a, _p, pks: _unlocked(pks))
    have_read = threading.Barrier(HANDS)

    def read_then_save(self, to, **stamps):
        if self.state != OfferState.OPEN:
            raise OfferClosed("closed")
        have_read.wait(20)
        Offer.objects.filter(pk=self.pk).update(state=to, **stamps)
        self.state = to

    home = as_system(office.home)
    offer = held_by(office, home)
    monkeypatch.setattr(Offer, "move", read_then_save)

    def decline(n):
        return commands.decline_offer(office.members[n], offer_id=offer.pk, on=DAY, reason="other")

    crowd.all(decline)

    answered = as_system(lambda: AuditEntry.objects.filter(action=ANSWER_OFFER.code).count())
    assert answered > 1


def _unlocked(pks):
    rows = Need.objects.filter(pk__in=set(pks)).select_related("person")
    return {need.pk: need for need in rows}


def test_a_form_sent_twice_at_once_has_one_effect(office, crowd, client):
    """The same key from many browsers at once: one settles, the rest are led to its answer."""
    from django.test import Client
    from django.urls import reverse

    from heimveg.accounts.models import User

    home = as_system(office.home)
    round_ = rounds_about(office, home)[0]
    member = User.objects.get(pk=office.members[0].user_id)
    browsers = [Client() for _ in range(HANDS)]
    for browser in browsers:
        browser.force_login(member, backend="django.contrib.auth.backends.ModelBackend")
    key = "0b0f2b4e-5f5d-4d7e-9d35-5f0b0f2b4e11"
    url = reverse("allocation:settle", args=[round_.pk])

    answers = crowd.all(lambda n: browsers[n].post(url, {"form_key": key, "row_version": 1}))

    assert Counter(answer.status_code for answer in answers) == {302: 1, 303: HANDS - 1}
    assert as_system(Offer.objects.count) == 1
