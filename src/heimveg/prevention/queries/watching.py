"""What the nightly look finds: arrears grown old, leases running out, plans to hold against the
ledger. Asked as the system."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from heimveg.access.gate import Actor
from heimveg.prevention.models import HomeSign, InstalmentPlan, MoneySign, PreventionCase
from heimveg.prevention.queries.ladder import ladder
from heimveg.prevention.rules import HomeSignKind, Instalment, MoneySignKind, Standing, standing
from heimveg.prevention.rules.ladder import EVICTION
from heimveg.prevention.rules.signs import (
    ARREARS_SIGN_DAYS,
    LEASE_ENDING_DAYS,
    SIGN_AGAIN_DAYS,
)
from heimveg.tenancies.models import Lease, RentAccount, Tenancy
from heimveg.tenancies.queries.rent import aged_of, dues_and_payments, owing

SIGNED_LATELY_DAYS = 30  # a lease may be recorded some days after it was signed


def old_arrears(actor: Actor, *, on: date) -> Iterator[tuple[RentAccount, int]]:
    """Accounts with something unpaid more than a month after it fell due, each with how much;
    not those signed within a month."""
    lately = MoneySign.objects.filter(
        tenancy=OuterRef("tenancy"),
        kind=MoneySignKind.ARREARS,
        seen_on__gt=on - timedelta(days=SIGN_AGAIN_DAYS),
    )
    for account in owing(actor, on=on).filter(~Exists(lately), tenancy__ended_on=None):
        aged = aged_of(account)
        if aged.total > aged.to_30 and ARREARS_SIGN_DAYS:
            yield account, aged.total


def leases_running_out(*, on: date) -> QuerySet[Tenancy]:
    """Leases that run out within three months, not signed yet."""
    signed = HomeSign.objects.filter(
        tenancy=OuterRef("pk"),
        kind=HomeSignKind.LEASE_ENDING,
        seen_on__gt=on - timedelta(days=LEASE_ENDING_DAYS),
    )
    soon = on + timedelta(days=LEASE_ENDING_DAYS)
    rows = Tenancy.objects.filter(ended_on=None, lease_until__range=(on, soon))
    return rows.filter(~Exists(signed)).order_by("pk")


def cases_with_a_new_lease(*, on: date) -> QuerySet[PreventionCase]:
    """Open cases past a warning where a lease was signed these days, so that it may have ended
    what was noticed."""
    signed = Lease.objects.filter(
        tenancy=OuterRef("tenancy"), signed_on__gt=on - timedelta(days=SIGNED_LATELY_DAYS)
    )
    past = [rung.code for rung in ladder(on=on) if rung.lapses or rung.code == EVICTION]
    rows = PreventionCase.objects.open().filter(Exists(signed), next_code__in=past)
    return rows.order_by("pk")


def stand_of(plan: InstalmentPlan, *, on: date) -> Standing:
    """How a plan stands against the ledger."""
    dues, paid = dues_and_payments(plan.tenancy)
    return standing(parts_of(plan), owed_ore=plan.owed_ore, dues=dues, paid=paid, on=on)


def parts_of(plan: InstalmentPlan) -> list[Instalment]:
    """The instalments of a plan, for the rules."""
    return [Instalment(i.due_on, i.ore) for i in plan.instalments.order_by("due_on")]
