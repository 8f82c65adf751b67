"""An inspection is put on somebody's list, and they are told."""

import uuid
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from heimveg.access.gate import Actor, command
from heimveg.accounts.models import User
from heimveg.base.errors import Invalid, Refused
from heimveg.dwellings.models import Dwelling
from heimveg.notices.colleague import tell_colleague
from heimveg.upkeep.models import Inspection, Standard, Turnover, kept_by
from heimveg.upkeep.permissions import PLAN_INSPECTION
from heimveg.upkeep.queries.work import keepers_of
from heimveg.upkeep.rules import InspectionKind

LONGEST_AHEAD, LONGEST_BACK = timedelta(days=730), timedelta(days=365)


@command(PLAN_INSPECTION)
def plan_inspection(  # noqa: PLR0913  # what is planned
    actor: Actor,
    *,
    dwelling_id: int,
    kind: InspectionKind,
    planned_on: date,
    assigned_to_id: int | None,
    on: date,
    at: datetime,
) -> Inspection:
    """Put an inspection on the list of one who keeps the home, or of all who do, and tell them. A
    turnover that is open gets it as its own.

    Raises Dwelling.DoesNotExist for another's home, Invalid for a day far from now and for
    somebody who does not keep the home, and Refused without an adopted standard.
    """
    if not on - LONGEST_BACK <= planned_on <= on + LONGEST_AHEAD:
        raise Invalid({"planned_on": _("Plan a day within two years, or one of the last year.")})
    home = Dwelling.objects.filter(kept_by(actor, PLAN_INSPECTION)).get(pk=dwelling_id)
    standard = Standard.objects.in_force_on(planned_on)
    if standard is None:
        raise Refused(_("No minimum standard is adopted yet, so there is nothing to look for."))
    given_to = _given_to(home, assigned_to_id, on=on)
    is_change = kind in (InspectionKind.MOVE_OUT, InspectionKind.MOVE_IN)
    inspection = Inspection.objects.create(
        key=uuid.uuid4(),
        dwelling=home,
        standard=standard,
        turnover=Turnover.running(home.pk) if is_change else None,
        kind=kind,
        planned_on=planned_on,
        assigned_to_id=assigned_to_id,
    )
    for user in given_to:
        if user.pk != actor.user_id:
            _tell(user, inspection, at=at)
    return inspection


def _given_to(home: Dwelling, assigned_to_id: int | None, *, on: date) -> list[User]:
    """The one who was chosen, or all who keep the home. Raises Invalid where nobody would have
    it on a list."""
    keepers = keepers_of(home, on=on)
    chosen = list(keepers if assigned_to_id is None else keepers.filter(pk=assigned_to_id))
    if not chosen and assigned_to_id is not None:
        raise Invalid({"assigned_to": _("Choose somebody who keeps this home.")})
    if not chosen:
        text = _("Nobody keeps this home, so nobody would see the inspection. Name its property.")
        raise Invalid({"assigned_to": text})
    return chosen


def _tell(user: User, inspection: Inspection, *, at: datetime) -> None:
    def word(language: str) -> str:
        with override(language):
            day = date_format(inspection.planned_on, "DATE_FORMAT")
            return _("An inspection is given to you, to be held %(day)s.") % {"day": day}

    tell_colleague(
        user,
        word,
        key=f"inspection-planned:{inspection.pk}:{user.pk}",
        leads_to=reverse("upkeep:inspection", args=[inspection.pk]),
        at=at,
    )
