"""The ladder in force, and where a case stands on it."""

from datetime import date, timedelta
from pathlib import Path

from heimveg.accounts.house import by_the_house
from heimveg.base.datafiles import in_force, rows_of
from heimveg.base.errors import NoRuleKnown
from heimveg.prevention.models import InstalmentPlan, PreventionCase
from heimveg.prevention.rules import (
    Climbed,
    Next,
    Result,
    Rung,
    climbed,
    ladder_on,
    next_step,
)
from heimveg.prevention.rules.ladder import CONTACT
from heimveg.tenancies.models import Lease

DATA = Path(__file__).parents[1] / "data"


def ladder(*, on: date) -> tuple[Rung, ...]:
    """Raises NoRuleKnown for a day before the first step was written."""
    rungs = ladder_on(rows_of(DATA / "ladder.csv"), on)
    if not rungs:
        raise NoRuleKnown
    return rungs


def contact_by(seen_on: date) -> date:
    """By when somebody should have been in contact after a sign."""
    contact = next(rung for rung in ladder(on=seen_on) if rung.code == CONTACT)
    return seen_on + timedelta(days=contact.within_days or 0)


def climbed_in(case: PreventionCase, *, on: date) -> Climbed:
    """Which steps were taken, and which were tried in vain."""
    rows = case.steps.order_by("taken_on", "pk").values_list("code", "taken_on", "result")
    steps = [(code, day, Result(result)) for code, day, result in rows]
    return climbed(ladder(on=on), steps, leases_since(case))


def leases_since(case: PreventionCase) -> list[date]:
    """The days new leases were signed since the first sign; whoever reads the case learns of them
    what ends a notice, and nothing else."""
    with by_the_house():
        rows = Lease.objects.filter(
            tenancy=case.tenancy_id, signed_on__gte=case.first_sign_on, withdrawn_on=None
        )
        return [day for day in rows.values_list("signed_on", flat=True) if day is not None]


def entered_late(done_on: date, *, on: date) -> int | None:
    """How many days, where a step is entered so late that it is asked why; else None."""
    limit = in_force(DATA / "entering.csv", on)[-1]
    days = (on - done_on).days
    return days if days > int(limit["days"]) else None


def following(case: PreventionCase, *, is_planned: bool, on: date) -> Next | None:
    return next_step(
        ladder(on=on),
        climbed_in(case, on=on),
        first_sign_on=case.first_sign_on,
        is_planned=is_planned,
    )


def looked_ahead(case: PreventionCase, *, on: date) -> PreventionCase:
    """The case with what comes next today, unsaved: what is kept may be of before a new lease,
    until the nightly look."""
    if case.next_code and climbed_in(case, on=on).leased_on is not None:
        case.foresee(following(case, is_planned=False, on=on))
    return case


def is_planned(case: PreventionCase) -> bool:
    """Whether instalments are being kept: then nothing else is done. Whoever works with the case
    learns that it waits for them, and nothing about the money."""
    with by_the_house():
        return InstalmentPlan.objects.running().filter(tenancy=case.tenancy_id).exists()


def have_tried(case: PreventionCase, rung: Rung) -> set[int]:
    """Who took the step that `rung` follows up: another hand than theirs is asked for."""
    steps = case.steps.filter(code=rung.instead_of)
    return set(steps.values_list("taken_by_id", flat=True))
