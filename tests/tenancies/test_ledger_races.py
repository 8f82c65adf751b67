"""Several keepers of the ledger do the same at once, on connections of their own: it is done once,
and who came second is told so in words. Without the line they stand in, it is done twice."""

import threading
from contextlib import suppress
from datetime import date

import pytest
from django.db import IntegrityError, connections
from django.utils import translation

from heimveg.access.roles import Role
from heimveg.accounts.rules import UnitKind
from heimveg.base import clock
from heimveg.base.errors import Refused
from heimveg.notices.models import Notice
from heimveg.tenancies.commands import issuing, payments
from heimveg.tenancies.commands import rent as commands
from heimveg.tenancies.models import (
    AgreedRent,
    ChargeRun,
    Entry,
    InvoiceIssue,
    InvoiceRow,
    Payment,
    PaymentFile,
    RentAccount,
    Tenancy,
)
from heimveg.tenancies.queries import issuing as issuing_queries
from heimveg.tenancies.rules.payments import kid_for
from tests.accounts.factories import (
    MembershipFactory,
    MunicipalityFactory,
    UnitFactory,
    UserFactory,
)
from tests.races import as_system
from tests.tenancies.test_ledger import DAY, MONTH, let

pytestmark = [pytest.mark.race, pytest.mark.usefixtures("this_day")]
HANDS = 4
HOMES = 6


@pytest.fixture
def keepers(real_database):
    """As many keepers of the ledger as hands, and homes that are let."""

    def make():
        MunicipalityFactory(default_language="en")
        office = UnitFactory(kind=UnitKind.ECONOMY)
        users = [UserFactory() for _ in range(HANDS)]
        for user in users:
            MembershipFactory(user=user, unit=office, role=Role.ECONOMY)
        for _ in range(HOMES):
            let()
        return users

    return [user.actor(on=DAY) for user in as_system(make)]


@pytest.fixture
def out_of_line(monkeypatch):
    """Nobody waits for anybody, and all look before anyone writes."""
    looked = threading.Barrier(HANDS)

    def look_first(module, name):
        write = getattr(module, name)

        def wait_and_write(*args, **kwargs):
            with suppress(threading.BrokenBarrierError):
                looked.wait(5)
            return write(*args, **kwargs)

        monkeypatch.setattr(module, name, wait_and_write)

    for module in (commands, issuing, payments):
        monkeypatch.setattr(module, "one_at_a_time", lambda _what: None)
    return look_first


def charge(actor, month=MONTH):
    return commands.charge_month(actor, month=month, on=DAY, at=clock.now())


def outcomes(answers):
    return sorted(type(answer).__name__ for answer in answers)


def count(model, **which):
    return as_system(lambda: model.objects.filter(**which).count())


def owed():
    return as_system(lambda: sorted(RentAccount.objects.values_list("owed_ore", flat=True)))


def test_a_month_charged_by_many_at_once_is_charged_once(keepers, at_once):
    answers = at_once(HANDS, lambda n: charge(keepers[n]))
    assert outcomes(answers) == ["ChargeRun"] * HANDS, answers
    assert sorted(run.entries for run in answers) == [0] * (HANDS - 1) + [HOMES]
    assert owed() == [900_000] * HOMES
    assert count(ChargeRun) == HANDS


def charged_then_longer(keepers):
    """A month that was charged to the tenth, and is whole after all: charged afterwards."""

    def moves(day):
        Tenancy.objects.update(ended_on=day, end_reason="moved" if day else "")

    as_system(lambda: moves(date(2026, 11, 11)))
    charge(keepers[0])
    as_system(lambda: moves(None))


def test_what_is_charged_afterwards_by_many_at_once_is_charged_once(keepers, at_once):
    charged_then_longer(keepers)
    assert owed() == [300_000] * HOMES
    answers = at_once(HANDS, lambda n: charge(keepers[n]))
    assert outcomes(answers) == ["ChargeRun"] * HANDS, answers
    assert owed() == [900_000] * HOMES


def test_the_negative_control_out_of_line_it_is_charged_many_times(keepers, at_once, out_of_line):
    charged_then_longer(keepers)
    out_of_line(Entry, "post")
    at_once(HANDS, lambda n: charge(keepers[n]))
    assert owed() == [300_000 + HANDS * 600_000] * HOMES


def test_the_negative_control_out_of_line_a_keeper_meets_a_broken_promise(
    keepers, at_once, out_of_line
):
    """A new month is held by the database all the same, but nobody is told kindly."""
    charge(keepers[0], date(2026, 10, 1))
    out_of_line(Entry, "post")
    answers = at_once(HANDS, lambda n: charge(keepers[n]))
    assert outcomes(answers) == ["ChargeRun"] + ["IntegrityError"] * (HANDS - 1)
    assert owed() == [1_800_000] * HOMES


@pytest.fixture
def indices(keepers):
    def make():
        Tenancy.objects.update(started_on=date(2025, 1, 1))
        for month, tenths in ((date(2024, 12, 1), 1350), (date(2026, 10, 1), 1404)):
            commands.note_index(keepers[0], month=month, tenths=tenths, source="invented")

    as_system(make)
    charge(keepers[0])


