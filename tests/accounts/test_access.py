"""Who lets whom in: nobody themselves, nobody alone where it is delicate."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django_otp.plugins.otp_totp.models import TOTPDevice

from heimveg.access.models import AuditEntry
from heimveg.access.roles import DELICATE, Role
from heimveg.accounts.commands import first, positions, staff
from heimveg.accounts.models import AccessRequest, Grant, Membership, User
from heimveg.accounts.rules import RequestState, gives_itself_away, one_time_password
from heimveg.base import clock
from heimveg.base.errors import Invalid, Refused
from tests.accounts.factories import (
    MembershipFactory,
    MunicipalityFactory,
    UnitFactory,
    UserFactory,
)

TODAY = clock.today()
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def unit(db):
    MunicipalityFactory()
    return UnitFactory()


@pytest.fixture
def admin(unit, act_as):
    return act_as((unit, Role.ADMINISTRATOR))


@pytest.fixture
def other(unit, act_as):
    return act_as((unit, Role.ADMINISTRATOR))


@pytest.fixture
def tone(db):
    return UserFactory(username="tone", name="Tone Lia")


def given(actor, user, unit, role=Role.CASEWORKER, start=TODAY, **rest):
    return positions.give_position(
        actor,
        user_id=user.pk,
        grant=Grant(unit.pk, role, start, **rest),
        on=TODAY,
        at=clock.now(),
    )


def approve(actor, request):
    return positions.approve_request(actor, request_id=request.pk, on=TODAY, at=clock.now())


def test_an_everyday_position_holds_at_once_and_says_who_gave_it(admin, tone, unit):
    held = given(admin, tone, unit)

    assert isinstance(held, Membership)
    assert held.given_by_id == admin.user_id
    assert tone.actor(on=TODAY).grants == {(unit.pk, Role.CASEWORKER)}
    assert AuditEntry.objects.get().action == "accounts.give_position"


@pytest.mark.parametrize("role", sorted(DELICATE))
def test_a_delicate_position_waits_for_a_second_person(admin, other, tone, unit, role):
    asked = given(admin, tone, unit, Role(role))

    assert isinstance(asked, AccessRequest)
    assert tone.actor(on=TODAY).grants == frozenset()
    approve(other, asked)
    held = Membership.objects.get(user=tone)
    assert (held.given_by_id, held.approved_by_id) == (admin.user_id, other.user_id)
    assert tone.actor(on=TODAY).grants == {(unit.pk, role)}


@pytest.mark.parametrize("clearance", ["handles_protected", "handles_own_employees"])
def test_a_clearance_takes_the_place_of_the_position_without_it(
    admin, other, tone, unit, clearance
):
    given(admin, tone, unit)
    approve(other, given(admin, tone, unit, **{clearance: True}))

    (held,) = Membership.objects.running_on(TODAY).filter(user=tone)
    assert getattr(held, clearance)
    given(admin, tone, unit)  # without it again: nobody needs to approve less
    (held,) = Membership.objects.running_on(TODAY).filter(user=tone)
    assert not getattr(held, clearance)


def test_who_asked_does_not_approve_nor_who_it_is_about(admin, unit, act_as):
    leader = act_as((unit, Role.LEADER))
    asked = given(admin, User.objects.get(pk=leader.user_id), unit, Role.AUDITOR)

    for actor in (admin, leader):
        with pytest.raises(Refused):
            approve(actor, asked)
    assert Membership.objects.filter(role=Role.AUDITOR).count() == 0


def test_a_leader_may_approve(admin, tone, unit, act_as):
    approve(act_as((unit, Role.LEADER)), given(admin, tone, unit, handles_protected=True))

    assert Membership.objects.get(user=tone).handles_protected


def test_nobody_gives_themselves_anything(admin, unit):
    me = User.objects.get(pk=admin.user_id)

    with pytest.raises(Refused):
        given(admin, me, unit)
    with pytest.raises(Refused):
        positions.ask_for_new_second_factor(admin, user_id=me.pk, at=clock.now())


def test_the_database_refuses_what_the_commands_would(admin, other, tone, unit):
    def write(**rest):
        with transaction.atomic():
            MembershipFactory(user=tone, unit=unit, **rest)

    with pytest.raises(IntegrityError, match="nobody_gives_themselves"):
        write(given_by=tone)
    for delicate in ({"role": Role.AUDITOR}, {"handles_protected": True}):
        for approver in (None, admin.user_id, tone.pk):
            with pytest.raises(IntegrityError, match="two_people_stand_behind"):
                write(given_by_id=admin.user_id, approved_by_id=approver, **delicate)
    write(given_by_id=admin.user_id, approved_by_id=other.user_id, role=Role.AUDITOR)


def test_the_database_refuses_one_person_as_both(admin, tone, unit):
    asked = given(admin, tone, unit, Role.AUDITOR)

    for one in (admin.user_id, tone.pk):
        with pytest.raises(IntegrityError, match="two_people_approve"), transaction.atomic():
            asked.decide(RequestState.APPROVED, by=one, at=clock.now())
        asked.refresh_from_db()


def test_a_request_is_answered_once(admin, other, tone, unit):
    asked = given(admin, tone, unit, Role.AUDITOR)
    positions.refuse_request(other, request_id=asked.pk, at=clock.now())

    with pytest.raises(Refused):
        approve(other, asked)
    assert not Membership.objects.filter(user=tone).exists()


def test_the_same_waits_once_and_is_held_once(admin, other, tone, unit):
    asked = given(admin, tone, unit, Role.AUDITOR)
    with pytest.raises(Refused):
        given(other, tone, unit, Role.AUDITOR)
    approve(other, asked)

    with pytest.raises(Refused):
        given(admin, tone, unit, Role.AUDITOR)
    given(admin, tone, unit)
    with pytest.raises(Refused):
        given(admin, tone, unit)


def test_a_position_does_not_begin_before_today_nor_in_a_unit_that_is_gone(admin, tone, unit):
    with pytest.raises(Invalid):
        given(admin, tone, unit, start=TODAY - timedelta(days=1))
    with pytest.raises(Invalid):
        given(admin, tone, UnitFactory(ended_on=TODAY))


def test_approved_late_it_begins_on_the_day_it_is_approved(admin, other, tone, unit):
    asked = given(admin, tone, unit, Role.AUDITOR)
    AccessRequest.objects.update(started_on=TODAY - timedelta(days=9))
    approve(other, AccessRequest.objects.get(pk=asked.pk))

    assert Membership.objects.get(user=tone).started_on == TODAY


def test_what_was_asked_for_a_time_that_has_passed_is_not_given(admin, other, tone, unit):
    asked = given(admin, tone, unit, Role.AUDITOR)
    AccessRequest.objects.update(started_on=TODAY - timedelta(days=9), ended_on=TODAY)

    with pytest.raises(Refused):
        approve(other, asked)
    assert AccessRequest.objects.get().state == RequestState.WAITING


def test_the_last_administrator_stays(admin, other, unit):
    def end(actor):
        held = Membership.objects.get(user=actor.user_id)
        return positions.end_position(admin, membership_id=held.pk, ended_on=TODAY, on=TODAY)

    end(other)
    with pytest.raises(Refused):
        end(admin)


def test_two_administrators_who_end_each_other_at_once_leave_one(real_database, at_once):
    from heimveg.access.context import reading_as  # beside its use
    from heimveg.accounts.queries import system_user

    with reading_as(system_user().pk):
        unit = UnitFactory()
        held = [MembershipFactory(unit=unit, role=Role.ADMINISTRATOR) for _ in range(2)]
    actors = [h.user.actor(on=TODAY) for h in held]

    def end(n):
        positions.end_position(actors[n], membership_id=held[1 - n].pk, ended_on=TODAY, on=TODAY)

    answers = at_once(2, end)

    assert sum(isinstance(answer, Refused) for answer in answers) == 1
    assert Membership.objects.running_on(TODAY).filter(role=Role.ADMINISTRATOR).count() == 1


def test_two_who_answer_a_request_at_once_give_one_answer(real_database, at_once):
    from heimveg.access.context import reading_as  # beside its use
    from heimveg.accounts.queries import system_user

    with reading_as(system_user().pk):
        unit, tone = UnitFactory(), UserFactory()
        users = [MembershipFactory(unit=unit, role=Role.ADMINISTRATOR).user for _ in range(5)]
    asker, *others = [user.actor(on=TODAY) for user in users]
    asked = given(asker, tone, unit, Role.AUDITOR)

    def answer(n):
        if n % 2:
            return approve(others[n], asked)
        return positions.refuse_request(others[n], request_id=asked.pk, at=clock.now())

    answers = at_once(4, answer)

    assert sum(isinstance(a, AccessRequest) for a in answers) == 1, answers
    assert sum(isinstance(a, Refused) for a in answers) == 3
    is_approved = AccessRequest.objects.get().state == RequestState.APPROVED
    assert Membership.objects.filter(user=tone).count() == is_approved


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATOR}))
def test_only_an_administrator_gives_positions(act_as, unit, tone, role):
    with pytest.raises(PermissionDenied):
        given(act_as((unit, role)), tone, unit)


# Users


def test_who_leaves_is_out_and_holds_nothing(admin, tone, unit, client):
    client.force_login(tone, backend="django.contrib.auth.backends.ModelBackend")
    given(admin, tone, unit)
    asked = given(admin, tone, unit, Role.AUDITOR)
    staff.close_user(admin, user_id=tone.pk, on=TODAY, at=clock.now())

    assert client.get("/").url.startswith("/log-in/")
    assert not Membership.objects.not_over(on=TODAY).filter(user=tone).exists()
    assert AccessRequest.objects.get(pk=asked.pk).state == RequestState.WITHDRAWN
    with pytest.raises(Refused):
        given(admin, tone, unit)
    staff.open_user_again(admin, user_id=tone.pk, password="x", until=TOMORROW)
    assert User.objects.get(pk=tone.pk).actor(on=TODAY).grants == frozenset()


def test_nobody_closes_themselves_or_gives_themselves_a_password(admin):
    with pytest.raises(Refused):
        staff.close_user(admin, user_id=admin.user_id, on=TODAY, at=clock.now())
    with pytest.raises(Refused):
        staff.give_one_time_password(
            admin, user_id=admin.user_id, password="x", until=TOMORROW, on=TODAY
        )


def test_a_delicate_position_without_a_second_factor_is_not_reached_by_a_password(
    admin, other, tone, unit
):
    """Otherwise the administrator could become the one who approves."""

    def new_password():
        staff.give_one_time_password(
            admin, user_id=other.user_id, password="x", until=TOMORROW, on=TODAY
        )

    with pytest.raises(Refused):
        new_password()
    TOTPDevice.objects.create(user_id=other.user_id, confirmed=True)
    new_password()


def test_a_lost_phone_needs_two(admin, other, tone):
    TOTPDevice.objects.create(user=tone, confirmed=True)
    asked = positions.ask_for_new_second_factor(admin, user_id=tone.pk, at=clock.now())
    assert tone.has_second_factor()

    with pytest.raises(Refused):
        positions.ask_for_new_second_factor(other, user_id=tone.pk, at=clock.now())
    approve(other, asked)
    assert not tone.has_second_factor()


def test_the_command_line_makes_two_and_no_more(system, db):
    MunicipalityFactory()
    UnitFactory(kind="leadership")

    def appoint(name, actor=system):
        return first.appoint_administrator(
            actor, username=name, name=name, password="x", until=TOMORROW, on=TODAY
        )

    one = appoint("one")
    with pytest.raises(Refused):  # the pages of the first cannot do it
        appoint("two", one.user.actor(on=TODAY))
    appoint("two")
    with pytest.raises(Refused):
        appoint("three")


# Passwords


def test_a_one_time_password_is_readable_and_long_enough():
    drawn = []

    def draw(alphabet):
        drawn.append(alphabet)
        return alphabet[-1]

    assert one_time_password(draw) == "9999-9999-9999-9999"
    assert not set("0o1il") & set(drawn[0])
    assert len(drawn[0]) ** len(drawn) > 2**75


@pytest.mark.parametrize(
    ("password", "tells"),
    [
        ("tone-er-best-av-alle", True),
        ("Nordlys over HEIMVEG", True),
        ("korn til ugla kvar natt", False),
        ("lia i lia i lia", False),  # three letters are in many words
    ],
)
def test_a_password_does_not_hold_ones_own_name(password, tells):
    known = ("tone", "Tone Lia", "tone.lia@heimvik.example", "heimveg")
    assert gives_itself_away(password, known=known) is tells
