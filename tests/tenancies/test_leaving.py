"""Who moves out, whenever that is written, has nothing charged for the days after, and accounts
sees what is to be paid back."""

from datetime import date

import pytest

from heimveg.access.context import reading_as
from heimveg.access.roles import Role
from heimveg.accounts.queries import system_user
from heimveg.accounts.rules import UnitKind
from heimveg.base import clock
from heimveg.desk.worklists import first_lists
from heimveg.persons.models import Protection
from heimveg.tenancies.commands import end_tenancy
from heimveg.tenancies.commands.payments import read_payments
from heimveg.tenancies.commands.rent import charge_month, correct_entry
from heimveg.tenancies.models import Entry, RentAccount, Tenancy
from heimveg.tenancies.rules import Ending
from heimveg.tenancies.rules.rent import (
    Account,
    EntryKind,
    Transfer,
    Why,
    balances,
    first_of_month,
)
from tests.accounts.factories import UnitFactory
from tests.dwellings.factories import DwellingFactory, PropertyFactory, RentPartFactory
from tests.persons.factories import PersonFactory
from tests.tenancies.test_settling import paid

DAY = date(2026, 11, 23)
LEFT_ON = date(2026, 9, 21)  # twenty days of thirty were lived in
MONTHS = [date(2026, m, 1) for m in (8, 9, 10, 11, 12)]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("this_day", "in_english")]


@pytest.fixture
def economy(db):
    return UnitFactory(kind=UnitKind.ECONOMY)


@pytest.fixture
def keeper(act_as, economy):
    return act_as((economy, Role.ECONOMY))


def let(housing, *, ore=900_000, **home):
    dwelling = DwellingFactory(estate=PropertyFactory(), **home)
    RentPartFactory(dwelling=dwelling, ore_month=ore)
    return Tenancy.move_in(
        person=PersonFactory(unit=housing), dwelling=dwelling, on=date(2026, 1, 1), decision=None,
        rent_ore_month=ore, lease_until=None, by=system_user(),
    )  # fmt: skip


def charge(keeper, months=MONTHS):
    for month in months:
        charge_month(keeper, month=month, on=DAY, at=clock.now())


@pytest.fixture
def tenancy(keeper, housing):
    """Charged from August to the month ahead, and paid."""
    tenancy = let(housing, address="Storgata 1")
    charge(keeper)
    paid(tenancy, 5 * 900_000)
    return tenancy


def owed(tenancy):
    return RentAccount.objects.get(tenancy=tenancy).owed_ore


def end(actor, tenancy, on=LEFT_ON):
    return end_tenancy(
        actor, tenancy_id=tenancy.pk, on=on, ending=Ending.MOVED, late_because="the keys came late"
    )


def taken_back(tenancy):
    rows = Entry.objects.filter(tenancy=tenancy, kind=EntryKind.CORRECTION).order_by("month")
    return [(row.month.month, row.ore) for row in rows]


def test_an_end_entered_late_takes_back_what_was_charged_for_the_days_after(officer, tenancy):
    end(officer, tenancy)

    assert taken_back(tenancy) == [(9, 300_000), (10, 900_000), (11, 900_000), (12, 900_000)]
    assert owed(tenancy) == -3_000_000
    rows = Entry.objects.filter(tenancy=tenancy)
    corrections = rows.filter(kind=EntryKind.CORRECTION)
    assert {(row.why, row.made_by_id, row.booked_on) for row in corrections} == {
        (Why.MOVED, system_user().pk, DAY)
    }
    sums = balances([_transfer(row) for row in rows])
    assert sum(sums.values()) == 0
    assert sums[Account.TENANT] == owed(tenancy)


def _transfer(row):
    return Transfer(Account(row.debit), Account(row.credit), row.ore, row.due_on)


def test_the_next_night_takes_nothing_back_a_second_time(officer, keeper, tenancy):
    end(officer, tenancy)
    charge(keeper, [first_of_month(DAY)])
    charge(keeper, MONTHS)
    assert owed(tenancy) == -3_000_000


def test_what_was_written_off_before_is_not_given_back(officer, keeper, tenancy):
    entry = Entry.objects.get(tenancy=tenancy, month=date(2026, 10, 1))
    correct_entry(
        keeper, entry_id=entry.pk, ore=700_000, why=Why.WRITTEN_OFF, on=DAY, at=clock.now()
    )
    end(officer, tenancy)
    assert owed(tenancy) == -3_000_000  # as if it had never been charged


