"""An issued invoice basis is a document of the books: the file is always what was issued."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from heimveg.access.gate import door
from heimveg.access.roles import Role
from heimveg.accounts.rules import UnitKind
from heimveg.base import clock
from heimveg.base.errors import Refused
from heimveg.persons.models import Protection
from heimveg.tenancies.commands import rent as commands
from heimveg.tenancies.commands.issuing import issue_basis
from heimveg.tenancies.jobs import forget_old_bases
from heimveg.tenancies.models import Entry, InvoiceIssue, InvoiceRow
from heimveg.tenancies.models.issuing import digest_of
from heimveg.tenancies.permissions import KEEP_LEDGER, READ_TENANCIES
from heimveg.tenancies.rules.rent import Why
from tests.accounts.factories import UnitFactory
from tests.tenancies.test_ledger import DAY, MONTH, let

pytestmark = [
    pytest.mark.django_db, pytest.mark.usefixtures("this_day", "in_english"),
]  # fmt: skip
FILE = "/rent/months/2026-11/export/"


@pytest.fixture
def officer(act_as):
    return act_as((UnitFactory(kind=UnitKind.ECONOMY), Role.ECONOMY))


@pytest.fixture
def browser(log_in, officer):
    return log_in(officer)


@pytest.fixture
def tenancy(officer):
    tenancy = let(address="Storgata 1", object_number="77")
    charge(officer)
    return tenancy


def charge(officer):
    return commands.charge_month(officer, month=MONTH, on=DAY, at=clock.now())


def issue(officer):
    return issue_basis(officer, month=MONTH, on=DAY)


def correct(officer, ore):
    entry = Entry.objects.filter(kind="charge").order_by("pk").first()
    return commands.correct_entry(
        officer, entry_id=entry.pk, ore=ore, why=Why.REDUCTION, on=DAY, at=clock.now()
    )


def let_go(tenancy):
    """The office has nothing to do with the person any more."""
    relations = tenancy.person.responsibilities.filter(kind="contributing")
    assert relations.update(ended_on=DAY, end_reason="over")


def lines(browser, address=FILE):
    return browser.get(address).content.decode("utf-8-sig").splitlines()


def test_what_was_issued_says_who_when_how_many_and_what_sum(officer, tenancy):
    made = issue(officer)
    assert (made.number, made.issued_on, made.issued_by_id) == (1, DAY, officer.user_id)
    assert (made.rows, made.ore) == (1, 900_000)
    assert made.digest == digest_of(made.lines.order_by("place"))
    assert made.keep_until == date(2032, 1, 1)


def test_the_file_is_what_was_issued_whatever_happens_afterwards(officer, browser, tenancy):
    issue(officer)
    before = browser.get(FILE).content
    tenancy.person.name = "Another Name"
    tenancy.person.save(update_fields=["name"])
    tenancy.dwelling.address = "Elsewhere 9"
    tenancy.dwelling.save(update_fields=["address"])
    correct(officer, 1_000)
    assert browser.get(FILE).content == before


def test_a_tenant_who_has_settled_and_moved_stays_in_the_file(officer, browser, tenancy):
    issue(officer)
    before = browser.get(FILE).content
    let_go(tenancy)
    with door(officer, KEEP_LEDGER):
        assert not Entry.objects.exists()  # nobody of the office sees the person any more
    assert browser.get(FILE).content == before
    assert len(lines(browser)) == 2


def test_who_settled_before_the_month_was_issued_is_issued_too(officer, browser, tenancy):
    let_go(tenancy)
    assert issue(officer).rows == 1


def test_a_correction_is_a_new_issue(officer, browser, tenancy):
    issue(officer)
    correct(officer, 1_000)
    second = issue(officer)
    assert (second.number, second.rows, second.ore) == (2, 1, -1_000)
    assert [line.split(";")[-1] for line in lines(browser)[1:]] == ["9000,00", "-10,00"]
    assert [line.split(";")[-1] for line in lines(browser, "/rent/months/2026-11/issues/2/")] == [
        "Kroner", "-10,00",
    ]  # fmt: skip


def test_nothing_is_issued_twice(officer, tenancy):
    issue(officer)
    with pytest.raises(Refused, match="Nothing has been booked"):
        issue(officer)
    row = InvoiceRow.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        InvoiceRow.objects.create(
            issue=row.issue, place=2, person_id=row.person_id, entry_id=row.entry_id,
            object_number="", address="", kid="", name="", month=MONTH, part="", kind="",
            booked_on=DAY, due_on=DAY, ore=1,
        )  # fmt: skip


def test_the_database_changes_and_deletes_nothing_of_it_before_its_years_are_over(
    officer, tenancy, on_day
):
    issue(officer)
    for act in (
        lambda: InvoiceIssue.objects.update(ore=1),
        lambda: InvoiceRow.objects.update(name="x"),
        lambda: InvoiceRow.objects.all().delete(),
        lambda: InvoiceIssue.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
            act()
    assert forget_old_bases() == 0
    on_day(date(2032, 1, 1))
    assert forget_old_bases() == 1
    assert not InvoiceRow.objects.exists()


def test_a_protected_tenant_is_in_no_file_of_who_is_not_cleared(officer, browser, tenancy):
    hidden = let()
    charge(officer)
    issue(officer)
    assert len(lines(browser)) == 3
    Protection.objects.create(person=hidden.person, grade="confidential", since=DAY)
    assert len(lines(browser)) == 2
    assert "1 rows, 9 000,00 kr" in browser.get("/rent/months/").content.decode().replace(
        "\xa0", " "
    )


def test_a_month_nobody_has_issued_has_no_file(browser, tenancy, form):
    assert browser.get(FILE).status_code == 404
    page = browser.get("/rent/months/").content.decode()
    assert "Issue the invoice basis" in page
    sent = form()
    for _ in range(2):
        answer = browser.post("/rent/months/2026-11/issue/", sent)
        assert answer.status_code in (302, 303)
    assert InvoiceIssue.objects.count() == 1
    assert "Issue 1 (CSV)" in browser.get("/rent/months/").content.decode()


def test_the_page_of_months_asks_the_same_however_many_issues(
    officer, browser, tenancy, constant_queries
):
    def more():
        correct(officer, 100)
        issue(officer)

    issue(officer)
    constant_queries(lambda: browser.get("/rent/months/"), more)


@pytest.mark.parametrize("role", [Role.PROPERTY, Role.CARETAKER, Role.ALLOCATOR])
def test_nobody_but_economy_reads_or_issues(act_as, log_in, officer, tenancy, role):
    issue(officer)
    other = act_as((tenancy.dwelling.estate.managed_by, role))
    assert log_in(other).get(FILE).status_code == 403
    with pytest.raises(PermissionDenied):
        issue(other)
    with door(other, READ_TENANCIES):
        assert not InvoiceRow.objects.exists()
        assert not InvoiceIssue.objects.exists()
