"""What a month's rent is, what is owed and since when, and what a correction may take back. Pure.

All amounts are whole øre. The ledger is kept as transfers: each moves an amount from one account
to another, so that the whole always balances.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from heimveg.dwellings.rules import RentPartKind


class Account(StrEnum):
    """Where money stands. The tenant's account is the only one that belongs to a tenancy."""

    TENANT = "tenant"  # what the tenant owes
    RENT = "rent"  # what was charged
    BANK = "bank"  # what came in
    UNPLACED = "unplaced"  # came in, and nobody knows yet from whom


class EntryKind(StrEnum):
    CHARGE = "charge"  # one part of one month
    EXTRA = "extra"  # charged afterwards: the month became longer
    PAYMENT = "payment"  # from a bank file, known by its KID
    RECEIVED = "received"  # from a bank file, from nobody we know
    PLACED = "placed"  # that payment, placed by hand
    REVERSAL = "reversal"  # the bank took a payment back
    RETURNED = "returned"  # a reversal of a payment from nobody we know
    PAID_OUT = "paid_out"  # credit of who has moved out, written by hand
    CORRECTION = "correction"  # takes back some or all of an entry


A, K = Account, EntryKind
# From (who owes less or has more) … each kind moves money between these two, debit then credit.
MOVES: dict[EntryKind, tuple[Account, Account]] = {
    K.CHARGE: (A.TENANT, A.RENT),
    K.EXTRA: (A.TENANT, A.RENT),
    K.PAYMENT: (A.BANK, A.TENANT),
    K.RECEIVED: (A.BANK, A.UNPLACED),
    K.PLACED: (A.UNPLACED, A.TENANT),
    K.REVERSAL: (A.TENANT, A.BANK),
    K.RETURNED: (A.UNPLACED, A.BANK),
    K.PAID_OUT: (A.TENANT, A.BANK),
}
CORRECTABLE = frozenset(
    {K.CHARGE, K.EXTRA, K.PLACED, K.PAID_OUT}
)  # the bank corrects its own lines


def turned(kind: EntryKind) -> tuple[Account, Account]:
    """The accounts of a correction of an entry of `kind`. Raises KeyError where none is made."""
    if kind not in CORRECTABLE:
        raise KeyError(kind)
    debit, credit = MOVES[kind]
    return credit, debit


class Why(StrEnum):
    """Why an entry is corrected. A choice, not free text: the ledger tells nothing of a person."""

    MOVED = "moved"  # the tenancy covers less of the month than was charged
    AGREED = "agreed"  # another rent holds than the one that was charged
    AMOUNT = "amount"  # the amount was wrong
    PLACE = "place"  # it was placed with the wrong tenancy
    REDUCTION = "reduction"  # agreed: the home was not as it should be
    WRITTEN_OFF = "written_off"  # nobody expects it any more


# What the charge of a month takes back by itself, and charges again where it holds after all.
BY_THE_CHARGE = frozenset({Why.MOVED, Why.AGREED})


@dataclass(frozen=True, slots=True)
class Transfer:
    """What the rules need of one entry. `due_on` for what is charged, else the day it counts."""

    debit: Account
    credit: Account
    ore: int
    day: date


def balances(transfers: Iterable[Transfer]) -> dict[Account, int]:
    """Debit less credit for each account. They sum to nothing, whatever the transfers are."""
    sums = dict.fromkeys(Account, 0)
    for transfer in transfers:
        sums[transfer.debit] += transfer.ore
        sums[transfer.credit] -= transfer.ore
    return sums


def first_of_month(day: date) -> date:
    return day.replace(day=1)


