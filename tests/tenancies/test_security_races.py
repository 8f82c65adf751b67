"""A deposit and a guarantee are signed at once, by two who do not see each other's: together they
never pass the ceiling (husleieloven §§ 3-5 and 3-7)."""

import threading
from contextlib import suppress
from datetime import date

import pytest
from django.db import connections, transaction
from django.db.models import Sum

from heimveg.access.context import reading_as
from heimveg.access.roles import Role
from heimveg.accounts.queries import system_user
from heimveg.base.errors import Refused
from heimveg.tenancies.commands import agreeing, leasing
from heimveg.tenancies.models import Agreement, Lease
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
RENT = 900_000
CEILING = 6 * RENT
ROUNDS = 12
PROMISE = "deposit_and_guarantee_keep_to_the_ceiling"


def _position(unit, role):
    user = UserFactory()
    MembershipFactory(user=user, unit=unit, role=role)
    return user.actor(on=DAY)


def _let_out():
    MunicipalityFactory(default_language="nb")
    housing = UnitFactory()
    homes = [let_home(housing, name=f"Ola {n}", until=None) for n in range(ROUNDS)]
    return _position(housing, Role.ALLOCATOR), _position(housing, Role.COORDINATOR), homes


@pytest.fixture
def let_out(real_database):
    """Who signs leases, who signs guarantees, and homes."""
    return as_system(_let_out)


def drafts(officer, helper, tenancy, *, deposit, guaranteed):
    lease = leasing.draft_lease(officer, tenancy_id=tenancy.pk, language="nb", on=DAY)
    leasing.change_lease(officer, lease_id=lease.pk, version=1, content={"deposit_ore": deposit})
    content = {
        "kind": "guarantee", "legal_basis": "", "other_party": "NAV", "text": "Guaranteed.",
        "amount_ore": guaranteed, "starts_on": DAY, "ends_on": None,
    }  # fmt: skip
    made = agreeing.write_agreement(helper, tenancy_id=tenancy.pk, content=content, on=DAY)
    return lease.pk, made.pk


def security(tenancy):
    """What holds of both together, in øre."""
    lease = Lease.objects.filter(tenancy=tenancy, state="signed")
    guarantee = Agreement.objects.filter(tenancy=tenancy, state="signed")
    return as_system(
        lambda: (
            (lease.aggregate(ore=Sum("deposit_ore"))["ore"] or 0)
            + (guarantee.aggregate(ore=Sum("amount_ore"))["ore"] or 0)
        )
    )


def sign_both(let_out, at_once, tenancy, *, deposit, guaranteed):
    officer, helper, _homes = let_out
    lease, made = drafts(officer, helper, tenancy, deposit=deposit, guaranteed=guaranteed)

    def act(n):
        if n == 0:
            return leasing.sign_lease(
                officer, lease_id=lease, version=2, how="on_paper", signed_on=DAY, on=DAY
            )
        return agreeing.sign_agreement(helper, agreement_id=made, version=1, on=DAY)

    return at_once(2, act)


def test_of_two_that_are_too_much_together_one_is_signed(let_out, at_once):
    won = set()
    for tenancy in let_out[2]:
        answers = sign_both(let_out, at_once, tenancy, deposit=4 * RENT, guaranteed=3 * RENT)
        signed = [type(one) for one in answers if not isinstance(one, Exception)]
        refused = [one for one in answers if isinstance(one, Exception)]
        assert len(signed) == 1, answers
        assert all(isinstance(one, Refused) for one in refused), refused
        assert security(tenancy) <= CEILING
        won.update(signed)
    assert won <= {Lease, Agreement}


def test_of_two_that_have_room_together_both_are_signed(let_out, at_once):
    for tenancy in let_out[2][:4]:
        answers = sign_both(let_out, at_once, tenancy, deposit=4 * RENT, guaranteed=2 * RENT)
        assert {type(one) for one in answers} == {Lease, Agreement}
        assert security(tenancy) == CEILING


def write_both(let_out, at_once, tenancy):
    """Past the commands, straight to the database: each has written before either is saved."""
    officer, helper, _homes = let_out
    lease, made = drafts(officer, helper, tenancy, deposit=4 * RENT, guaranteed=3 * RENT)
    have_written = threading.Barrier(2)

    def act(n):
        with transaction.atomic(), reading_as(system_user().pk):
            if n == 0:
                Lease.objects.filter(pk=lease).update(
                    state="signed", signed_on=DAY, signed_how="on_paper", holds_from=DAY,
                    ceiling_ore=CEILING,
                )  # fmt: skip
            else:
                Agreement.objects.filter(pk=made).update(
                    state="signed", signed_on=DAY, ceiling_ore=CEILING
                )
            with suppress(threading.BrokenBarrierError):
                have_written.wait(1)  # with the lock the second never comes so far

    return at_once(2, act)


def test_the_database_keeps_the_ceiling_by_itself(let_out, at_once):
    for tenancy in let_out[2][:3]:
        answers = write_both(let_out, at_once, tenancy)
        told = [str(one) for one in answers if one is not None]
        assert len(told) == 1
        assert "more than the ceiling" in told[0]
        assert security(tenancy) <= CEILING


def test_without_the_lock_on_the_tenancy_both_are_signed(let_out, at_once):
    """The negative control: who only looks sees nothing of what the other is about to save."""
    with connections["owner"].cursor() as owner:
        owner.execute("SELECT pg_get_functiondef(%s::regproc)", [PROMISE])
        body = owner.fetchone()[0]
        lock = "PERFORM FROM tenancies_tenancy t WHERE t.id = NEW.tenancy_id FOR NO KEY UPDATE;"
        assert lock in body
        owner.execute(body.replace(lock, ""))
    tenancy = let_out[2][0]
    assert write_both(let_out, at_once, tenancy) == [None, None]
    assert security(tenancy) == 7 * RENT > CEILING
