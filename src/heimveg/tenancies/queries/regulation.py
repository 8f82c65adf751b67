"""Which rents may be regulated, from when and to what."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import TruncMonth

from heimveg.dwellings.rules import RentPartKind
from heimveg.tenancies.models import AgreedRent, Lease, PriceIndex, Tenancy
from heimveg.tenancies.queries.rent import rent_rules
from heimveg.tenancies.rules.rent import (
    first_of_month,
    months_later,
    regulated,
    regulation_days,
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


AHEAD_MONTHS = 2


@dataclass(frozen=True)
class Coming:
    """The rents that can be regulated from one day with notice given today, by tenancy."""

    from_on: date
    rents: QuerySet[AgreedRent]
    all_rents: QuerySet[AgreedRent]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How many rents of the same time are not regulated, and why."""

    not_risen: int
    index_unknown: int
    agreed_anew: int
    fixed: int


def days_coming(*, on: date) -> Iterator[Coming]:
    """The days within two months on which rents can be regulated. Asks nothing of the rents."""
    now = newest_index(on=on)
    if now is None:
        return
    days = regulation_days(told_on=on, ahead_months=AHEAD_MONTHS, rules=rent_rules(on=on))
    rents, every = _risen(now, on=on), _newest(on)
    for day in days:
        lately = Q() if day.set_after is None else Q(from_on__gt=day.set_after)
        same = lately & Q(from_on__lte=day.set_until)
        yield Coming(day.from_on, rents.filter(same), every.filter(same))


def left_out(day: Coming, *, on: date) -> LeftOut:
    """Counts alone: of rents the reader may not see, too."""
    known = [
        months_later(m, INDEX_LAG_MONTHS)
        for m in PriceIndex.objects.values_list("month", flat=True)
    ]
    anew, fixed = _agreed_anew(on), _follows_no_index(on)
    every = day.all_rents.exclude(anew)
    unknown = Q(index_now=None) & ~Q(set_in__in=known)
    regulated = day.rents.values("pk")
    return LeftOut(
        not_risen=every.exclude(fixed).exclude(unknown).exclude(pk__in=regulated).count(),
        index_unknown=every.exclude(fixed).filter(unknown).count(),
        agreed_anew=day.all_rents.filter(anew).count(),
        fixed=every.filter(fixed).count(),
    )


def regulations(rents: Iterable[AgreedRent], *, from_on: date, on: date) -> list[Regulation]:
    """What these rents become. Left out: what the index does not raise by an øre."""
    now = newest_index(on=on)
    if now is None:
        return []
    indices = dict(PriceIndex.objects.values_list("month", "tenths"))
    found = []
    for rent in rents:
        then = rent.index_now or indices[_published_at(rent.from_on)]
        after = regulated(rent.ore_month, index_then=then, index_now=now.tenths)
        if after > rent.ore_month:
            found.append(
                Regulation(rent.tenancy, from_on, rent.ore_month, after, then, now.tenths)
            )
    return found


def _risen(now: PriceIndex, *, on: date) -> QuerySet[AgreedRent]:
    """The newest row of the rent of each tenancy that runs on, where the index has risen since.

    Only the rent itself follows the index. Left out: who moves out, who has signed a lease that
    is coming, whose lease says that the rent does not follow the index, and where the index is
    not known for the month before the rent was set.
    """
    lower = PriceIndex.objects.filter(tenths__lt=now.tenths).values_list("month", flat=True)
    known = [months_later(month, INDEX_LAG_MONTHS) for month in lower]
    has_risen = Q(index_now__lt=now.tenths) | Q(index_now=None, set_in__in=known)
    return (
        _newest(on)
        .filter(has_risen, ~_agreed_anew(on), ~_follows_no_index(on))
        .select_related("tenancy__person", "tenancy__dwelling")
        .order_by("tenancy")
    )


def _newest(on: date) -> QuerySet[AgreedRent]:
    """The newest row of the rent of each tenancy that runs on, with the month it was set in."""
    standing = AgreedRent.objects.standing()
    later = standing.filter(
        tenancy=OuterRef("tenancy"), part=RentPartKind.RENT, from_on__gt=OuterRef("from_on")
    )
    runs = Q(tenancy__ended_on=None, tenancy__started_on__lte=on)
    rows = standing.annotate(set_in=TruncMonth("from_on"))
    return rows.filter(runs, ~Exists(later), part=RentPartKind.RENT)


def _agreed_anew(on: date) -> Exists:
    return Exists(Lease.objects.coming(on).filter(tenancy=OuterRef("tenancy")))


def _follows_no_index(on: date) -> Exists:
    leases = Lease.objects.in_force(on).filter(tenancy=OuterRef("tenancy"))
    return Exists(leases.filter(is_index_regulated=False))


def _published_at(day: date) -> date:
    return months_later(first_of_month(day), -INDEX_LAG_MONTHS)
