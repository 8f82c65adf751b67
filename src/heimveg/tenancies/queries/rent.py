"""What is owed and how old, one tenancy's account, and the basis of a month's invoices."""

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
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
from heimveg.base.errors import NoRuleKnown
from heimveg.tenancies.models import Entry, RentAccount, Tenancy
from heimveg.tenancies.permissions import READ_RENT
from heimveg.tenancies.rules.rent import Aged, RentRules, aged, rules_on

DATA = Path(__file__).parents[1] / "data"
# What falls due: charges with what was taken back of them, and payments the bank took back.
DUES = Q(kind__in=["charge", "extra", "correction", "reversal"])
SIGNED = Case(When(debit="tenant", then=F("ore")), default=-F("ore"))


@cache
def _rent_rows() -> tuple[dict[str, str], ...]:
    with (DATA / "rent_rules.csv").open(encoding="utf-8", newline="") as file:
        file.readline()
        return tuple(csv.DictReader(file))


def bookkeeping_years(*, on: date) -> int:
    """How many years after the end of its year a document of the books is kept."""
    day = on.isoformat()
    for row in _rent_rows():
        runs = row["started_on"] <= day and (row["ended_on"] or "9999") > day
        if row["code"] == "bookkeeping_years" and runs:
            return int(row["value"])
    raise NoRuleKnown


def rent_rules(*, on: date) -> RentRules:
    return rules_on(_rent_rows(), on)


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
    return (
        rows.annotate(owed_now=F("owed_ore") - _due(on + timedelta(days=1), None))
        .annotate(
            due_30=_due(on - timedelta(days=30), on),
            due_60=_due(on - timedelta(days=60), on - timedelta(days=31)),
            due_90=_due(on - timedelta(days=90), on - timedelta(days=61)),
        )
        .select_related("tenancy__dwelling", "tenancy__person")
        .order_by("-owed_now", "pk")
    )


def aged_of(account: Any) -> Aged:  # noqa: ANN401  # a row of `owing`
    return aged(
        account.owed_now, due_30=account.due_30, due_60=account.due_60, due_90=account.due_90
    )


def aged_in_all(actor: Actor, *, on: date) -> tuple[Aged, int]:
    """The sum by age of all the actor sees, and how many tenancies owe it."""
    columns = ("owed_now", "due_30", "due_60", "due_90")
    rows = owing(actor, on=on).order_by().values_list(*columns)
    total, count = Aged(), 0
    for owed, due_30, due_60, due_90 in rows:
        total += aged(owed, due_30=due_30, due_60=due_60, due_90=due_90)
        count += 1
    return total, count


def account_of(actor: Actor, tenancy: Tenancy) -> RentAccount | None:
    return RentAccount.objects.permitted_to(actor, READ_RENT).filter(tenancy=tenancy).first()


def aged_on(actor: Actor, tenancy: Tenancy, *, on: date) -> Aged:
    """One tenancy's arrears by age."""
    row = owing(actor, on=on).filter(tenancy=tenancy).first()
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
