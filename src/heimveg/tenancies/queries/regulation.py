"""Which rents may be regulated, from when and to what."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, Subquery

from heimveg.dwellings.rules import RentPartKind
from heimveg.tenancies.models import AgreedRent, Lease, PriceIndex, Tenancy
from heimveg.tenancies.queries.rent import rent_rules
from heimveg.tenancies.rules.rent import (
    NotYet,
    earliest_regulation,
    first_of_month,
    months_later,
    regulated,
)

INDEX_LAG_MONTHS = 1  # the newest published when a rent is set is the month before's


@dataclass(frozen=True)
class Regulation:
    """One rent that may be regulated from `from_on`; øre a month before and after."""

    tenancy: Tenancy
    from_on: date
    before_ore: int
    after_ore: int
    index_then: int
    index_now: int

    def agreed(self, *, told_on: date) -> AgreedRent:
        return AgreedRent(
            tenancy=self.tenancy,
            person_id=self.tenancy.person_id,
            part=RentPartKind.RENT,
            ore_month=self.after_ore,
            from_on=self.from_on,
            basis="index",
            told_on=told_on,
            index_then=self.index_then,
            index_now=self.index_now,
        )


def newest_index(*, on: date) -> PriceIndex | None:
    return PriceIndex.objects.filter(month__lte=on).order_by("-month").first()


def coming(*, on: date, ahead_months: int = 2) -> Iterator[Regulation]:
    """Rents that can be regulated within `ahead_months` with notice given on `on`, by tenancy.

    Only the rent itself follows the index. Left out: who moves out, who has signed a
    lease that is coming, where the index is not known
    for the month the rent was set, and where it has not risen.
    """
    now = newest_index(on=on)
    if now is None:
        return
    rules, indices = rent_rules(on=on), dict(PriceIndex.objects.values_list("month", "tenths"))
    for rent in _last_set(on=on):
        from_on = earliest_regulation(last_set_on=rent.from_on, told_on=on, rules=rules)
        then = rent.index_now or indices.get(_published_at(rent.from_on))
        if then is None or from_on > months_later(on, ahead_months):
            continue
        try:
            after = regulated(rent.ore_month, index_then=then, index_now=now.tenths)
        except NotYet:
            continue
        if after > rent.ore_month:
            yield Regulation(rent.tenancy, from_on, rent.ore_month, after, then, now.tenths)


def _published_at(day: date) -> date:
    return months_later(first_of_month(day), -INDEX_LAG_MONTHS)


def _last_set(*, on: date) -> list[AgreedRent]:
    """The newest row of the rent of each tenancy that runs on."""
    standing = AgreedRent.objects.standing()
    newest = standing.filter(tenancy=OuterRef("tenancy"), part=RentPartKind.RENT)
    rows = AgreedRent.objects.filter(pk=Subquery(newest.order_by("-from_on").values("pk")[:1]))
    runs = Q(tenancy__ended_on=None, tenancy__started_on__lte=on)
    agreed_anew = Lease.objects.coming(on).filter(tenancy=OuterRef("tenancy"))
    return list(
        rows.filter(runs, ~Exists(agreed_anew))
        .select_related("tenancy__person", "tenancy__dwelling")
        .order_by("tenancy")
    )
