"""What a regulation would do, what was told, and what can still be taken back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, OuterRef, QuerySet, Subquery, Sum

from heimveg.access.gate import Actor
from heimveg.accounts.house import by_the_house
from heimveg.notices.models import Notice
from heimveg.tenancies.models import AgreedRent
from heimveg.tenancies.models.rent import AgreedRentQuerySet
from heimveg.tenancies.permissions import REGULATE_RENT
from heimveg.tenancies.queries import regulation
from heimveg.tenancies.queries.regulation import LeftOut


@dataclass(frozen=True, slots=True)
class Summed:
    """What the notices of a day come to, whoever they go to; øre a month."""

    from_on: date
    number: int
    before_ore: int
    after_ore: int
    left_out: LeftOut


def summed(from_on: date, *, on: date) -> Summed | None:
    """What regulating from a day would do; None where that is no day of regulation."""
    with by_the_house():
        day = next((d for d in regulation.days_coming(on=on) if d.from_on == from_on), None)
        if day is None:
            return None
        found = regulation.regulations(day.rents, from_on=from_on, on=on)
        return Summed(
            from_on,
            len(found),
            sum(row.before_ore for row in found),
            sum(row.after_ore for row in found),
            regulation.left_out(day, on=on),
        )


@dataclass(frozen=True, slots=True)
class Told:
    """The notices of one day that are out, for rents that are to come."""

    from_on: date
    told_on: date
    number: int
    after_ore: int


def told(*, on: date) -> list[Told]:
    """Sums, whoever they are about."""
    with by_the_house():
        rows = _coming(on).values("from_on", "told_on").order_by("from_on", "told_on")
        found = rows.annotate(number=Count("pk"), after_ore=Sum("ore_month"))
        return [Told(**row) for row in found]


def told_to(actor: Actor, from_on: date, *, on: date) -> QuerySet[AgreedRent]:
    """The regulated rents of a day to come that the actor sees, each with `before_ore`."""
    before = AgreedRent.objects.standing().filter(
        tenancy=OuterRef("tenancy"), part=OuterRef("part"), from_on__lt=OuterRef("from_on")
    )
    newest = Subquery(before.order_by("-from_on").values("ore_month")[:1])
    rows = _coming(on).permitted_to(actor, REGULATE_RENT).filter(from_on=from_on)
    rows = rows.annotate(before_ore=newest).select_related("tenancy__dwelling", "tenancy__person")
    found: QuerySet[AgreedRent] = rows.order_by("tenancy__dwelling__address", "pk")
    return found


def letters_of(rents: Iterable[AgreedRent]) -> dict[int, Notice]:
    """Rent → the letter that told of it. The rents are those the reader sees, and the letter says
    no more than they do."""
    return _by_key({letter_key(rent): rent.pk for rent in rents})


def withdrawals_of(rents: Iterable[AgreedRent]) -> dict[int, Notice]:
    """Rent → the letter that took it back."""
    return _by_key({withdrawal_key(rent): rent.pk for rent in rents})


def _by_key(keys: dict[str, int]) -> dict[int, Notice]:
    with by_the_house():
        found = Notice.objects.filter(key__in=keys).defer("document")
        return {keys[notice.key]: notice for notice in found}


def letter_key(rent: AgreedRent) -> str:
    return f"rent:{rent.pk}"


def withdrawal_key(rent: AgreedRent) -> str:
    return f"rent-back:{rent.pk}"


def _coming(on: date) -> AgreedRentQuerySet:
    return AgreedRent.objects.standing().filter(basis="index", from_on__gt=on)
