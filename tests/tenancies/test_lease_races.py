"""Two sign the same lease, or write one each for the same home: one counts, the other is told."""

import threading
from datetime import date

import pytest
from django.db import connections

from heimveg.access.roles import Role
from heimveg.tenancies.commands import leasing
from heimveg.tenancies.models import AgreedRent, Lease, LeasePaper
from tests.accounts.factories import (
    MembershipFactory,
    MunicipalityFactory,
    UnitFactory,
    UserFactory,
)
from tests.races import as_system
from tests.tenancies.factories import let as let_home

pytestmark = pytest.mark.race
DAY = date(2026, 11, 23)
HANDS = 6


def _let():
    MunicipalityFactory(default_language="nb")
    housing = UnitFactory()
    officers = []
    for _ in range(HANDS):
        user = UserFactory()
        MembershipFactory(user=user, unit=housing, role=Role.ALLOCATOR)
        officers.append(user.actor(on=DAY))
    tenancy = let_home(housing, on=date(2024, 3, 1), until=date(2027, 3, 1))
    return officers, tenancy


@pytest.fixture
def let(real_database):
    return as_system(_let)


def draft(officer, tenancy):
    return leasing.draft_lease(officer, tenancy_id=tenancy.pk, language="nb", on=DAY)


def sign(officer, lease):
    return leasing.sign_lease(
        officer, lease_id=lease.pk, version=lease.version, how="on_paper", signed_on=DAY, on=DAY
    )


def outcomes(answers):
    return sorted(type(answer).__name__ for answer in answers)


def test_many_write_a_lease_for_one_home_and_one_draft_is_open(let, at_once):
    officers, tenancy = let
    answers = at_once(HANDS, lambda n: draft(officers[n], tenancy))
    assert outcomes(answers) == ["Lease"] + ["Refused"] * (HANDS - 1)
    assert as_system(Lease.objects.count) == 1


def test_many_sign_one_lease_and_it_is_signed_once(let, at_once):
    officers, tenancy = let
    lease = draft(officers[0], tenancy)
    leasing.change_lease(
        officers[0],
        lease_id=lease.pk,
        version=1,
        content={"rent_ore_month": 950_000, "rent_reason": "new_lease"},
    )
    lease.version = 2

    answers = at_once(HANDS, lambda n: sign(officers[n], lease))

    assert outcomes(answers) == ["Lease"] + ["Refused"] * (HANDS - 1)
    assert as_system(lambda: [row.state for row in Lease.objects.all()]) == ["signed"]
    assert as_system(LeasePaper.objects.count) == 1
    rents = AgreedRent.objects.standing().filter(from_on=lease.starts_on)
    assert as_system(lambda: [row.ore_month for row in rents]) == [950_000]


def test_who_changes_while_another_signs_changes_nothing_that_was_signed(let, at_once):
    officers, tenancy = let
    lease = draft(officers[0], tenancy)

    def act(n):
        if n == 0:
            return sign(officers[0], lease)
        return leasing.change_lease(
            officers[n], lease_id=lease.pk, version=1, content={"deposit_ore": n}
        )

    answers = at_once(HANDS, act)

    done = [answer for answer in answers if isinstance(answer, Lease)]
    assert len(done) == 1, outcomes(answers)
    kept = as_system(Lease.objects.get)
    assert (kept.state == "signed") == (done[0].state == "signed")
    assert kept.deposit_ore == done[0].deposit_ore


def test_many_sign_a_lease_for_a_coming_day_and_one_comes(let, at_once):
    officers, tenancy = let
    sign(officers[0], draft(officers[0], tenancy))
    lease = draft(officers[0], tenancy)
    assert lease.starts_on > DAY

    answers = at_once(HANDS, lambda n: sign(officers[n], lease))

    assert outcomes(answers) == ["Lease"] + ["Refused"] * (HANDS - 1)
    assert as_system(Lease.objects.in_force(DAY).count) == 1
    assert as_system(Lease.objects.coming(DAY).count) == 1


def test_a_coming_lease_is_withdrawn_once_and_the_next_follows(let, at_once):
    officers, tenancy = let
    sign(officers[0], draft(officers[0], tenancy))
    lease = sign(officers[0], draft(officers[0], tenancy))

    def act(n):
        return leasing.withdraw_lease(officers[n], lease_id=lease.pk, version=2, on=DAY)

    answers = at_once(HANDS, act)

    assert outcomes(answers)[0] == "Lease"
    assert len([answer for answer in answers if isinstance(answer, Lease)]) == 1
    assert as_system(Lease.objects.coming(DAY).count) == 0
    assert as_system(Lease.objects.in_force(DAY).count) == 1


def test_without_the_promise_and_the_lock_two_leases_are_in_force(let, at_once):
    """The negative control: look first, then write, is not enough."""
    _officers, tenancy = let
    with connections["owner"].cursor() as owner:
        owner.execute("ALTER TABLE tenancies_lease DROP CONSTRAINT one_lease_in_force_at_a_time")
    have_looked = threading.Barrier(HANDS)

    def look_then_write(n):
        assert not Lease.objects.in_force(DAY).filter(tenancy=tenancy).exists()
        have_looked.wait(10)
        Lease.objects.create(
            person_id=tenancy.person_id, tenancy=tenancy, number=n + 1, language="nb",
            starts_on=DAY, rent_ore_month=1, drafted_on=DAY, state="signed", signed_on=DAY,
            signed_how="on_paper", holds_from=DAY,
        )  # fmt: skip

    at_once(HANDS, lambda n: as_system(lambda: look_then_write(n)))

    assert as_system(Lease.objects.in_force(DAY).count) == HANDS
