"""Which leases: the reader's own, those that hold on a day, those to come."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q

from heimveg.access.gate import Actor, Permission
from heimveg.tenancies.models.tenancy import tenancies_seen
from heimveg.tenancies.rules.lease import LeaseState

if TYPE_CHECKING:
    from heimveg.tenancies.models.lease.agreed import Lease  # noqa: F401  # the rows

LASTING = (LeaseState.SIGNED, LeaseState.ENDED)  # agreed, and not taken back


class LeaseQuerySet(models.QuerySet["Lease"]):
    def permitted_to(self, actor: Actor, permission: Permission) -> Self:
        return self.filter(tenancies_seen(actor, permission, "tenancy__"))

    def lasting(self) -> Self:
        return self.filter(state__in=LASTING)

    def in_force(self, on: date) -> Self:
        """By the day, so that a coming lease takes over though nothing ran in the night."""
        runs = Q(holds_until=None) | Q(holds_until__gt=on)
        return self.lasting().filter(runs, holds_from__lte=on)

    def coming(self, on: date) -> Self:
        ahead = Q(holds_until=None) | Q(holds_until__gt=F("holds_from"))
        return self.lasting().filter(ahead, holds_from__gt=on)
