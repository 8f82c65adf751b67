"""Who is away, from when until when, and who stands in."""

from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from heimveg.access.gate import Actor, command
from heimveg.accounts.models import Absence, User
from heimveg.accounts.permissions import SET_ABSENCE, SET_OWN_ABSENCE
from heimveg.base.errors import Refused


@command(SET_OWN_ABSENCE)
def announce_absence(
    actor: Actor, /, *, stand_in_id: int | None, started_on: date, ended_on: date | None
) -> Absence:
    """One's own. `ended_on` is the first day back. Raises Invalid for an overlap."""
    return _plan(actor.user_id, stand_in_id, started_on, ended_on)


@command(SET_ABSENCE)
def register_absence(
    _actor: Actor,
    /,
    *,
    user_id: int,
    stand_in_id: int | None,
    started_on: date,
    ended_on: date | None,
) -> Absence:
    """Somebody else's, who was taken ill and cannot say so here. Raises Invalid."""
    return _plan(user_id, stand_in_id, started_on, ended_on)


@command(SET_OWN_ABSENCE)
def come_back(actor: Actor, /, *, absence_id: int, on: date) -> Absence:
    """One's own absence ends today. Raises Absence.DoesNotExist for another's."""
    return _end(Absence.objects.filter(user=actor.user_id), absence_id, on)


@command(SET_ABSENCE)
def end_absence(_actor: Actor, /, *, absence_id: int, on: date) -> Absence:
    return _end(Absence.objects.all(), absence_id, on)


def _plan(
    user_id: int, stand_in_id: int | None, started_on: date, ended_on: date | None
) -> Absence:
    user = User.objects.get(pk=user_id, is_system=False, is_active=True)
    return Absence.plan(
        user=user, stand_in_id=stand_in_id, started_on=started_on, ended_on=ended_on
    )


def _end(rows: QuerySet[Absence], absence_id: int, on: date) -> Absence:
    absence = rows.select_for_update(of=("self",)).get(pk=absence_id)
    if absence.ended_on is not None and absence.ended_on <= on:
        raise Refused(_("The absence is over already."))
    absence.end(on=on)
    return absence
