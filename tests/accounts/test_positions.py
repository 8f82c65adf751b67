"""Positions count from their first day until their last, and units are shown with their staff."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from heimveg.access.roles import Role
from heimveg.accounts.models import Absence, Membership, SavedFilter, User
from heimveg.accounts.queries import actor_for, demo_log_ins, units_with_staff
from heimveg.base import clock
from heimveg.persons.permissions import PROTECT_ADDRESS, READ_PERSON
from tests.accounts.factories import (
    MembershipFactory,
    MunicipalityFactory,
    UnitFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("started", "ended", "counts"),
    [
        (0, None, True),  # from today
        (-1, 1, True),  # until tomorrow, that day not included
        (1, None, False),  # from tomorrow
        (-30, 0, False),  # until today, that day not included
    ],
)
def test_a_position_counts_from_its_first_day_until_the_day_it_ends(started, ended, counts):
    held = MembershipFactory(
        started_on=DAY + timedelta(days=started),
        ended_on=None if ended is None else DAY + timedelta(days=ended),
    )

    assert held.user.actor(on=DAY).may(READ_PERSON) is counts


def test_a_position_that_ends_closes_the_door_at_the_next_request(client):
    MunicipalityFactory()
    held = MembershipFactory()
    client.force_login(held.user, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/people/").status_code == 200

    Membership.objects.update(ended_on=clock.today())

    assert client.get("/people/").status_code == 403


def test_unit_and_role_stay_a_pair():
    user, here, there = UserFactory(), UnitFactory(), UnitFactory()
    MembershipFactory(user=user, unit=here, role=Role.CARE_WORKER)
    MembershipFactory(user=user, unit=there, role=Role.COORDINATOR)
    actor = user.actor(on=DAY)

    assert actor.grants == {(here.pk, Role.CARE_WORKER), (there.pk, Role.COORDINATOR)}
    assert actor.units(PROTECT_ADDRESS) == {there.pk}
    assert actor.units(READ_PERSON) == {here.pk, there.pk}


def test_the_same_position_is_not_held_twice_at_once():
    held = MembershipFactory(started_on=DAY)

    with pytest.raises(IntegrityError, match="one_membership"), transaction.atomic():
        MembershipFactory(user=held.user, unit=held.unit, role=held.role, started_on=DAY)
    Membership.objects.update(ended_on=DAY + timedelta(days=7))
    MembershipFactory(
        user=held.user, unit=held.unit, role=held.role, started_on=DAY + timedelta(days=7)
    )


def test_nobody_acts_as_the_system_or_as_one_who_has_left():
    UserFactory(username="gone", is_active=False)

    for name in ("system", "gone", "nobody"):
        with pytest.raises(User.DoesNotExist):
            actor_for(name, on=DAY)


def test_the_demos_log_ins_are_the_invented_users_alone():
    MembershipFactory(user=UserFactory(username="invented", is_demo=True))
    MembershipFactory(user=UserFactory(username="real", is_demo=False))

    assert [user["username"] for user in demo_log_ins(on=DAY)] == ["invented"]


def test_a_filter_kept_again_under_its_name_is_one_filter():
    user = UserFactory()
    for query in ("kind=shared", "kind=ordinary"):
        SavedFilter.keep(user_id=user.pk, page="dwellings", name="Mine", query=query)

    assert [kept.query for kept in SavedFilter.objects.of(user.pk, "dwellings")] == [
        "kind=ordinary"
    ]


def test_units_are_shown_with_those_who_work_there_now():
    office = UnitFactory(name="Åsane bustadkontor")
    UnitFactory(name="Barnevernet")
    UnitFactory(name="Fengselet", is_inside=False)
    UnitFactory(name="Nedlagd", ended_on=DAY)
    anna = MembershipFactory(unit=office, user=UserFactory(name="Anna"))
    MembershipFactory(unit=office, user=UserFactory(name="Ørjan"))
    MembershipFactory(unit=office, user=UserFactory(name="Slutta"), ended_on=DAY)
    MembershipFactory(unit=office, user=UserFactory(name="Stengd ute", is_active=False))
    stand_in = UserFactory(name="Berit")
    Absence.objects.create(
        user=anna.user, stand_in=stand_in, started_on=DAY, ended_on=DAY + timedelta(days=5)
    )

    found = units_with_staff(on=DAY)

    assert [staffed.unit.name for staffed in found] == [
        "Barnevernet",
        "Åsane bustadkontor",
        "Fengselet",
    ]
    positions = found[1].positions
    assert [p.held.user.name for p in positions] == ["Anna", "Ørjan"]
    assert [p.absence and p.absence.stand_in for p in positions] == [stand_in, None]


def test_the_page_of_units_costs_the_same_for_one_and_many(act_as, log_in, constant_queries):
    MunicipalityFactory()
    client = log_in(act_as((UnitFactory(), Role.CARETAKER)))

    constant_queries(lambda: client.get("/units/"), MembershipFactory)


@pytest.mark.parametrize("role", Role)
def test_everybody_finds_out_who_to_ring(act_as, log_in, role):
    MunicipalityFactory()
    answer = log_in(act_as((UnitFactory(name="Bustadkontoret", phone="11 22 33 44"), role))).get(
        "/units/"
    )

    text = answer.content.decode()
    assert "Bustadkontoret" in text
    assert 'href="tel:11223344"' in text