def regulate(actor):
    with translation.override("en"):
        return commands.regulate_rents(actor, from_on=date(2027, 1, 1), on=DAY, at=clock.now())


@pytest.mark.usefixtures("indices")
def test_rents_regulated_by_many_at_once_are_regulated_once_with_one_letter(keepers, at_once):
    answers = at_once(HANDS, lambda n: regulate(keepers[n]))
    assert outcomes(answers) == ["PriceIndex"] + ["Refused"] * (HANDS - 1), answers
    assert "Look at the list again" in str(next(a for a in answers if isinstance(a, Refused)))
    assert count(AgreedRent, basis="index") == count(Notice) == HOMES


@pytest.mark.usefixtures("indices")
def test_the_negative_control_out_of_line_a_regulation_meets_a_broken_promise(
    keepers, at_once, out_of_line
):
    out_of_line(AgreedRent.objects, "bulk_create")
    answers = at_once(HANDS, lambda n: regulate(keepers[n]))
    assert any(isinstance(answer, IntegrityError) for answer in answers), answers


def bank_file():
    lines = [f"20.11.2026;9000;{kid_for(pk)};{n}" for n, pk in enumerate(tenancies())]
    return "\n".join(["Dato;Beløp;KID;Arkivreferanse", *lines]).encode()


def tenancies():
    return as_system(lambda: list(Tenancy.objects.order_by("pk").values_list("pk", flat=True)))


def read(actor, content):
    return payments.read_payments(actor, name="bank.csv", content=content, on=DAY)


def test_a_file_read_by_many_at_once_is_booked_once(keepers, at_once):
    charge(keepers[0])
    content = bank_file()
    answers = at_once(HANDS, lambda n: read(keepers[n], content))
    assert outcomes(answers) == ["PaymentFile"] + ["ReadBefore"] * (HANDS - 1), answers
    assert {a.file.pk for a in answers if isinstance(a, Refused)} == {
        a.pk for a in answers if isinstance(a, PaymentFile)
    }
    assert (count(Payment), owed()) == (HOMES, [0] * HOMES)


def test_files_that_share_payments_read_at_once_book_each_of_them_once(keepers, at_once):
    """Not the same file, but the same payments: saved anew."""
    charge(keepers[0])
    content = bank_file()
    answers = at_once(HANDS, lambda n: read(keepers[n], content + b"\n" * n))
    assert outcomes(answers) == ["PaymentFile"] + ["Unreadable"] * (HANDS - 1), answers
    assert (count(Payment), owed()) == (HOMES, [0] * HOMES)


def test_the_negative_control_out_of_line_a_file_meets_a_broken_promise(
    keepers, at_once, out_of_line
):
    charge(keepers[0])
    content = bank_file()
    out_of_line(PaymentFile.objects, "create")
    answers = at_once(HANDS, lambda n: read(keepers[n], content))
    assert outcomes(answers) == ["IntegrityError"] * (HANDS - 1) + ["PaymentFile"]


def issue(actor):
    with translation.override("en"):
        return issuing.issue_basis(actor, month=MONTH, on=DAY)


def test_a_basis_issued_by_many_at_once_has_each_line_once(keepers, at_once):
    charge(keepers[0])
    answers = at_once(HANDS, lambda n: issue(keepers[n]))
    assert outcomes(answers) == ["InvoiceIssue"] + ["Refused"] * (HANDS - 1), answers
    assert "Nothing has been booked" in str(next(a for a in answers if isinstance(a, Refused)))
    assert (count(InvoiceIssue), count(InvoiceRow)) == (1, HOMES)


def test_a_basis_issued_while_a_line_is_added_has_each_line_in_one_issue(keepers, at_once):
    """Two issue while two charge the next part: what is booked meanwhile comes in one of them."""
    charge(keepers[0])

    def act(n):
        if n % 2:
            return issue(keepers[n])
        as_system(let)
        return charge(keepers[n])

    for _ in range(3):
        answers = at_once(HANDS, act)
        assert set(outcomes(answers)) <= {"ChargeRun", "InvoiceIssue", "Refused"}, answers
    with suppress(Refused):
        issue(keepers[0])
    issued = as_system(lambda: list(InvoiceRow.objects.values_list("entry", flat=True)))
    assert sorted(issued) == as_system(
        lambda: sorted(Entry.objects.filter(kind="charge").values_list("pk", flat=True))
    )
    assert count(InvoiceRow) == HOMES + 6


def test_the_negative_control_without_the_promise_a_line_is_in_two_issues(
    keepers, at_once, out_of_line
):
    charge(keepers[0])
    with connections["owner"].cursor() as owner:
        owner.execute(
            "ALTER TABLE tenancies_invoicerow DROP CONSTRAINT tenancies_invoicerow_entry_id_key"
        )
        owner.execute(
            "ALTER TABLE tenancies_invoiceissue DROP CONSTRAINT one_issue_of_a_number_and_month"
        )
    out_of_line(issuing_queries, "lines_of")
    at_once(HANDS, lambda n: issue(keepers[n]))
    assert count(InvoiceRow) == HANDS * HOMES
