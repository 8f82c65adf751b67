"""Deposit and guarantee together, and their ceiling (husleieloven §§ 3-5 and 3-7)."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from heimveg.tenancies.models import Agreement, Lease, Tenancy
from heimveg.tenancies.queries.law import law_on
from heimveg.tenancies.queries.leases import rent_on
from heimveg.tenancies.rules.agreeing import AgreementKind, AgreementState
from heimveg.tenancies.rules.law import Paragraph


@dataclass(frozen=True, slots=True)
class Room:
    """What can be guaranteed beside the deposit; øre. None where no rent is known."""

    row: Paragraph
    ceiling_ore: int | None
    deposit_ore: int

    @property
    def most_ore(self) -> int | None:
        return None if self.ceiling_ore is None else max(0, self.ceiling_ore - self.deposit_ore)


def room_for_guarantee(tenancy: Tenancy, *, on: date) -> Room:
    """By the lowest rent, and the highest deposit, of what holds and of what is coming."""
    leases = Lease.objects.filter(tenancy=tenancy)
    now, coming = leases.in_force(on).first(), leases.coming(on).first()
    rents = [rent_on(tenancy, on), coming.rent_ore_month if coming else None]
    known = [rent for rent in rents if rent is not None]
    row = law_on(on)["deposit"]
    return Room(
        row,
        row.number * min(known) if known else None,
        max((lease.deposit_ore for lease in (now, coming) if lease), default=0),
    )


def guaranteed_ore(tenancy_id: int, *, on: date) -> int:
    """What is guaranteed on a day, as far as the reader sees agreements; the database counts all
    when a lease is signed."""
    runs = Q(ends_on=None) | Q(ends_on__gt=on)
    rows = Agreement.objects.filter(
        runs,
        tenancy_id=tenancy_id,
        kind=AgreementKind.GUARANTEE,
        state=AgreementState.SIGNED,
    )
    return sum(amount or 0 for amount in rows.values_list("amount_ore", flat=True))
