"""What was agreed: the lease in its versions, and notices to quit."""

from dataclasses import dataclass
from datetime import date

from heimveg.access.gate import Actor
from heimveg.tenancies.models import Lease, QuitNotice, Tenancy
from heimveg.tenancies.permissions import GIVE_NOTICE, WRITE_LEASE
from heimveg.tenancies.queries.leases import leases_of, notices_of
from heimveg.tenancies.rules.lease import Standing


@dataclass(frozen=True, slots=True)
class Leases:
    rows: list[Lease]
    notices: list[QuitNotice]
    today: date
    may_write: bool
    may_give_notice: bool

    @property
    def draft(self) -> Lease | None:
        return self._first(Standing.DRAFT)

    @property
    def coming(self) -> Lease | None:
        return self._first(Standing.COMING)

    @property
    def in_force(self) -> Lease | None:
        return self._first(Standing.IN_FORCE)

    def _first(self, standing: Standing) -> Lease | None:
        return next((row for row in self.rows if row.standing(self.today) is standing), None)


def leases(actor: Actor, tenancy: Tenancy, on: date) -> Leases:
    runs = tenancy.ended_on is None
    return Leases(
        rows=leases_of(actor, tenancy),
        notices=notices_of(actor, tenancy),
        today=on,
        may_write=runs and actor.may(WRITE_LEASE),
        may_give_notice=runs and actor.may(GIVE_NOTICE),
    )