def next_month(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def share_of_month(ore: int, month: date, start: date, end: date | None) -> int:
    """What of a month's `ore` a tenancy from `start` up to, not including, `end` pays for.

    By day: the days in the home over the days of that month, to the nearest øre, a half up. A
    month of 31 days and one of 28 cost the same when they are whole.
    """
    first, after = first_of_month(month), next_month(month)
    days = (min(end or after, after) - max(start, first)).days
    whole = (after - first).days
    return (2 * ore * max(days, 0) + whole) // (2 * whole)


def parts_summing_to(whole_ore: int, before: Mapping[str, int]) -> dict[str, int]:
    """The parts of a new rent. Electricity, heating and the like stay as they were and the rent
    itself takes the change; where they alone cost more than the whole, all of it is rent."""
    others = {part: ore for part, ore in before.items() if part != RentPartKind.RENT}
    rest = whole_ore - sum(others.values())
    if rest < 0:
        return {str(RentPartKind.RENT): whole_ore} | dict.fromkeys(others, 0)
    return {str(RentPartKind.RENT): rest} | others


def share_of_rents(
    rents: Sequence[tuple[date, int]], month: date, start: date, end: date | None
) -> int:
    """What a tenancy from `start` up to `end` pays for a month in which the rent may change:
    each of `rents` (from which day, øre a month; in order) holds until the next."""
    ore = 0
    for n, (from_on, each) in enumerate(rents):
        until = rents[n + 1][0] if n + 1 < len(rents) else None
        first = start if n == 0 else max(start, from_on)
        days_left = [day for day in (end, until) if day is not None]
        ore += share_of_month(each, month, first, min(days_left) if days_left else None)
    return ore


def to_settle(should_ore: int, charged_ore: int) -> int:
    """What is still to be charged for a part of a month; below nothing, to be taken back."""
    return should_ore - charged_ore


WINDOWS = (30, 60, 90)  # days; older than the last is a class of its own


@dataclass(frozen=True, slots=True)
class Aged:
    """Arrears in øre by the age of what is unpaid: 0–30, 31–60, 61–90 days, and older."""

    to_30: int = 0
    to_60: int = 0
    to_90: int = 0
    over_90: int = 0

    @property
    def total(self) -> int:
        return self.to_30 + self.to_60 + self.to_90 + self.over_90

    def __add__(self, other: "Aged") -> "Aged":
        return Aged(
            self.to_30 + other.to_30,
            self.to_60 + other.to_60,
            self.to_90 + other.to_90,
            self.over_90 + other.over_90,
        )


def aged(owed_ore: int, *, due_30: int, due_60: int, due_90: int) -> Aged:
    """What is owed by age, from what fell due in each window.

    Payments cover the oldest first, so what is unpaid is the newest: no list of single debts is
    needed. What is paid in advance owes nothing.
    """
    rest = max(owed_ore, 0)
    to_30 = min(rest, max(due_30, 0))
    to_60 = min(rest - to_30, max(due_60, 0))
    to_90 = min(rest - to_30 - to_60, max(due_90, 0))
    return Aged(to_30, to_60, to_90, rest - to_30 - to_60 - to_90)


def owed_on(dues: Iterable[tuple[date, int]], paid: Iterable[tuple[date, int]], on: date) -> int:
    """Øre that fell due by `on` less what was paid by then; below nothing when in advance."""
    return sum(ore for day, ore in dues if day <= on) - sum(ore for day, ore in paid if day <= on)


@dataclass(frozen=True, slots=True)
class RentRules:
    """The law's and the municipality's numbers on a day, from data/rent_rules.csv."""

    due_day: int
    index_months: int  # at least so long between two regulations
    index_notice_months: int  # of written notice
    payment_days: int = 0

    def due_on(self, month: date) -> date:
        """The day a month's rent is due; the last of the month where it has no such day."""
        last = next_month(month) - timedelta(days=1)
        return month.replace(day=min(self.due_day, last.day))


def rules_on(rows: Sequence[Mapping[str, str]], on: date) -> RentRules:
    """The numbers in force. Raises KeyError when one is missing that day."""
    found = {
        row["code"]: int(row["value"])
        for row in rows
        if row["started_on"] <= on.isoformat()
        and (not row["ended_on"] or on.isoformat() < row["ended_on"])
    }
    return RentRules(found["due_day"], found["index_months"], found["index_notice_months"])


class NotYet(ValueError):
    """Why the rent cannot be regulated so: `code` is too_soon, no_index, or falls; `from_on` the
    first day it can."""

    def __init__(self, code: str, from_on: date | None = None) -> None:
        super().__init__(code)
        self.code, self.from_on = code, from_on


def months_later(day: date, months: int) -> date:
    """The same day `months` later; the last of the month where it has no such day."""
    year, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + year, month + 1, 1)
    return first.replace(day=min(day.day, (next_month(first) - timedelta(days=1)).day))


def earliest_regulation(*, last_set_on: date, told_on: date, rules: RentRules) -> date:
    """The first day a regulated rent can hold: a year after it was last set, and a whole month
    after the written notice. Rents change on the first of a month, so the next first.

    Source: husleieloven § 4-2.
    """
    a_year = months_later(last_set_on, rules.index_months)
    noticed = months_later(told_on, rules.index_notice_months)
    day = max(a_year, noticed)
    return day if day.day == 1 else next_month(first_of_month(day))


@dataclass(frozen=True, slots=True)
class RegulationDay:
    """A day regulated rents can hold from, and the rents it is the earliest day of: those last
    set after `set_after` (None: however long ago) and until `set_until`."""

    from_on: date
    set_after: date | None
    set_until: date


def regulation_days(
    *, told_on: date, ahead_months: int, rules: RentRules
) -> Iterator[RegulationDay]:
    """The days within `ahead_months` that notice on `told_on` reaches, the first one first."""
    before = None
    day = earliest_regulation(last_set_on=date.min, told_on=told_on, rules=rules)
    while day <= months_later(told_on, ahead_months):
        until = months_later(day, -rules.index_months)
        yield RegulationDay(day, before, until)
        before, day = until, next_month(day)


def regulated(ore: int, *, index_then: int, index_now: int) -> int:
    """The rent after the change of the consumer price index, down to whole øre: never above.

    Indices are in tenths (a published 135.0 is 1350). Raises NotYet for an index that fell.
    """
    if index_then <= 0 or index_now < index_then:
        raise NotYet("falls")
    return ore * index_now // index_then
