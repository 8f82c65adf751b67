from datetime import timedelta

import pytest

from heimveg.access.context import reading_as
from heimveg.access.roles import Role
from heimveg.allocation import commands, jobs
from heimveg.allocation.models import Offer
from heimveg.allocation.queries import (
    broken_promises,
    homes_freed,
    offers_never_answered,
    rounds_stopped,
)
from heimveg.allocation.rules import OfferState
from heimveg.decisions.models import Decision
from heimveg.needs.models import Need
from heimveg.persons.models import Protection
from heimveg.persons.rules import Grade
from heimveg.tenancies.models import Tenancy
from tests.accounts.factories import UnitFactory
from tests.allocation.factories import DAY

pytestmark = pytest.mark.django_db


def test_the_night_closes_what_nobody_answered(town, on_day):
    mover, waiting, _free, _base = town.chain()
    first, second = town.settled()
    offer = town.opened(first)
    assert jobs.close_expired() == 0

    on_day(offer.answer_by + timedelta(days=1))
    assert jobs.close_expired() == 1
    assert jobs.close_expired() == 0

    for row in (first, second, mover, waiting):
        row.refresh_from_db()
    assert (first.state, second.state) == (OfferState.EXPIRED, OfferState.WITHDRAWN)
    assert (mover.status, waiting.status) == ("parked", "waiting")


def test_a_reservation_that_runs_out_is_nobodys_answer(town, on_day):
    town.chain()
    first, _second = town.settled()
    on_day(first.answer_by + timedelta(days=1))

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


def test_who_never_answered_waits_until_somebody_gets_in_touch(town, on_day):
    town.chain()
    first, _second = town.settled()
    offer = town.opened(first)
    assert not offers_never_answered(town.actor, DAY).exists()

    late = offer.answer_by + timedelta(days=1)
    on_day(late)
    jobs.close_expired()

    assert list(offers_never_answered(town.actor, late)) == [first]
    first.need.refresh_from_db()
    Need.objects.filter(pk=first.need_id).update(status="waiting", parked_until=None)
    assert not offers_never_answered(town.actor, late).exists()


def test_a_chain_that_stops_waits_for_the_next_round(town):
    town.chain()
    first, second = town.settled()
    town.opened(first)
    commands.accept_offer(
        town.actor, offer_id=first.pk, on=DAY, move_in_on=DAY + timedelta(days=7)
    )
    assert not rounds_stopped(town.actor, DAY).exists()
    assert not homes_freed(DAY).exists()

    commands.withdraw_offer(town.actor, offer_id=second.pk, on=DAY, words="Fire in the house")
    assert list(rounds_stopped(town.actor, DAY)) == [first.round]
    assert homes_freed(DAY).count() == 1
    town.round()
    assert not rounds_stopped(town.actor, DAY).exists()


def test_another_office_hears_nothing_of_it(town, act_as):
    town.chain()
    first, second = town.settled()
    town.opened(first)
    commands.withdraw_offer(town.actor, offer_id=second.pk, on=DAY, words="Fire in the house")
    stranger = act_as((UnitFactory(), Role.ALLOCATOR))

    assert rounds_stopped(town.actor, DAY).exists()
    assert not rounds_stopped(stranger, DAY).exists()
    assert not offers_never_answered(stranger, DAY).exists()


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
