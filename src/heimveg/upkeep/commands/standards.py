"""The minimum standard is written down as it was adopted, and withdrawn before its day."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime

from django.utils.translation import gettext as _

from heimveg.access.gate import Actor, command
from heimveg.base.errors import Invalid, Refused, Unusual
from heimveg.dwellings.wording import must_be_about_the_home
from heimveg.upkeep.models import Criterion, Inspection, Standard
from heimveg.upkeep.models.turnovers import SHORTEST_REASON
from heimveg.upkeep.permissions import ADOPT_STANDARD
from heimveg.upkeep.queries.adopting import Adopted, obstacles
from heimveg.upkeep.rules import is_far_ahead
from heimveg.values import Doubt


@command(ADOPT_STANDARD)
def adopt_standard(  # what was adopted
    actor: Actor,
    *,
    adopted_on: date,
    note: str,
    criteria: Sequence[Adopted],
    on: date,
    confirmed: bool,
) -> Standard:
    """Write a new version; the one before stays, and holds until the day. Raises Invalid
    for what stands in the way (`obstacles`), Unusual for a day far ahead that nobody has
    confirmed."""
    refused = obstacles(criteria, adopted_on=adopted_on, note=note, on=on)
    if refused:
        raise Invalid(refused)
    if is_far_ahead(adopted_on, on=on) and not confirmed:
        raise Unusual([Doubt("standard_far_ahead", "adopted_on")])
    standard = Standard.objects.create(
        adopted_on=adopted_on, note=note.strip(), written_by_id=actor.user_id
    )
    Criterion.objects.bulk_create(
        Criterion(standard=standard, place=place, **asdict(criterion))
        for place, criterion in enumerate(criteria, 1)
    )
    return standard


@command(ADOPT_STANDARD)
def withdraw_standard(
    actor: Actor, *, standard_id: int, because: str, on: date, at: datetime
) -> Standard:
    """Take back a version before its day. Inspections that were planned by it, and are not begun,
    are measured by the one that then holds. Raises Standard.DoesNotExist, Refused from its day on
    or when it is withdrawn already, Invalid without a reason."""
    standard = Standard.objects.select_for_update(of=("self",)).get(pk=standard_id)
    if standard.withdrawn_at is not None:
        raise Refused(_("This version is withdrawn already."))
    if not standard.is_to_come(on=on):
        raise Refused(_("This version is in force. Write down another in its place."))
    if len(because.strip()) < SHORTEST_REASON:
        raise Invalid({"because": _("Give the reason in a few words; it is kept with your name.")})
    must_be_about_the_home({"because": because}, on=on)
    standard.withdraw(because=because.strip(), by=actor.user_id, at=at)
    for inspection in Inspection.objects.open().filter(standard=standard, findings=None):
        holds = Standard.objects.in_force_on(inspection.planned_on)
        if holds is not None:
            inspection.standard = holds
            inspection.save(update_fields=["standard"])
    return standard
