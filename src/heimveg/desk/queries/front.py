"""The figures of the front page: homes by kind and why they stand empty. Nothing about persons."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import (
    Avg,
    BooleanField,
    Count,
    DurationField,
    Expression,
    ExpressionWrapper,
    F,
    Q,
    Value,
)
from django.db.models.fields import DateField

from heimveg.allocation.models import Hold
from heimveg.allocation.rules import HOLDING
from heimveg.base.parts import Text
from heimveg.dwellings.models import Dwelling, OutOfUse
from heimveg.dwellings.rules import HousingKind, built_form
from heimveg.tenancies.models import Letting

STATES = ("let", "held", "out_of_use")
FIGURES = ("homes", "free", *STATES)


@dataclass(frozen=True, slots=True)
class Stock:
    """Homes of one kind, or of all. A home may be both let and out of use."""

    kind: HousingKind | None
    label: Text
    homes: int
    free: int
    held: int
    let: int
    out_of_use: int

    @property
    def let_percent(self) -> int:
        return round(100 * self.let / self.homes) if self.homes else 0


@dataclass(frozen=True, slots=True)
class Cause:
    """Why homes are out of use now, how many, and for how many days on average so far."""

    label: Text
    homes: int
    days: int


def stock_by_kind(*, on: date, knows_kinds: bool) -> list[Stock]:
    """One row for each kind there is, in the order of the kinds; of the ways they are built for
    who meets tenants and not what their homes are for. One query.

    Each state is asked for as a set of homes, not home by home, and once: a city has thousands.
    """
    states = _states(on)
    homes = Dwelling.objects.running_on(on).order_by().annotate(**states)
    groups = homes.values_list("kind", *states).annotate(homes=Count("pk"))
    found: dict[str, Counter[str]] = {}
    for kind, *is_so, number in groups:
        figures = [name for name, so in zip(STATES, is_so, strict=True) if so] or ["free"]
        told = kind if knows_kinds else built_form(kind)
        found.setdefault(told, Counter()).update(dict.fromkeys(["homes", *figures], number))
    labels = dict(Dwelling._meta.get_field("kind").flatchoices)
    return [
        Stock(kind, labels[kind], **{name: found[kind][name] for name in FIGURES})
        for kind in HousingKind
        if kind in found
    ]


def _states(day: date) -> dict[str, Expression]:
    """The states of `allocation.queries.vacancies.homes_that_are`, as sets. None of them: free."""
    let = Q(pk__in=Letting.objects.begun_on(day).values("dwelling"))
    later = Q(pk__in=Letting.objects.to_come(day).values("dwelling"))
    holds = Hold.objects.filter(state__in=[str(state) for state in HOLDING])
    held = Q(pk__in=holds.values("dwelling")) | later
    out = Q(pk__in=OutOfUse.objects.running_on(day).values("dwelling"))
    sets = zip(STATES, (let, held, out), strict=True)
    return {f"is_{name}": ExpressionWrapper(is_so, BooleanField()) for name, is_so in sets}


def together(stock: Sequence[Stock], label: Text) -> Stock:
    return Stock(
        None,
        label,
        homes=sum(row.homes for row in stock),
        free=sum(row.free for row in stock),
        held=sum(row.held for row in stock),
        let=sum(row.let for row in stock),
        out_of_use=sum(row.out_of_use for row in stock),
    )


def causes_of_vacancy(*, on: date) -> list[Cause]:
    """Why homes are out of use, most homes first. One query."""
    since = ExpressionWrapper(
        Value(on, DateField()) - F("started_on"), output_field=DurationField()
    )
    rows = (
        OutOfUse.objects.running_on(on)
        .values_list("cause")
        .annotate(homes=Count("pk"), age=Avg(since))
        .order_by("-homes", "cause")
    )
    labels = dict(OutOfUse._meta.get_field("cause").flatchoices)
    return [Cause(labels[cause], homes, age.days) for cause, homes, age in rows]
