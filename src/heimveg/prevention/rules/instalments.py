"""A plan to pay arrears in instalments, and whether it is kept. Pure; øre.

What counts is what is owed, not single payments: on each day an instalment falls due, arrears may
be no more than they were at the start less the instalments due by then. So the rent that falls due
meanwhile must be paid too, and who pays more than agreed is ahead.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from heimveg.tenancies.rules.rent import months_later, owed_on

GRACE_DAYS = 3  # a payment takes days through the bank


@dataclass(frozen=True, slots=True)
class Instalment:
    due_on: date
    ore: int


class PlanState(StrEnum):
    RUNNING = "running"
    KEPT = "kept"  # the last instalment is due, and nothing of it is owed
    BROKEN = "broken"
    ENDED = "ended"  # by agreement, or with the tenancy


@dataclass(frozen=True, slots=True)
class Standing:
    """How a plan stands on a day. `short_ore` is what was missing on `broken_on`."""

    state: PlanState
    broken_on: date | None = None
    short_ore: int = 0


def spread(ore: int, *, times: int, first_on: date) -> tuple[Instalment, ...]:
    """`ore` in `times` monthly instalments of whole kroner as equal as can be; the last takes the
    rest. They sum to `ore` exactly. Raises ValueError for what cannot be spread."""
    if ore <= 0 or times < 1 or ore < times * 100:
        raise ValueError("nothing to spread")
    each = ore // times // 100 * 100
    parts = [each] * (times - 1) + [ore - each * (times - 1)]
    return tuple(Instalment(months_later(first_on, n), part) for n, part in enumerate(parts))


def standing(
    instalments: Sequence[Instalment],
    *,
    owed_ore: int,
    dues: Iterable[tuple[date, int]],
    paid: Iterable[tuple[date, int]],
    on: date,
) -> Standing:
    """Whether the plan is kept on `on`. `owed_ore`: arrears when it was agreed; `dues`, `paid`:
    all that fell due and was paid on the account, each with its day.

    An instalment is missed when, three days after its day, more is owed than the plan allows.
    """
    all_dues, all_paid = list(dues), list(paid)
    allowed = owed_ore
    for instalment in sorted(instalments, key=lambda i: i.due_on):
        allowed -= instalment.ore
        looked = instalment.due_on + timedelta(days=GRACE_DAYS)
        if looked > on:
            return Standing(PlanState.RUNNING)
        due = owed_on(all_dues, [], instalment.due_on)
        short = due - sum(ore for day, ore in all_paid if day <= looked) - max(allowed, 0)
        if short > 0:
            return Standing(PlanState.BROKEN, looked, short)
    return Standing(PlanState.KEPT)


def kept_until(state: PlanState, *, last_due_on: date, broken_on: date | None) -> date | None:
    """The first day on which a plan is no longer kept: when it was broken, or the day after the
    last instalment; None of one that runs, and of one that was ended and never broken."""
    if broken_on is not None:
        return broken_on
    return last_due_on + timedelta(days=1) if state is PlanState.KEPT else None


def broken_at_the_earliest(
    instalments: Iterable[Instalment], *, on: date
) -> tuple[Instalment, date] | None:
    """The next instalment that is looked at after `on`, and on which day."""
    for instalment in sorted(instalments, key=lambda i: i.due_on):
        looked = instalment.due_on + timedelta(days=GRACE_DAYS)
        if looked > on:
            return instalment, looked
    return None
