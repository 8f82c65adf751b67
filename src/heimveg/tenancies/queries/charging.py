"""What a month is to be charged, set against what has been charged. Asked as the system: the
whole month, also for those whom few may see."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import (
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    Value,
)

from heimveg.dwellings.models import RentPart
from heimveg.tenancies.models import AgreedRent, Entry, RentAccount, Tenancy
from heimveg.tenancies.models.ledger import CHARGED
from heimveg.tenancies.rules.rent import (
    RentRules,
    Why,
    first_of_month,
    next_month,
    share_of_rents,
    to_settle,
)


@dataclass(frozen=True, slots=True)
class Booked:
    """A charge of the month, with what it counts for: less what was taken back because the
    tenancy covered less; and with what is left of it: less all that was taken back. What was
    reduced or written off is not charged anew, and not taken back twice."""

    entry: Entry
    counts_ore: int
    left_ore: int


@dataclass(frozen=True)
class Line:
    """A part of a tenancy's month. `charged`: what was charged before; `missing_ore` is below
    nothing where too much was charged."""

    tenancy: Tenancy
    month: date
    part: str
    due_on: date
    missing_ore: int
    charged: list[Booked]


def without_account(month: date) -> QuerySet[Tenancy]:
    has = RentAccount.objects.filter(tenancy=OuterRef("pk"))
    return _of_month(month).filter(~Exists(has)).order_by("pk")


def _of_month(month: date) -> QuerySet[Tenancy]:
    runs = Q(started_on__lt=next_month(month)) & (Q(ended_on=None) | Q(ended_on__gt=month))
    return Tenancy.objects.filter(runs)


def parts_of(dwellings: Sequence[int]) -> dict[int, dict[str, int]]:
    """Dwelling → part → øre a month."""
    parts: defaultdict[int, dict[str, int]] = defaultdict(dict)
    for row in RentPart.objects.filter(dwelling__in=dwellings).order_by("kind"):
        parts[row.dwelling_id][row.kind] = row.ore_month
    return dict(parts)


def lines_of(month: date, *, rules: RentRules, on: date) -> Iterator[Line]:
    """What is missing for `month`, and for months before where something was charged: who moved
    in late is charged for the month before, and who moved out, whenever that was written, gets
    back what lies after. Nothing for what is settled already, and nothing on `on` for a tenancy
    that waits for its home: what was charged of it ahead is taken back."""
    before = first_of_month(date.fromordinal(month.toordinal() - 1))
    waiting = set(Tenancy.objects.waiting(on).values_list("pk", flat=True))
    for left in _months_left_early(before=before):
        yield from _lines(left, Q(ended_on__isnull=False), rules=rules, waiting=waiting)
    if Entry.objects.filter(month=before).exists():
        yield from _lines(before, Q(), rules=rules, waiting=waiting)
    yield from _lines(month, Q(), rules=rules, waiting=waiting)


def _months_left_early(*, before: date) -> list[date]:
    """Earlier months charged to somebody who, as it turned out, had moved out by their end."""
    month_end = ExpressionWrapper(
        F("month") + Value(timedelta(days=31)), output_field=DateTimeField()
    )
    rows = Entry.objects.filter(
        kind__in=CHARGED, month__lt=before, tenancy__ended_on__lt=month_end
    )
    return sorted({month for month in rows.values_list("month", flat=True) if month})


def _lines(month: date, which: Q, *, rules: RentRules, waiting: set[int]) -> Iterator[Line]:
    charged, agreed = _charged(month), _agreed(month)
    was_charged = Entry.objects.filter(month=month, kind__in=CHARGED).values("tenancy")
    asked = Q(pk__in=_of_month(month).values("pk")) | Q(pk__in=was_charged)
    for tenancy in Tenancy.objects.filter(asked, which).order_by("pk"):
        mine, rents = charged.get(tenancy.pk, {}), agreed.get(tenancy.pk, {})
        for part in sorted({*mine, *rents}):
            should = share_of_rents(
                rents.get(part, []), month, tenancy.started_on, tenancy.ended_on
            )
            should = 0 if tenancy.pk in waiting else should
            entries = mine.get(part, [])
            missing = to_settle(should, sum(booked.counts_ore for booked in entries))
            if missing:
                due = max(rules.due_on(month), tenancy.started_on)
                yield Line(tenancy, month, part, due, missing, entries)


def _charged(month: date) -> dict[int, dict[str, list[Booked]]]:
    """Tenancy → part → what was charged of the month, the newest first."""
    moved = Sum("corrections__ore", filter=Q(corrections__why=Why.MOVED), default=0)
    rows: QuerySet[Any] = Entry.objects.filter(month=month, kind__in=CHARGED)
    rows = rows.annotate(moved_ore=moved, gone_ore=Sum("corrections__ore", default=0))
    found: dict[int, dict[str, list[Booked]]] = {}
    for entry in rows.order_by("-pk"):
        booked = Booked(entry, entry.ore - entry.moved_ore, entry.ore - entry.gone_ore)
        found.setdefault(entry.tenancy_id or 0, {}).setdefault(entry.part, []).append(booked)
    return found


def _agreed(month: date) -> dict[int, dict[str, list[tuple[date, int]]]]:
    """Tenancy → part → what was agreed when the month began and what changed in it, in order."""
    found: defaultdict[int, dict[str, list[tuple[date, int]]]] = defaultdict(dict)
    rows = AgreedRent.objects.standing().filter(from_on__lt=next_month(month))
    rows = rows.order_by("from_on", "pk")
    for tenancy_id, part, from_on, ore in rows.values_list(
        "tenancy", "part", "from_on", "ore_month"
    ):
        kept = found[tenancy_id].get(part, []) if from_on > month else []
        found[tenancy_id][part] = [*kept, (from_on, ore)]
    return found
