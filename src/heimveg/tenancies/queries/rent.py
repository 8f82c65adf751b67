"""What is owed and how old, one tenancy's account, and the basis of a month's invoices."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.models import (
    BigIntegerField,
    Case,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    When,
    Window,
)
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce

from heimveg.access.gate import Actor, Permission
from heimveg.base.datafiles import in_force, rows_of
from heimveg.base.errors import NoRuleKnown
from heimveg.tenancies.models import Entry, RentAccount, Tenancy
from heimveg.tenancies.permissions import READ_RENT
from heimveg.tenancies.rules.rent import Aged, RentRules, aged, rules_on

RULES = Path(__file__).parents[1] / "data" / "rent_rules.csv"
# What falls due: charges with what was taken back of them, and payments the bank took back.
DUES = Q(kind__in=["charge", "extra", "correction", "reversal"])
ARREARS = "account, owed, due_30, due_60, due_90 FROM arrears_by_age(%s, %s::text[])"
SIGNED = Case(When(debit="tenant", then=F("ore")), default=-F("ore"))


def bookkeeping_years(*, on: date) -> int:
    """How many years after the end of its year a document of the books is kept."""
    for row in in_force(RULES, on):
        if row["code"] == "bookkeeping_years":
            return int(row["value"])
    raise NoRuleKnown


def rent_rules(*, on: date) -> RentRules:
    return rules_on(rows_of(RULES), on)


def _due(first: date | None, last: date | None) -> Coalesce:
    """What fell due on a tenancy's account between two days, both included."""
    rows = Entry.objects.filter(DUES, tenancy=OuterRef("tenancy_id"))
    if first is not None:
        rows = rows.filter(due_on__gte=first)
    if last is not None:
        rows = rows.filter(due_on__lte=last)
    summed = rows.order_by().values("tenancy").annotate(s=Sum(SIGNED)).values("s")
    return Coalesce(Subquery(summed, output_field=BigIntegerField()), 0)


def owing(actor: Actor, *, on: date, permission: Permission = READ_RENT) -> QuerySet[RentAccount]:
    """Accounts with arrears on `on`, the largest first, with `owed_now` and what fell due in each
    window: `due_30`, `due_60`, `due_90`."""
    found = RawSQL("SELECT accounts_in_arrears(%s)", [on])  # a day, as parameter
    rows = RentAccount.objects.permitted_to(actor, permission).filter(pk__in=found)
    known = rows.select_related("tenancy__dwelling", "tenancy__person")
    return _with_ages(known, on).order_by("-owed_now", "pk")


def _with_ages(rows: QuerySet[RentAccount], on: date) -> QuerySet[RentAccount]:
    return rows.annotate(owed_now=F("owed_ore") - _due(on + timedelta(days=1), None)).annotate(
        due_30=_due(on - timedelta(days=30), on),
        due_60=_due(on - timedelta(days=60), on - timedelta(days=31)),
        due_90=_due(on - timedelta(days=90), on - timedelta(days=61)),
    )


def aged_of(account: Any) -> Aged:  # noqa: ANN401  # a row of `owing`
    return aged(
        account.owed_now, due_30=account.due_30, due_60=account.due_60, due_90=account.due_90
    )


@dataclass(frozen=True, slots=True)
class Arrear:
    """What is owed on one account, by age. `account`: its id."""

    account: int
    ages: Aged


def arrears(actor: Actor, *, on: date) -> list[Arrear]:
    """Of all the actor sees, the largest first. One query; about nobody before it is joined with
    the accounts."""
    roles = None if actor.is_system else actor.roles(READ_RENT)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {ARREARS} ORDER BY owed DESC, account", [on, roles])
        found = cursor.fetchall()
    return [
        Arrear(account, aged(owed, due_30=due_30, due_60=due_60, due_90=due_90))
        for account, owed, due_30, due_60, due_90 in found
    ]


def accounts_owing(actor: Actor, found: Sequence[Arrear]) -> list[tuple[RentAccount, Aged]]:
    """The accounts behind these, in the same order, with tenant and home. One query."""
    rows = RentAccount.objects.permitted_to(actor, READ_RENT)
    known = rows.select_related("tenancy__dwelling", "tenancy__person")
    accounts = known.in_bulk([row.account for row in found])
    return [(accounts[row.account], row.ages) for row in found if row.account in accounts]


def account_of(actor: Actor, tenancy: Tenancy) -> RentAccount | None:
    return RentAccount.objects.permitted_to(actor, READ_RENT).filter(tenancy=tenancy).first()


def is_left_with_credit(tenancy: Tenancy, account: RentAccount | None, *, on: date) -> bool:
    """Whether the tenant is out, and has money to get back."""
    has_ended = tenancy.ended_on is not None and tenancy.ended_on <= on
    return has_ended and account is not None and account.owed_ore < 0


def aged_on(actor: Actor, tenancy: Tenancy, *, on: date) -> Aged:
    """One tenancy's arrears by age."""
    rows = RentAccount.objects.permitted_to(actor, READ_RENT).filter(tenancy=tenancy)
    row = _with_ages(rows, on).first()
    return aged_of(row) if row else Aged()


def statement(actor: Actor, tenancy: Tenancy) -> QuerySet[Entry]:
    """The account's entries, newest first, each with `saldo` after it."""
    rows = Entry.objects.permitted_to(actor, READ_RENT).filter(tenancy=tenancy)
    after = Window(Sum(SIGNED), order_by=[F("due_on").asc(), F("pk").asc()])
    return rows.annotate(saldo=after).select_related("made_by").order_by("-due_on", "-pk")


def dues_and_payments(
    tenancy: Tenancy,
) -> tuple[list[tuple[date, int]], list[tuple[date, int]]]:
    """All that fell due and was paid on an account, each with its day, for the rules."""
    dues, paid = [], []
    for entry in Entry.objects.filter(tenancy=tenancy).order_by("due_on", "pk"):
        if entry.kind in ("payment", "placed"):
            paid.append((entry.due_on, entry.ore))
        else:
            dues.append((entry.due_on, entry.signed_ore))
    return dues, paid


@dataclass(frozen=True, slots=True)
class ChargedMonth:
    """What was charged for a month, less what was taken back, and in how many entries."""

    month: date
    ore: int
    entries: int


MONTHS_SHOWN = 24


def months_charged() -> list[ChargedMonth]:
    """The newest first, of the tenants one sees: a sum must not tell of a hidden one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT month, ore, entries FROM months_charged(%s)", [MONTHS_SHOWN])
        return [ChargedMonth(*row) for row in cursor.fetchall()]
