"""What was agreed: the lease in its versions, and notices to quit."""

from dataclasses import dataclass
from datetime import date

from heimveg.access.gate import Actor
from heimveg.tenancies.models import Lease, Protest, QuitNotice, Tenancy
from heimveg.tenancies.permissions import GIVE_NOTICE, RECORD_PROTEST, WRITE_LEASE
from heimveg.tenancies.queries.leases import leases_of, notices_of
from heimveg.tenancies.rules.lease import Standing
from heimveg.tenancies.rules.quitting import GivenBy, QuitStanding


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice to quit, how it stands, and what may be done with it."""

    row: QuitNotice
    protest: Protest | None
    standing: str
    may_withdraw: bool
    may_protest: bool


@dataclass(frozen=True, slots=True)
class Leases:
    rows: list[Lease]
    notices: list[Notice]
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
        notices=[_notice(actor, tenancy, row, on) for row in notices_of(actor, tenancy)],
        today=on,
        may_write=runs and actor.may(WRITE_LEASE),
        may_give_notice=runs and actor.may(GIVE_NOTICE),
    )


def _notice(actor: Actor, tenancy: Tenancy, row: QuitNotice, on: date) -> Notice:
    standing, protest = row.standing(on), row.protest()
    runs = tenancy.ended_on is None and standing is not QuitStanding.WITHDRAWN
    is_landlords = row.given_by == GivenBy.LANDLORD
    return Notice(
        row,
        protest,
        str(standing),
        may_withdraw=runs and standing is not QuitStanding.LAPSED and actor.may(GIVE_NOTICE),
        may_protest=runs and is_landlords and actor.may(RECORD_PROTEST),
    )
