"""What comes in about somebody after the case was closed, told to the page of hand-offs."""

from datetime import date

from django.utils.text import capfirst

from heimveg.access.gate import Actor
from heimveg.access.reading import note_read
from heimveg.handoffs.afterwards import MOST, SOON_AFTER, YEAR, After, Afterwards, tell
from heimveg.intake.models.errands import KINDS
from heimveg.intake.permissions import READ_ERRANDS
from heimveg.intake.queries.errands import errands
from heimveg.persons.models import Case


def errands_after_closure(actor: Actor, on: date) -> list[After]:
    """What came in the last year, within half a year of a closed case. One query."""
    if not actor.may(READ_ERRANDS):
        return []
    closed = Case.objects.filter(closed_on__gt=on - YEAR - SOON_AFTER)
    rows = errands(actor).filter(came_on__gt=on - YEAR, person__cases__in=closed)
    pairs = rows.order_by("-came_on", "-pk").values_list(
        "person_id", "kind", "came_on", "person__cases__closed_on"
    )
    found: dict[tuple[int, date], After] = {}
    for person_id, kind, came_on, closed_on in pairs[: MOST * 4]:
        if closed_on and closed_on < came_on <= closed_on + SOON_AFTER:
            row = After(person_id, capfirst(str(KINDS[kind])), closed_on, came_on)
            found.setdefault((person_id, came_on), row)
    note_read(person_id for person_id, _came_on in found)
    return list(found.values())[:MOST]


tell(Afterwards("intake", ask=errands_after_closure))
