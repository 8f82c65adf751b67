"""Tenancies end while accounts charges the month ahead, on connections of their own: nobody is
left with rent for days after the last one."""

import threading
from datetime import timedelta

import pytest

from heimveg.access.roles import Role
from heimveg.accounts.rules import UnitKind
from heimveg.tenancies import leaving
from heimveg.tenancies.commands import rent as commands
from heimveg.tenancies.models import AlreadyEnded, Entry, RentAccount, Tenancy
from tests.accounts.factories import (
    MembershipFactory,
    MunicipalityFactory,
    UnitFactory,
    UserFactory,
)
from tests.races import as_system
from tests.tenancies.test_leaving import DAY, LEFT_ON, MONTHS, charge, end, let

pytestmark = [pytest.mark.race, pytest.mark.usefixtures("this_day")]
HOMES = 4


@pytest.fixture
def town(real_database):
    """A keeper of the ledger, somebody who ends tenancies, and homes that are charged."""

    def make():
        MunicipalityFactory(default_language="en")
        office, housing = UnitFactory(kind=UnitKind.ECONOMY), UnitFactory()
        users = [UserFactory(), UserFactory()]
        MembershipFactory(user=users[0], unit=office, role=Role.ECONOMY)
        MembershipFactory(user=users[1], unit=housing, role=Role.ALLOCATOR)
        return [user.actor(on=DAY) for user in users], [let(housing) for _ in range(HOMES)]

    (keeper, ender), homes = as_system(make)
    charge(keeper, MONTHS[:-1])
    return keeper, ender, homes


def many_at_once(town, at_once):
    keeper, ender, homes = town
    return at_once(
        2 * HOMES,
        lambda n: charge(keeper, [MONTHS[-1]]) if n % 2 else end(ender, homes[n // 2]),
    )


def owed():
    return as_system(lambda: sorted(RentAccount.objects.values_list("owed_ore", flat=True)))


def test_an_end_beside_the_months_charge_leaves_nothing_charged_after_it(town, at_once):
    answers = many_at_once(town, at_once)
    assert not [answer for answer in answers if isinstance(answer, Exception)], answers
    assert owed() == [1_500_000] * HOMES  # August, and twenty days of September


def test_two_who_end_one_tenancy_late_on_different_days_end_it_once(town, at_once):
    """Who came second is told, also with the earlier day: the home is theirs no more."""
    ender = town[1]
    for home in as_system(lambda: [let(UnitFactory()) for _ in range(HOMES)]):
        answers = at_once(
            4, lambda n, home=home: end(ender, home, on=LEFT_ON + timedelta(days=n % 2))
        )
        done = [answer for answer in answers if not isinstance(answer, Exception)]
        told = [answer for answer in answers if isinstance(answer, Exception)]
        assert len(done) == 1, answers
        assert all(isinstance(one, AlreadyEnded | Tenancy.DoesNotExist) for one in told), told


def test_the_negative_control_out_of_line_the_month_is_charged_past_the_end(
    town, at_once, monkeypatch
):
    """The charge looks before the ends are written, and writes after."""
    keeper, ender, homes = town
    ended, post = threading.Barrier(HOMES + 1), Entry.post

    def wait_and_post(entries):
        ended.wait(20)
        return post(entries)

    def look_and_leave(n):
        if n == 0:
            return charge(keeper, [MONTHS[-1]])
        answer = end(ender, homes[n - 1])
        ended.wait(20)
        return answer

    for module in (commands, leaving):
        monkeypatch.setattr(module, "one_at_a_time", lambda _what: None)
    monkeypatch.setattr(commands, "Entry", Waiting(wait_and_post))
    at_once(HOMES + 1, look_and_leave)
    assert owed() == [1_500_000 + 900_000] * HOMES


class Waiting:
    """The ledger of one module, whose `post` waits."""

    def __init__(self, post):
        self.post = post

    def __getattr__(self, name):
        return getattr(Entry, name)
