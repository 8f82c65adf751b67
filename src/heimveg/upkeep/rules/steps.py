"""From notice to ready, and from a closed door to lawful access: which step, and for how long."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum, StrEnum


class Step(StrEnum):
    """Where a home between two tenants is."""

    NOTICE = "notice"
    VACATED = "vacated"
    INSPECTED = "inspected"
    WORKS = "works"
    AT_STANDARD = "at_standard"
    READY = "ready"


STEPS = tuple(Step)


@dataclass(frozen=True, slots=True)
class Dates:
    """The day each step was reached; None where it has not been, or was not needed (works)."""

    noticed: date
    vacated: date | None = None
    inspected: date | None = None
    works: date | None = None
    at_standard: date | None = None
    ready: date | None = None

    def reached(self) -> list[tuple[Step, date]]:
        days = (
            self.noticed,
            self.vacated,
            self.inspected,
            self.works,
            self.at_standard,
            self.ready,
        )
        return [(step, day) for step, day in zip(STEPS, days, strict=True) if day is not None]


def step_on(dates: Dates, day: date) -> Step:
    """The furthest step reached on `day`; a day of moving out still to come is notice."""
    past = [step for step, reached in dates.reached() if reached <= day]
    return past[-1] if past else Step.NOTICE


@dataclass(frozen=True, slots=True)
class Spell:
    """One step: from which day, and for how many days until the next, or until today."""

    step: Step
    since: date
    days: int


def days_in_steps(dates: Dates, *, until: date) -> list[Spell]:
    """Days at each step. Together they are the days from notice to ready (or to `until`); none
    where even the notice is still to come, as for a lease whose last day is known."""
    reached = [(step, day) for step, day in dates.reached() if day <= until]
    ends = [*(day for _step, day in reached), until][1:]
    return [
        Spell(step, day, 0 if step is Step.READY else max((end - day).days, 0))
        for (step, day), end in zip(reached, ends, strict=True)
    ]


class AccessStep(IntEnum):
    """What is done when nobody opens. Nobody enters against the resident's will: the last step
    leads to the namsmann or to giving up, not to a locksmith."""

    NOT_OPENED = 1
    ASKED_AGAIN = 2
    WRITTEN_NOTICE = 3
    TAKEN_FURTHER = 4


def next_access_step(taken: Mapping[AccessStep, date]) -> AccessStep | None:
    """The first step that has not been taken; None when all are."""
    return next((step for step in AccessStep if step not in taken), None)


def why_access_must_wait(
    taken: Mapping[AccessStep, date], *, step: AccessStep, on: date, notice_days: int
) -> date | None:
    """The first day the step may be taken, when that is after `on`; None when it may be now. One
    step a day: somebody who was not at home shall have time to answer.

    Husleieloven § 5-6: the tenant shall be warned in reasonable time. `notice_days` is what the
    municipality calls reasonable.
    """
    before = [day for taken_step, day in taken.items() if taken_step < step]
    first = max((day + timedelta(days=1) for day in before), default=on)
    if step is AccessStep.TAKEN_FURTHER and AccessStep.WRITTEN_NOTICE in taken:
        first = max(first, taken[AccessStep.WRITTEN_NOTICE] + timedelta(days=notice_days))
    return first if first > on else None
