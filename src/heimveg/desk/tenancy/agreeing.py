"""Agreements beside the lease, and the steps for when it gets hard."""

from dataclasses import dataclass
from datetime import date

from heimveg.access.gate import Actor
from heimveg.tenancies.models import Agreement, CrisisStep, Tenancy
from heimveg.tenancies.permissions import AGREE_ON_CRISIS, READ_AGREEMENTS, WRITE_AGREEMENT


@dataclass(frozen=True, slots=True)
class Agreements:
    rows: list[Agreement]
    may_write: bool


@dataclass(frozen=True, slots=True)
class Steps:
    rows: list[CrisisStep]
    may_write: bool


def agreements(actor: Actor, tenancy: Tenancy, on: date) -> Agreements:  # noqa: ARG001  # as every section
    rows = Agreement.objects.permitted_to(actor, READ_AGREEMENTS).filter(tenancy=tenancy)
    may_write = tenancy.ended_on is None and actor.may(WRITE_AGREEMENT)
    return Agreements(list(rows.defer("text").order_by("kind", "-number")), may_write)


def crisis(actor: Actor, tenancy: Tenancy, on: date) -> Steps:  # noqa: ARG001  # as every section
    rows = CrisisStep.objects.permitted_to(actor, AGREE_ON_CRISIS).filter(tenancy=tenancy)
    found = list(rows.filter(ended_on=None).order_by("agreed_on", "pk"))
    return Steps(found, may_write=tenancy.ended_on is None)
