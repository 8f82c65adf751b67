from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from heimveg.access.models import AuditEntry
from heimveg.access.roles import Role
from heimveg.allocation import commands
from heimveg.allocation.commands.offers import NotSigned
from heimveg.allocation.models import Offer, OfferClosed
from heimveg.allocation.rules import DeclineReason, OfferState
from heimveg.base.errors import Invalid, Refused
from heimveg.dwellings.models import OutOfUse
from heimveg.dwellings.rules import TURNOVER_DAYS, Cause
from heimveg.needs.rules import NeedStatus
from heimveg.notices.models import Notice
from heimveg.stays.models import Stay
from heimveg.tenancies.models import NotReady, Tenancy
from heimveg.upkeep.models import Turnover
from tests.accounts.factories import UnitFactory
from tests.allocation.factories import AT, DAY, tenancy_of
from tests.persons.factories import PersonFactory

pytestmark = pytest.mark.django_db


def decline(town, offer, reason=DeclineReason.AREA, **more):
    return commands.decline_offer(town.actor, offer_id=offer.pk, on=DAY, reason=reason, **more)


def test_nothing_goes_out_before_two_have_signed(town):
    town.chain()
    first, _second = town.settled()

    with pytest.raises(NotSigned):
        commands.open_offer(town.actor, offer_id=first.pk, on=DAY, at=AT, answer_by=DAY)
    first.refresh_from_db()
    assert first.state == OfferState.RESERVED
    assert not Notice.objects.exists()


def test_the_vacancy_goes_first_and_the_next_home_waits_for_the_answer(town):
    town.chain()
    first, second = town.settled()
    town.sign(second)

    with pytest.raises(Refused):
        commands.open_offer(town.actor, offer_id=second.pk, on=DAY, at=AT, answer_by=DAY)

    town.accepted(first)
    opened = commands.open_offer(town.actor, offer_id=second.pk, on=DAY, at=AT, answer_by=DAY)
    assert opened.state == OfferState.OPEN
    assert opened.move_in_on == DAY + timedelta(days=TURNOVER_DAYS)


def test_an_offer_that_goes_out_is_put_in_the_outbox_once(town):
    town.chain()
    offer = town.opened(town.settled()[0])

    notice = Notice.objects.get()
    assert notice.person == offer.person
    assert offer.dwelling.address in notice.body


def test_accepting_moves_the_person_and_frees_the_home_in_one_step(town):
    mover, _waiting, free, base = town.chain()
    first, _second = town.settled()

    offer = town.accepted(first)

    new = tenancy_of(mover)
    assert (new.dwelling, new.decision, new.started_on) == (free, offer.decision, DAY)
    assert new.rent_ore_month == 800_000
    assert new.lease_until == date(2029, 11, 23)
    assert Tenancy.objects.get(dwelling=base).ended_on == DAY
    turnover = OutOfUse.objects.get(dwelling=base)
    assert (turnover.cause, turnover.started_on) == (Cause.TURNOVER, DAY)
    assert Stay.objects.get(person=mover.person, ended_on=None).dwelling == free
    mover.refresh_from_db()
    assert mover.status == NeedStatus.HOUSED
    assert AuditEntry.objects.filter(action="allocation.answer_offer").count() == 1


def test_the_whole_chain_is_carried_out_link_by_link(town):
    _mover, waiting, _free, base = town.chain()
    first, second = town.settled()
    town.accepted(first)
    town.accepted(second)

    assert tenancy_of(waiting).dwelling == base
    assert tenancy_of(waiting).started_on == DAY + timedelta(days=TURNOVER_DAYS)
    assert OutOfUse.objects.get(dwelling=base).ended_on is None  # its turnover alone ends it


def _in_turnover(home, *, days=10):
    return Turnover.leave(dwelling=home, on=DAY - timedelta(days=days))


