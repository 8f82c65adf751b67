"""The first day of a tenancy that has not begun."""

from datetime import date

from django.utils.translation import gettext as _

from heimveg.access.gate import Actor, command
from heimveg.base.errors import Invalid, Refused, Stale
from heimveg.tenancies.models import Tenancy
from heimveg.tenancies.permissions import SET_FIRST_DAY


@command(SET_FIRST_DAY)
def set_first_day(
    actor: Actor, *, tenancy_id: int, was: date, first_day: date, on: date
) -> Tenancy:
    """A new first day for a tenancy that is coming, or whose home was not ready on its day.

    Raises Tenancy.DoesNotExist, Stale where a colleague has set another day since `was`, Refused
    for one that has begun, NotReady for a day that has come, DwellingTaken, Invalid.
    """
    mine = Tenancy.objects.permitted_to(actor, SET_FIRST_DAY).select_for_update(of=("self",))
    tenancy = mine.get(pk=tenancy_id)
    if tenancy.started_on != was:
        raise Stale(_("Somebody else set another day after you opened it."))
    if was <= on and not Tenancy.objects.waiting(on).filter(pk=tenancy_id).exists():
        raise Refused(_("The tenancy has begun. Its first day stands."))
    if first_day < on:
        raise Invalid({"first_day": _("Choose today or a later day.")})
    if tenancy.ended_on is not None and first_day >= tenancy.ended_on:
        raise Invalid({"first_day": _("The tenancy has ended by then.")})
    tenancy.begin_on(first_day)
    return tenancy
