"""What a month is to be charged, set against what has been charged. Asked as the system: the
whole month, also for those whom few may see."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
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
    BY_THE_CHARGE,
    RentRules,
    Why,
    first_of_month,
    next_month,
    share_of_rents,
    to_settle,
)


@dataclass(frozen=True, slots=True)
class Booked:
    """A charge of the month. What it counts for: less what was taken back because the tenancy
    covered less or the rent was another. What is left of it: less all that was taken back. What
    was reduced or written off is not charged anew, and not taken back twice."""

    entry: Entry
    counts_ore: int
    left_ore: int


@dataclass(frozen=True)
class Line:
    """A part of a tenancy's month. `charged`: what was charged before; `missing_ore` is below
    nothing where too much was charged, and `why` says of which kind that is."""

    tenancy: Tenancy
    month: date
    part: str
    due_on: date
    missing_ore: int
    charged: list[Booked]
    why: Why = Why.MOVED

    def taken_back(self) -> Iterator[tuple[Entry, int]]:
        """What was charged too much: of which entries, and how much of each. Never more than
        stands of them."""
        back = -self.missing_ore
        for booked in self.charged:
            ore = min(back, booked.left_ore)
            if ore > 0:
                yield booked.entry, ore
                back -= ore

    def corrections(self, *, by: int, on: date, at: datetime) -> Iterator[Entry]:
        """Unsaved entries that take back what was charged too much."""
        for entry, ore in self.taken_back():
            yield entry.correction(ore=ore, why=self.why, on=on, by=by, at=at)


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
    in late is charged for the month before, who moved out, whenever that was written, gets back
    what lies after, and who did not move out after all is charged again. Nothing for what is
    settled already, and nothing on `on` for a tenancy that waits for its home: what was charged
    of it ahead is taken back."""
    before = first_of_month(date.fromordinal(month.toordinal() - 1))
    waiting = set(Tenancy.objects.waiting(on).values_list("pk", flat=True))
    for earlier in sorted({*_months_left_early(before=before), *_months_taken_back(before)}):
        moved = Entry.objects.filter(month=earlier, why__in=BY_THE_CHARGE).values("tenancy")
        changed = Q(ended_on__isnull=False) | Q(pk__in=moved)
        yield from _lines(earlier, changed, rules=rules, waiting=waiting)
    if Entry.objects.filter(month=before).exists():
        yield from _lines(before, Q(), rules=rules, waiting=waiting)
    yield from _lines(month, Q(), rules=rules, waiting=waiting)


def beyond(tenancy: Tenancy, *, until: date) -> list[Line]:
    """What was charged one tenancy for days from `until` on, the first day without the home."""
    rows = Entry.objects.filter(tenancy=tenancy, kind__in=CHARGED)
    months = rows.filter(month__gte=first_of_month(until)).values_list("month", flat=True)
    return [
        line
        for month in sorted({month for month in months if month})
        for line in _lines_until(tenancy, month, until)
        if line.missing_ore < 0
    ]


def _lines_until(tenancy: Tenancy, month: date, until: date) -> Iterator[Line]:
    mine = Q(tenancy=tenancy)
    charged, agreed = _charged(month, mine), _agreed(month, mine)
    yield from _of_one(
        tenancy, month, charged.get(tenancy.pk, {}), agreed.get(tenancy.pk, {}),
        until=until, due_on=month,
    )  # fmt: skip


def _months_left_early(*, before: date) -> list[date]:
    """Earlier months charged to somebody who, as it turned out, had moved out by their end."""
    month_end = ExpressionWrapper(
        F("month") + Value(timedelta(days=31)), output_field=DateTimeField()
    )
    rows = Entry.objects.filter(
        kind__in=CHARGED, month__lt=before, tenancy__ended_on__lt=month_end
    )
    return sorted({month for month in rows.values_list("month", flat=True) if month})


def _months_taken_back(before: date) -> list[date]:
    """Earlier months of which something was taken back because the tenancy covered less, of
    tenancies that cover some of it after all: their end was written, and may be another now."""
    covers = Q(tenancy__ended_on=None) | Q(tenancy__ended_on__gt=F("month"))
    rows = Entry.objects.filter(covers, why__in=BY_THE_CHARGE, month__lt=before)
    return [month for month in rows.values_list("month", flat=True).distinct() if month]


def _lines(month: date, which: Q, *, rules: RentRules, waiting: set[int]) -> Iterator[Line]:
    charged, agreed = _charged(month), _agreed(month)
    was_charged = Entry.objects.filter(month=month, kind__in=CHARGED).values("tenancy")
    asked = Q(pk__in=_of_month(month).values("pk")) | Q(pk__in=was_charged)
    for tenancy in Tenancy.objects.filter(asked, which).order_by("pk"):
        waits = tenancy.pk in waiting
        yield from _of_one(
            tenancy, month, charged.get(tenancy.pk, {}), agreed.get(tenancy.pk, {}),
            until=tenancy.started_on if waits else tenancy.ended_on,
            due_on=max(rules.due_on(month), tenancy.started_on),
        )  # fmt: skip


def _of_one(  # a tenancy's month, and what is known of it
    tenancy: Tenancy, month: date, charged: dict[str, list[Booked]],
    rents: dict[str, list[tuple[date, int]]], *, until: date | None, due_on: date,
) -> Iterator[Line]:  # fmt: skip
    """The parts of one month where something is missing or too much, up to, not including,
    `until`."""
    is_whole = tenancy.started_on <= month and (until is None or until >= next_month(month))
    why = Why.AGREED if is_whole else Why.MOVED
    for part in sorted({*charged, *rents}):
        should = share_of_rents(rents.get(part, []), month, tenancy.started_on, until)
        entries = charged.get(part, [])
        missing = to_settle(should, sum(booked.counts_ore for booked in entries))
        if missing:
            yield Line(tenancy, month, part, due_on, missing, entries, why)


def _charged(month: date, which: Q | None = None) -> dict[int, dict[str, list[Booked]]]:
    """Tenancy → part → what was charged of the month, the newest first."""
    moved = Sum("corrections__ore", filter=Q(corrections__why__in=BY_THE_CHARGE), default=0)
    rows: QuerySet[Any] = Entry.objects.filter(which or Q(), month=month, kind__in=CHARGED)
    rows = rows.annotate(moved_ore=moved, gone_ore=Sum("corrections__ore", default=0))
    found: dict[int, dict[str, list[Booked]]] = {}
    for entry in rows.order_by("-pk"):
        booked = Booked(entry, entry.ore - entry.moved_ore, entry.ore - entry.gone_ore)
        found.setdefault(entry.tenancy_id or 0, {}).setdefault(entry.part, []).append(booked)
    return found


def _agreed(month: date, which: Q | None = None) -> dict[int, dict[str, list[tuple[date, int]]]]:
    """Tenancy → part → what was agreed when the month began and what changed in it, in order."""
    found: defaultdict[int, dict[str, list[tuple[date, int]]]] = defaultdict(dict)
    rows = AgreedRent.objects.standing().filter(which or Q(), from_on__lt=next_month(month))
    rows = rows.order_by("from_on", "pk")
    for tenancy_id, part, from_on, ore in rows.values_list(
        "tenancy", "part", "from_on", "ore_month"
    ):
        kept = found[tenancy_id].get(part, []) if from_on > month else []
        found[tenancy_id][part] = [*kept, (from_on, ore)]
    return found