def test_a_yes_for_today_is_refused_while_the_home_is_in_turnover(town):
    _mover, _waiting, free, _base = town.chain()
    first, _second = town.settled()
    _in_turnover(free, days=20)  # the expected end has passed
    opened = town.opened(first)

    with pytest.raises(NotReady, match="not ready"):
        commands.accept_offer(town.actor, offer_id=opened.pk, on=DAY, move_in_on=DAY)
    opened.refresh_from_db()
    assert opened.state == OfferState.OPEN
    assert not Tenancy.objects.filter(dwelling=free).exists()


def test_a_yes_for_a_day_to_come_is_taken_and_the_turnover_goes_on(town):
    mover, _waiting, free, _base = town.chain()
    first, _second = town.settled()
    turnover = _in_turnover(free, days=20)
    opened = town.opened(first)
    coming = DAY + timedelta(days=5)

    commands.accept_offer(town.actor, offer_id=opened.pk, on=DAY, move_in_on=coming)

    assert tenancy_of(mover).started_on == coming
    turnover.refresh_from_db()
    assert (turnover.ready_on, turnover.out_of_use.ended_on) == (None, None)
    awaited = Stay.objects.get(person=mover.person, dwelling=free)
    assert awaited.awaits_home
    assert not Stay.objects.running_on(coming).filter(dwelling=free).exists()
    made = Turnover.objects.filter(pk=turnover.pk)
    made.update(inspected_on=DAY, at_standard_on=DAY, ready_on=DAY)
    assert Stay.objects.running_on(coming).get(person=mover.person).dwelling == free


def test_the_database_refuses_a_tenancy_that_has_begun_in_a_home_in_turnover(town):
    home, person = town.home(), PersonFactory(unit=town.unit)
    turnover = _in_turnover(home)

    with pytest.raises(NotReady):
        Tenancy.start(person=person, dwelling=home, on=DAY, is_imported=True)
    planned = Tenancy.start(
        person=person, dwelling=home, on=DAY + timedelta(days=1), is_imported=True
    )
    begun = Tenancy.objects.filter(pk=planned.pk)
    with pytest.raises(IntegrityError, match="in turnover"), transaction.atomic():
        begun.update(started_on=DAY)

    Turnover.objects.filter(pk=turnover.pk).update(
        inspected_on=DAY, at_standard_on=DAY, ready_on=DAY
    )
    begun.update(started_on=DAY)


def test_a_vacancy_written_by_hand_ends_when_somebody_moves_in(town):
    _mover, _waiting, free, _base = town.chain()
    first, _second = town.settled()
    by_hand = OutOfUse.objects.create(
        dwelling=free, cause=Cause.TURNOVER, started_on=DAY - timedelta(days=9),
        expected_end_on=DAY,
    )  # fmt: skip

    town.accepted(first)

    by_hand.refresh_from_db()
    assert by_hand.ended_on == DAY


def test_nobody_moves_in_before_the_home_is_ready(town):
    town.chain()
    first, second = town.settled()
    town.accepted(first)
    second = town.opened(second)

    with pytest.raises(Invalid):
        commands.accept_offer(town.actor, offer_id=second.pk, on=DAY, move_in_on=DAY)
    second.refresh_from_db()
    assert second.state == OfferState.OPEN


def test_the_last_day_to_answer_is_in_time_and_the_day_after_is_not(town):
    town.chain()
    offer = town.opened(town.settled()[0])
    late = offer.answer_by + timedelta(days=1)

    with pytest.raises(OfferClosed):
        commands.accept_offer(town.actor, offer_id=offer.pk, on=late, move_in_on=late)
    assert not Tenancy.objects.filter(decision__isnull=False).exists()

    accepted = commands.accept_offer(
        town.actor, offer_id=offer.pk, on=offer.answer_by, move_in_on=offer.answer_by
    )
    assert accepted.state == OfferState.ACCEPTED


