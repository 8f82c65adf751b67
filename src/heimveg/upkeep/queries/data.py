"""The dated rows of `data/`: the starting set of criteria, and the limits upkeep counts with."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from heimveg.base.datafiles import in_force
from heimveg.base.errors import NoRuleKnown
from heimveg.upkeep.models import Criterion

DATA = Path(__file__).parents[1] / "data"


@dataclass(frozen=True, slots=True)
class Suggested:
    """A criterion of the starting set. `minimum` in `unit`."""

    code: str
    theme: str
    is_required: bool
    unit: str
    minimum: Decimal | None
    text_nb: str
    text_nn: str
    text_en: str
    source_nb: str
    source_nn: str
    source_en: str
    is_waivable: bool
    law: str  # the section that makes it a duty, where none may waive it


def limit(code: str, *, on: date) -> int:
    """Raises NoRuleKnown for a code that no row has on that day."""
    values = (row["value"] for row in in_force(DATA / "limits.csv", on) if row["code"] == code)
    value = next(values, None)
    if value is None:
        raise NoRuleKnown
    return int(value)


def resident_words(*, on: date) -> dict[str, str]:
    """Topic → pattern of what makes a criterion one about who lives in the home."""
    return {row["topic"]: row["pattern"] for row in in_force(DATA / "residents.csv", on)}


def bounds_of(unit: str, *, on: date) -> tuple[Decimal, Decimal] | None:
    """The lowest and the highest that can be measured in a unit; None where none are set."""
    for row in in_force(DATA / "bounds.csv", on):
        if row["unit"] == unit:
            return Decimal(row["lowest"]), Decimal(row["highest"])
    return None


def order_ahead(*, on: date) -> timedelta:
    """How long before it is due a recurring task is ordered."""
    return timedelta(days=limit("order_ahead_days", on=on))


def catalogue(*, on: date) -> list[Suggested]:
    """The starting set, in order."""
    return [
        Suggested(
            row["code"],
            row["theme"],
            row["is_required"] == "1",
            row["unit"],
            Decimal(row["minimum"]) if row["minimum"] else None,
            row["text_nb"],
            row["text_nn"],
            row["text_en"],
            row["source_nb"],
            row["source_nn"],
            row["source_en"],
            row["waivable"] == "1",
            row["law"],
        )
        for row in in_force(DATA / "criteria.csv", on)
    ]


def next_own_number() -> int:
    """The first number that no criterion of the municipality's own ever had: what is known of
    homes is kept by code, and is not mixed up."""
    codes = Criterion.objects.filter(code__startswith="own_").values_list("code", flat=True)
    numbers = [int(tail) for code in codes if (tail := code.removeprefix("own_")).isdecimal()]
    return max(numbers, default=0) + 1
