"""Credit of who has moved out is paid out: no more than there is, and it can be corrected."""

import random
from datetime import date

import pytest

from heimveg.access.context import reading_as
from heimveg.access.roles import Role
from heimveg.accounts.queries import system_user
from heimveg.accounts.rules import UnitKind
from heimveg.base import clock
from heimveg.base.errors import Invalid, Refused
from heimveg.persons.models import Protection
from heimveg.tenancies.commands.paying_out import pay_out
from heimveg.tenancies.commands.rent import correct_entry
from heimveg.tenancies.models import Entry, RentAccount
from heimveg.tenancies.rules.rent import EntryKind, Why
from tests.accounts.factories import UnitFactory
from tests.tenancies.test_leaving import DAY, credits_of, end, let, owed
from tests.tenancies.test_ledger import balanced
from tests.tenancies.test_settling import paid

CREDIT = 3_000_000
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("this_day", "in_english")]


def paid_out(actor, left, ore=CREDIT, **rest):
    said = {"reference": "Bilag 1204", "paid_on": DAY, "on": DAY, "at": clock.now()} | rest
    return pay_out(actor, tenancy_id=left.pk, ore=ore, **said)


@pytest.fixture
def keeper(act_as):
    return act_as((UnitFactory(kind=UnitKind.ECONOMY), Role.ECONOMY))


@pytest.fixture
def home(keeper, housing):
    """Of somebody who pays ahead, and lives there."""
    home = let(housing, address="Storgata 1")
    RentAccount.open(home, on=DAY)
    paid(home, CREDIT)
    return home


@pytest.fixture
def left(officer, home):
    end(officer, home)
    return home


def test_a_payout_settles_the_account_and_leaves_the_front_page(keeper, left, log_in):
    browser = log_in(keeper)
    page = browser.get(f"/tenancies/{left.pk}/rent/").content.decode()
    assert f"/tenancies/{left.pk}/rent/pay-out/" in page

    entry = paid_out(keeper, left)

    assert (entry.debit, entry.credit, entry.made_by_id) == ("tenant", "bank", keeper.user_id)
    assert owed(left) == 0
    assert credits_of(keeper).rows == []
    page = browser.get(f"/tenancies/{left.pk}/rent/").content.decode()
    assert "Credit paid out" in page
    assert "Bilag 1204" in page
    assert f"/tenancies/{left.pk}/rent/pay-out/" not in page
    with pytest.raises(Refused, match="no credit"):
        paid_out(keeper, left)


def test_no_more_is_paid_out_than_the_credit(keeper, left):
    paid_out(keeper, left, 1_000_000)
    with pytest.raises(Invalid, match="credit is") as refused:
        paid_out(keeper, left, 2_000_001)
    assert "amount" in refused.value.fields
    paid_out(keeper, left, 2_000_000)
    assert owed(left) == 0


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"paid_on": date(2026, 11, 24)}, "paid_on"),
        ({"paid_on": date(2025, 12, 31)}, "paid_on"),
        ({"reference": "  "}, "reference"),
    ],
)
def test_a_payout_says_when_and_where_it_is_found(keeper, left, wrong, field):
    with pytest.raises(Invalid) as refused:
        paid_out(keeper, left, **wrong)
    assert field in refused.value.fields
    assert owed(left) == -CREDIT


def test_who_lives_there_pays_ahead_and_gets_nothing_out(keeper, home):
    with pytest.raises(Refused, match="no credit"):
        paid_out(keeper, home, 100)


def test_a_payout_written_wrong_is_corrected_and_the_credit_stands_again(keeper, left, log_in):
    entry = paid_out(keeper, left)
    page = log_in(keeper).get(f"/rent/entries/{entry.pk}/correct/").content.decode()
    assert 'value="amount"' in page
    assert 'value="written_off"' not in page
    correct_entry(keeper, entry_id=entry.pk, ore=CREDIT, why=Why.AMOUNT, on=DAY, at=clock.now())
    assert owed(left) == -CREDIT
    assert len(credits_of(keeper).rows) == 1


def test_the_page_keeps_what_was_typed_and_asks_who_may(keeper, officer, left, log_in, form):
    browser, url = log_in(keeper), f"/tenancies/{left.pk}/rent/pay-out/"
    assert "30 000,00" in browser.get(url).content.decode().replace("\xa0", " ")
    typed = {"paid_on": "2026-11-20", "amount": "40 000", "reference": "Bilag 77"}

    answer = browser.post(url, form(**typed))
    assert answer.status_code == 422
    assert "Bilag 77" in answer.content.decode()
    sent = form(**typed | {"amount": "30 000"})
    assert [browser.post(url, sent).status_code for _ in range(2)] == [302, 303]
    assert Entry.objects.filter(kind=EntryKind.PAID_OUT).count() == 1
    assert log_in(officer).get(url).status_code == 403


def test_of_a_protected_tenant_the_page_says_nothing(keeper, left, log_in):
    Protection.objects.create(person=left.person, grade="confidential", since=DAY)
    assert log_in(keeper).get(f"/tenancies/{left.pk}/rent/pay-out/").status_code == 404


def test_the_ledger_balances_after_any_payouts(keeper, left):
    """Random payouts and corrections of them: never more than the credit, and nothing astray."""
    rng, credit, made = random.Random(7), CREDIT, []
    for _ in range(120):
        ore = rng.randrange(1, CREDIT)
        if made and rng.random() < 0.4:
            entry = made.pop(rng.randrange(len(made)))
            correct_entry(
                keeper, entry_id=entry.pk, ore=entry.ore, why=Why.AMOUNT, on=DAY, at=clock.now()
            )
            credit += entry.ore
        elif ore <= credit:
            made.append(paid_out(keeper, left, ore))
            credit -= ore
        else:
            with pytest.raises((Invalid, Refused)):
                paid_out(keeper, left, ore)
        assert owed(left) == -credit
    with reading_as(system_user().pk):
        assert balanced()[0]