def test_an_end_that_is_no_end_after_all_is_charged_again_also_for_months_gone_by(
    officer, keeper, tenancy
):
    end(officer, tenancy)
    with reading_as(system_user().pk):
        Tenancy.objects.filter(pk=tenancy.pk).update(ended_on=None, end_reason="")

    charge(keeper, [date(2026, 12, 1)])
    charge(keeper, [date(2026, 12, 1)])

    assert owed(tenancy) == 0
    again = Entry.objects.filter(tenancy=tenancy, kind=EntryKind.EXTRA).order_by("month")
    assert [(row.month.month, row.ore) for row in again] == [
        (9, 300_000), (10, 900_000), (11, 900_000), (12, 900_000)
    ]  # fmt: skip


def test_an_end_to_come_takes_back_what_is_charged_ahead(officer, tenancy):
    end(officer, tenancy, on=date(2026, 12, 1))
    assert taken_back(tenancy) == [(12, 900_000)]


def test_who_moves_out_before_anything_is_charged_has_nothing_taken_back(officer, housing):
    tenancy = let(housing)
    end(officer, tenancy)
    assert not Entry.objects.filter(tenancy=tenancy).exists()


def page(client, tenancy, **sent):
    sent = {"on": LEFT_ON.isoformat(), "ending": "moved"} | sent
    return client.get(f"/tenancies/{tenancy.pk}/end/", sent).content.decode()


def test_who_ends_a_tenancy_sees_the_months_before_and_a_word_after(
    officer, office, form, tenancy
):
    shown = page(office, tenancy)
    assert "3\xa0000 kroner for September 2026, 9\xa0000 kroner for October 2026" in shown
    assert "What was paid of it is credit, and the economy office sees it." in shown
    sent = form(on=LEFT_ON.isoformat(), ending="moved", late_because="the keys came late")
    after = office.post(f"/tenancies/{tenancy.pk}/end/", sent, follow=True).content.decode()
    assert "Rent charged for days after the last one is taken back on the account." in after
    assert "9\xa0000" not in after


def test_an_end_that_takes_nothing_back_says_nothing_of_rent(office, tenancy):
    assert "taken back" not in page(office, tenancy, on="2027-01-01")


def test_the_landlord_learns_how_far_all_rents_are_charged_and_no_amount(log_in, act_as, tenancy):
    landlord = act_as((tenancy.dwelling.estate.managed_by, Role.PROPERTY))
    shown = page(log_in(landlord), tenancy)
    assert "Rents are charged up to and including December 2026." in shown
    assert "9\xa0000" not in shown
    assert "credit" not in shown
    end(landlord, tenancy)
    assert owed(tenancy) == -3_000_000  # whoever ends it


def credits_of(keeper):
    return {row.id: row for row in first_lists(keeper, on=DAY)}["credits-left"]


def test_accounts_sees_who_has_money_to_get_back(officer, keeper, log_in, tenancy):
    assert credits_of(keeper).rows == []
    end(officer, tenancy)
    (row,) = credits_of(keeper).rows
    assert row.url == f"/tenancies/{tenancy.pk}/rent/"
    assert "30\xa0000 kr, Storgata 1" in row.why
    account = log_in(keeper).get(row.url).content.decode()
    assert "Credit to pay out or set off: 30\xa0000,00 kroner" in account
    assert "For days outside the tenancy. Booked" in account
    assert "by Heimveg" in account
    assert "First day without the home: 21 September 2026" in account


def test_credit_is_settled_by_the_banks_line_that_pays_it_out(officer, keeper, log_in, tenancy):
    end(officer, tenancy)
    kid = RentAccount.objects.get(tenancy=tenancy).kid
    content = f"Dato;Beløp;KID\n22.11.2026;-30000,00;{kid}\n".encode()
    read_payments(keeper, name="bank.csv", content=content, on=DAY)
    assert owed(tenancy) == 0
    assert credits_of(keeper).rows == []
    account = log_in(keeper).get(f"/tenancies/{tenancy.pk}/rent/").content.decode()
    assert "Taken back or paid out by the bank" in account


def test_who_pays_ahead_and_lives_there_has_no_credit_to_pay_out(keeper, tenancy):
    paid(tenancy, 900_000)
    assert credits_of(keeper).rows == []


def test_credit_of_a_protected_tenant_is_for_who_may_know(officer, keeper, tenancy):
    end(officer, tenancy)
    Protection.objects.create(person=tenancy.person, grade="confidential", since=DAY)
    assert credits_of(keeper).rows == []


def test_a_list_of_credits_costs_the_same_for_many(officer, keeper, housing, constant_queries):
    def another():
        tenancy = let(housing)
        charge(keeper, [first_of_month(DAY)])
        paid(tenancy, 900_000)
        end(officer, tenancy, on=DAY)

    constant_queries(lambda: first_lists(keeper, on=DAY), another)
