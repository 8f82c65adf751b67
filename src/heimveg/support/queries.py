"""What may be asked about measures that touch a person's rights, and their legal bases."""

from datetime import date
from pathlib import Path

from django.db.models import Q

from heimveg.access.gate import Actor
from heimveg.base.datafiles import rows_of
from heimveg.support.models import RightsMeasure, RightsMeasureQuerySet
from heimveg.support.permissions import READ_MEASURES
from heimveg.support.rules import Ground, grounds_on

GROUNDS = Path(__file__).parent / "data" / "grounds.csv"


def grounds(*, on: date) -> dict[str, Ground]:
    """Legal bases in force on a day, by code."""
    return grounds_on(rows_of(GROUNDS), on)


def ground_named(code: str) -> Ground | None:
    """A legal basis by its code, in force or not."""
    row = next((row for row in rows_of(GROUNDS) if row["code"] == code), None)
    return None if row is None else next(iter(grounds_on([row], _first_day(row)).values()))


def _first_day(row: dict[str, str]) -> date:
    return date.fromisoformat(row["started_on"])


def measures(actor: Actor, *, on: date, running: bool = True) -> RightsMeasureQuerySet:
    """Measures of the people the actor follows up, those to be reviewed first; or those over."""
    rows = RightsMeasure.objects.permitted_to(actor, READ_MEASURES)
    runs = Q(ended_on=None) | Q(ended_on__gt=on)
    rows = rows.filter(runs if running else ~runs)
    return rows.select_related("person", "unit").most_pressing_first()


def measures_of(actor: Actor, person_id: int) -> RightsMeasureQuerySet:
    rows = RightsMeasure.objects.permitted_to(actor, READ_MEASURES).filter(person_id=person_id)
    return rows.order_by("-started_on", "-pk")