def test_a_no_keeps_the_waiting_time_and_lets_the_links_behind_go(town):
    mover, waiting, _free, _base = town.chain()
    first, second = town.settled()
    town.opened(first)
    decline(town, first, words="Would rather live near the sea.")

    for row in (mover, waiting, second):
        row.refresh_from_db()
    assert mover.status == waiting.status == NeedStatus.WAITING
    assert mover.opened_on == date(2026, 1, 1)
    assert "near the sea" in mover.in_own_words
    assert second.state == OfferState.WITHDRAWN
    assert not Offer.objects.holding().exists()


def test_not_now_parks_the_need_until_the_day_the_person_says(town):
    mover, *_ = town.chain()
    first, _second = town.settled()
    town.opened(first)

    with pytest.raises(Invalid):
        decline(town, first, DeclineReason.NOT_NOW)
    decline(town, first, DeclineReason.NOT_NOW, parked_until=DAY + timedelta(days=30))

    mover.refresh_from_db()
    assert (mover.status, mover.parked_until) == (NeedStatus.PARKED, DAY + timedelta(days=30))


def test_who_has_found_another_home_is_no_longer_on_the_list(town):
    mover, *_ = town.chain()
    first, _second = town.settled()
    town.opened(first)
    decline(town, first, DeclineReason.FOUND_OTHER)

    mover.refresh_from_db()
    assert mover.status == NeedStatus.WITHDRAWN


def test_silence_rests_the_need_and_lets_the_home_go(town):
    mover, waiting, _free, _base = town.chain()
    first, second = town.settled()
    offer = town.opened(first)

    with pytest.raises(OfferClosed):
        commands.expire_offer(town.actor, offer_id=offer.pk, on=offer.answer_by)
    commands.expire_offer(town.actor, offer_id=offer.pk, on=offer.answer_by + timedelta(days=1))

    for row in (mover, waiting, second):
        row.refresh_from_db()
    assert mover.status == NeedStatus.PARKED
    assert waiting.status == NeedStatus.WAITING
    assert second.state == OfferState.WITHDRAWN


def test_withdrawing_needs_a_reason_and_lets_the_need_wait_on(town):
    mover, *_ = town.chain()
    first, _second = town.settled()

    with pytest.raises(Invalid):
        commands.withdraw_offer(town.actor, offer_id=first.pk, on=DAY, words=" ")
    commands.withdraw_offer(town.actor, offer_id=first.pk, on=DAY, words="Burst pipe")

    mover.refresh_from_db()
    first.refresh_from_db()
    assert (first.state, first.decline_words) == (OfferState.WITHDRAWN, "Burst pipe")
    assert mover.status == NeedStatus.WAITING


def test_an_offer_is_answered_once(town):
    town.chain()
    offer = town.accepted(town.settled()[0])

    with pytest.raises(OfferClosed):
        decline(town, offer)
    with pytest.raises(OfferClosed):
        commands.accept_offer(town.actor, offer_id=offer.pk, on=DAY, move_in_on=DAY)


def test_a_home_out_of_use_without_an_end_is_not_offered(town):
    _mover, _waiting, free, _base = town.chain()
    first, _second = town.settled()
    town.sign(first)
    OutOfUse.objects.create(dwelling=free, cause=Cause.FIRE, started_on=DAY)

    with pytest.raises(Refused, match="out of use"):
        commands.open_offer(town.actor, offer_id=first.pk, on=DAY, at=AT, answer_by=DAY)


def test_offers_of_other_offices_do_not_exist(town, act_as):
    town.chain()
    offer = town.opened(town.settled()[0])
    stranger = act_as((UnitFactory(), Role.ALLOCATOR))

    with pytest.raises(Offer.DoesNotExist):
        commands.accept_offer(stranger, offer_id=offer.pk, on=DAY, move_in_on=DAY)


def test_a_caretaker_may_not_answer(town, act_as):
    town.chain()
    offer = town.opened(town.settled()[0])
    caretaker = act_as((town.unit, Role.CARETAKER))

    with pytest.raises(PermissionDenied):
        commands.accept_offer(caretaker, offer_id=offer.pk, on=DAY, move_in_on=DAY)
