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
from heimveg.persons.models import Person, Protection
from heimveg.tenancies.commands.paying_out import pay_out
from heimveg.tenancies.commands.rent import charge_month, correct_entry
from heimveg.tenancies.models import Entry, RentAccount, Tenancy
from heimveg.tenancies.queries.issuing import to_issue
from heimveg.tenancies.queries.payouts import owed_elsewhere
from heimveg.tenancies.rules.rent import EntryKind, Why
from tests.accounts.factories import UnitFactory
from tests.dwellings.factories import DwellingFactory, PropertyFactory, RentPartFactory
from tests.tenancies.test_leaving import DAY, credits_of, end, let, owed
from tests.tenancies.test_ledger import balanced
from tests.tenancies.test_settling import paid

CREDIT = 3_000_000
FILE = "/rent/payouts/2026-11/export/"
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


def lines(browser, url=FILE):
    answer = browser.get(url)
    assert answer.status_code == 200
    assert answer.content[:3] == b"\xef\xbb\xbf"
    return answer.content.decode("utf-8-sig").splitlines()


def test_what_was_paid_out_is_taken_out_by_month_with_what_was_taken_back(keeper, left, log_in):
    browser = log_in(keeper)
    first = paid_out(keeper, left, 1_000_050)
    correct_entry(keeper, entry_id=first.pk, ore=50, why=Why.AMOUNT, on=DAY, at=clock.now())

    head, out, back = lines(browser)
    assert head.startswith("Booking;Object number;Address;KID;Tenant;")
    assert out.split(";")[6:] == ["Bilag 1204", "23.11.2026", "23.11.2026", "", "10000,50"]
    assert back.split(";")[6:] == [
        "Bilag 1204", "23.11.2026", "23.11.2026", str(first.pk), "-0,50",
    ]  # fmt: skip
    page = browser.get("/rent/months/").content.decode().replace("\xa0", " ")
    assert FILE in page
    assert "2 rows, 10 000,00 kr" in page
    assert "so far" in page


def test_a_payout_is_in_the_file_also_when_the_office_has_let_the_tenant_go(keeper, left, log_in):
    paid_out(keeper, left)
    relations = left.person.responsibilities.filter(kind="contributing")
    assert relations.update(ended_on=DAY, end_reason="over")
    browser = log_in(keeper)
    assert browser.get(f"/tenancies/{left.pk}/rent/").status_code == 404
    assert len(lines(browser)) == 2
    assert FILE in browser.get("/rent/months/").content.decode()


def test_of_a_protected_tenant_no_payout_is_taken_out(keeper, left, log_in):
    paid_out(keeper, left)
    Protection.objects.create(person=left.person, grade="confidential", since=DAY)
    browser = log_in(keeper)
    assert browser.get(FILE).status_code == 404
    assert "No credit is paid out yet" in browser.get("/rent/months/").content.decode()


def test_payouts_are_taken_out_by_who_keeps_the_ledger_and_of_a_month(
    keeper, officer, left, log_in
):
    paid_out(keeper, left)
    browser = log_in(keeper)
    for url in ("/rent/payouts/2026-10/export/", "/rent/payouts/november/export/"):
        assert browser.get(url).status_code == 404
    assert log_in(officer).get(FILE).status_code == 403


def test_a_payout_is_in_no_invoice_basis(keeper, left):
    paid_out(keeper, left)
    assert to_issue(DAY.replace(day=1)) == []


@pytest.fixture
def owing(keeper, housing, left):
    """The same person lives somewhere else now, and owes a month's rent there."""
    dwelling = DwellingFactory(estate=PropertyFactory(), address="Elvegata 9")
    RentPartFactory(dwelling=dwelling, ore_month=850_000)
    other = Tenancy.move_in(
        person=left.person, dwelling=dwelling, on=date(2026, 11, 1), decision=None,
        rent_ore_month=850_000, lease_until=None, by=system_user(),
    )  # fmt: skip
    charge_month(keeper, month=date(2026, 11, 1), on=DAY, at=clock.now())
    return other


def test_nothing_is_paid_out_unseen_to_who_owes_on_another_account(
    keeper, left, owing, log_in, form
):
    with pytest.raises(Invalid, match="Tick here") as refused:
        paid_out(keeper, left)
    assert "confirmed" in refused.value.fields

    browser, url = log_in(keeper), f"/tenancies/{left.pk}/rent/pay-out/"
    page = browser.get(url).content.decode().replace("\xa0", " ")
    assert "Elvegata 9" in page
    assert "owes 8 500,00 kr" in page
    assert f"/tenancies/{owing.pk}/rent/" in page
    typed = {"paid_on": "2026-11-20", "amount": "30 000", "reference": "Bilag 77"}
    answer = browser.post(url, form(**typed))
    assert answer.status_code == 422
    assert "Tick here" in answer.content.decode()
    assert browser.post(url, form(**typed, confirmed="on")).status_code == 302
    assert owed(left) == 0


def test_who_owes_nothing_is_not_asked_about_other_accounts(keeper, left, owing, log_in):
    paid(owing, 850_000)
    page = log_in(keeper).get(f"/tenancies/{left.pk}/rent/pay-out/").content.decode()
    assert "another account" not in page
    assert "Elvegata 9" not in page
    paid_out(keeper, left)


def test_two_entries_of_one_person_are_looked_at_together(keeper, left, housing, system):
    other = let(housing, address="Elvegata 9")
    charge_month(keeper, month=date(2026, 11, 1), on=DAY, at=clock.now())
    with reading_as(system.user_id):
        assert not owed_elsewhere(system, left.account, on=DAY).exists()
        Person.objects.filter(pk=other.person_id).update(merged_into=left.person)
        found = [row.tenancy_id for row in owed_elsewhere(system, left.account, on=DAY)]
    assert found == [other.pk]
