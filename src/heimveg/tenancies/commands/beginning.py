"""The first day of a tenancy that has not begun."""

from datetime import date

from django.utils.translation import gettext as _

from heimveg.access.gate import Actor, command
from heimveg.base.errors import Stale
from heimveg.tenancies.models import Tenancy
from heimveg.tenancies.permissions import SET_FIRST_DAY
from heimveg.tenancies.queries.beginning import new_days, refuse_first_day


@command(SET_FIRST_DAY)
def set_first_day(
    actor: Actor, *, tenancy_id: int, was: date, first_day: date, until: date | None, on: date
) -> Tenancy:
    """A new first day for a tenancy that is coming, or whose home was not ready on its day. While
    nothing is signed the lease is to run as long from the new day, and its draft moves along.
    `until`: until when the lease is to run afterwards, as it was shown.

    Raises Tenancy.DoesNotExist, Stale where a colleague has set another day since `was` or signed
    a lease, Refused for one that has begun, NotReady for a day that has come, DwellingTaken,
    Invalid.
    """
    mine = Tenancy.objects.permitted_to(actor, SET_FIRST_DAY).select_for_update(of=("self",))
    days = new_days(mine.get(pk=tenancy_id), first_day)
    refuse_first_day(days, was=was, on=on)
    if days.until != until:
        raise Stale(_("Something else was agreed after you opened it. Look at it again."))
    if days.draft is not None:
        days.draft.move_draft(starts_on=first_day, ends_on=days.draft_until)
    days.tenancy.begin_on(first_day, until=days.until)
    return days.tenancy
