from datetime import timedelta

import pytest

from heimveg.access.context import reading_as
from heimveg.allocation import commands, jobs
from heimveg.allocation.models import Offer
from heimveg.allocation.queries import (
    accepted_not_moved_in,
    broken_promises,
    chains_stopped,
    homes_freed,
    offers_past_their_day,
    offers_waiting,
    rounds_to_settle,
    worklists,
)
from heimveg.allocation.rules import OfferState
from heimveg.base import clock
from heimveg.decisions.models import Decision
from heimveg.needs.models import Need
from heimveg.persons.models import Protection
from heimveg.persons.rules import Grade
from heimveg.tenancies.models import Tenancy
from tests.allocation.factories import DAY

pytestmark = pytest.mark.django_db


def test_the_night_closes_what_nobody_answered(town, monkeypatch):
    mover, waiting, _free, _base = town.chain()
    first, second = town.settled()
    offer = town.opened(first)
    assert jobs.close_expired() == 0

    monkeypatch.setattr(clock, "today", lambda: offer.answer_by + timedelta(days=1))
    assert jobs.close_expired() == 1
    assert jobs.close_expired() == 0

    for row in (first, second, mover, waiting):
        row.refresh_from_db()
    assert (first.state, second.state) == (OfferState.EXPIRED, OfferState.WITHDRAWN)
    assert (mover.status, waiting.status) == ("parked", "waiting")


def test_a_reservation_that_runs_out_is_nobodys_answer(town, monkeypatch):
    town.chain()
    first, _second = town.settled()
    monkeypatch.setattr(clock, "today", lambda: first.answer_by + timedelta(days=1))

    assert jobs.close_expired() == 1  # the one behind it is let go in the same step
    assert set(Need.objects.values_list("status", flat=True)) == {"waiting"}
    assert not Offer.objects.holding().exists()


def test_a_home_held_for_somebody_hidden_is_let_go_when_the_chain_stops(town):
    _mover, waiting, _free, _base = town.chain()
    first, second = town.settled()
    town.opened(first)
    Protection.objects.create(person=waiting.person, grade=Grade.STRICTLY, since=DAY)
    with reading_as(town.actor.user_id):
        commands.decline_offer(town.actor, offer_id=first.pk, on=DAY, reason="area")
    second.refresh_from_db()
    assert second.state == OfferState.RESERVED

    assert jobs.release_stopped() == 1

    second.refresh_from_db()
    waiting.refresh_from_db()
    assert (second.state, waiting.status) == (OfferState.WITHDRAWN, "waiting")


def counts(town, *asks):
    return [ask(town.actor, DAY).count for ask in asks]


def test_the_front_page_knows_what_waits(town):
    town.chain()
    town.round()
    assert counts(town, rounds_to_settle) == [1]
    first, second = town.settled()
    town.opened(first)
    assert counts(town, offers_waiting, offers_past_their_day) == [1, 0]
    assert offers_waiting(town.actor, DAY).rows[0].why.endswith("9 days left")

    late = first.answer_by + timedelta(days=90)
    assert offers_past_their_day(town.actor, late).count == 1
    commands.accept_offer(
        town.actor, offer_id=first.pk, on=DAY, move_in_on=DAY + timedelta(days=7)
    )
    assert counts(town, accepted_not_moved_in, homes_freed, chains_stopped) == [1, 0, 0]

    commands.withdraw_offer(town.actor, offer_id=second.pk, on=DAY, words="Fire in the house")
    assert counts(town, homes_freed, chains_stopped) == [1, 1]
    town.round()
    assert counts(town, chains_stopped) == [0]


def test_the_front_page_shows_only_what_the_reader_sees(town, act_as):
    from heimveg.access.roles import Role
    from tests.accounts.factories import UnitFactory

    town.chain()
    first, _second = town.settled()
    town.opened(first)
    stranger = act_as((UnitFactory(), Role.ALLOCATOR))

    assert [w.count for w in worklists(stranger, DAY) if w.id != "homes-freed"] == [0] * 5


def test_the_front_page_costs_the_same_for_many(town, constant_queries):
    def one_more():
        town.home()
        town.need()
        town.opened(town.settled()[0])

    constant_queries(lambda: worklists(town.actor, DAY), one_more)


def test_a_chain_carried_through_breaks_no_promise(town):
    town.chain()
    first, second = town.settled()
    assert broken_promises(DAY) == []
    town.accepted(first)
    assert broken_promises(DAY) == []
    town.accepted(second)
    assert broken_promises(DAY) == []


def test_every_broken_promise_is_found(town):
    town.chain()
    first, second = town.settled()
    town.opened(first)
    cases = []
    Offer.objects.filter(pk=first.pk).update(state=OfferState.ACCEPTED)
    cases += [f"offer {first.pk} is accepted, but made no tenancy"]
    Offer.objects.filter(pk=second.pk).update(state=OfferState.OPEN)
    cases += [f"offer {second.pk} went out without a decision signed by two"]
    Need.objects.filter(pk=second.need_id).update(status="waiting")
    cases += [f"offer {second.pk} holds a home for a need that does not wait for it"]
    cases += [f"need {first.need_id} is said to have a home held, and has none"]
    for case in cases:
        assert case in broken_promises(DAY)

    Offer.objects.filter(pk=first.pk).update(state=OfferState.RESERVED)
    found = broken_promises(DAY)
    assert f"offer {second.pk} went out before the one before it had accepted" in found

    Tenancy.objects.filter(person=first.person).update(ended_on=DAY, end_reason="moved")
    tenancy = Tenancy.objects.create(
        person=first.person, dwelling=first.dwelling, started_on=DAY, decision=first.decision
    )
    assert f"tenancy {tenancy.pk} rests on an offer that was not accepted" in broken_promises(DAY)
    assert Decision.objects.exists()
