"""Which ends were written lately, by whom; and the days the municipality has set about ends."""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from django.utils.translation import ngettext

from heimveg.access.gate import Actor
from heimveg.accounts.house import by_the_house
from heimveg.base.datafiles import in_force
from heimveg.base.errors import Invalid, NoRuleKnown
from heimveg.tenancies.models import EndRecord, Tenancy
from heimveg.tenancies.permissions import END_TENANCY

FILE = Path(__file__).parents[1] / "data" / "ending.csv"
SHORTEST_REASON = 10  # characters
SHOWN = 20  # ends of one colleague


def days_of(code: str, *, on: date) -> int:
    """`late` or `take_back`, in days. Raises NoRuleKnown."""
    for row in in_force(FILE, on):
        if row["code"] == code:
            return int(row["value"])
    raise NoRuleKnown


def ended_late(ended_on: date, *, on: date) -> int | None:
    """How many days ago, where that is so long that it is asked why; else None."""
    days = (on - ended_on).days
    return days if days > days_of("late", on=on) else None


def must_say_why_late(because: str, ended_on: date, *, on: date) -> None:
    """Raises Invalid (`late_because`)."""
    days = ended_late(ended_on, on=on)
    if days is None or len(because.strip()) >= SHORTEST_REASON:
        return
    text = ngettext(
        "This was %(days)s day ago. Write why it is entered only now.",
        "This was %(days)s days ago. Write why it is entered only now.",
        days,
    )
    raise Invalid({"late_because": text % {"days": days}})


@dataclass(frozen=True, slots=True)
class EndedLately:
    """An end the actor wrote. Nothing of who lived there: that may be nobody's to see now."""

    tenancy_id: int
    address: str
    ended_on: date


def ended_lately(actor: Actor, *, on: date) -> list[EndedLately]:
    """Ends the actor wrote that can still be taken back by their day, the newest first. Asked
    past what the actor sees, for with the end the relation is over; never of who is protected."""
    first = on - timedelta(days=days_of("take_back", on=on))
    with by_the_house():
        rows = EndRecord.objects.filter(
            recorded_by=actor.user_id,
            taken_back_on=None,
            ended_on__gte=first,
            tenancy__ended_on__isnull=False,
            person__protection=None,
        )
        newest = rows.select_related("tenancy__dwelling").order_by("-recorded_on", "-pk")
        return [
            EndedLately(row.tenancy_id, row.tenancy.dwelling.address, row.ended_on)
            for row in newest[:SHOWN]
        ]


def end_of_mine(actor: Actor, tenancy_id: int, *, on: date) -> Tenancy:
    """A tenancy with an end that the actor sees, or wrote lately. Raises Tenancy.DoesNotExist."""
    rows = Tenancy.objects.select_related("dwelling").filter(ended_on__isnull=False)
    found = rows.permitted_to(actor, END_TENANCY).filter(pk=tenancy_id).first()
    if found is not None:
        return found
    if tenancy_id not in {row.tenancy_id for row in ended_lately(actor, on=on)}:
        raise Tenancy.DoesNotExist
    with by_the_house():
        return rows.get(pk=tenancy_id)
