"""The ladder in force, and where a case stands on it."""

import csv
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from heimveg.base.errors import NoRuleKnown
from heimveg.prevention.models import PreventionCase
from heimveg.prevention.rules import Next, Result, Rung, ladder_on, next_step, taken_on
from heimveg.prevention.rules.ladder import CONTACT

DATA = Path(__file__).parents[1] / "data"


@cache
def _rows() -> tuple[dict[str, str], ...]:
    with (DATA / "ladder.csv").open(encoding="utf-8", newline="") as file:
        file.readline()
        return tuple(csv.DictReader(file))


def ladder(*, on: date) -> tuple[Rung, ...]:
    """Raises NoRuleKnown for a day before the first step was written."""
    rungs = ladder_on(_rows(), on)
    if not rungs:
        raise NoRuleKnown
    return rungs


def contact_by(seen_on: date) -> date:
    """By when somebody should have been in contact after a sign."""
    contact = next(rung for rung in ladder(on=seen_on) if rung.code == CONTACT)
    return seen_on + timedelta(days=contact.within_days or 0)


def taken_in(case: PreventionCase, *, on: date) -> dict[str, date]:
    """Step → the first day it was taken."""
    rows = case.steps.order_by("taken_on", "pk").values_list("code", "taken_on", "result")
    return taken_on(ladder(on=on), [(code, day, Result(result)) for code, day, result in rows])


def following(case: PreventionCase, *, is_planned: bool, on: date) -> Next | None:
    return next_step(
        ladder(on=on),
        taken_in(case, on=on),
        first_sign_on=case.first_sign_on,
        is_planned=is_planned,
    )
