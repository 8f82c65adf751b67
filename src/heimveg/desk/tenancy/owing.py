"""What the tenancy page shows of rent and of keeping the home."""

from dataclasses import dataclass
from datetime import date

from heimveg.access.gate import Actor
from heimveg.prevention.models import HomeSign, PreventionCase
from heimveg.prevention.permissions import NOTE_SIGN, READ_CASES, READ_SIGNS
from heimveg.prevention.queries.cases import case_of
from heimveg.prevention.queries.ladder import ladder
from heimveg.prevention.wording import rung_text
from heimveg.tenancies.models import RentAccount, Tenancy
from heimveg.tenancies.permissions import READ_RENT
from heimveg.tenancies.queries.rent import account_of
from heimveg.values import Money

SHOWN_SIGNS = 5


@dataclass(frozen=True)
class RentShown:
    account: RentAccount | None
    owed: str


def rent(actor: Actor, tenancy: Tenancy, on: date) -> RentShown | None:  # noqa: ARG001  # as every section
    """The account, for who may see money about this person."""
    if not Tenancy.objects.permitted_to(actor, READ_RENT).filter(pk=tenancy.pk).exists():
        return None
    account = account_of(actor, tenancy)
    return RentShown(account, str(Money(account.owed_ore)) if account else "")


@dataclass(frozen=True)
class RiskShown:
    """Signs from the home, and the case for who may know of it."""

    signs: list[HomeSign]
    case: PreventionCase | None
    next_text: str
    may_note: bool
    may_read: bool


def risk(actor: Actor, tenancy: Tenancy, on: date) -> RiskShown:
    signs = HomeSign.objects.permitted_to(actor, READ_SIGNS).filter(tenancy=tenancy)
    may_read = actor.may(READ_CASES)
    case = case_of(actor, tenancy) if may_read else None
    names = {rung.code: rung_text(rung) for rung in ladder(on=on)}
    return RiskShown(
        list(signs.order_by("-seen_on", "-pk")[:SHOWN_SIGNS]),
        case,
        names.get(case.next_code, "") if case else "",
        (tenancy.ended_on is None or tenancy.ended_on > on) and actor.may(NOTE_SIGN),
        may_read,
    )
