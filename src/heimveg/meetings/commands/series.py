"""A series is begun, changed and ended by the unit that leads it."""

from collections.abc import Collection
from datetime import date

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from heimveg.access.gate import Actor, command
from heimveg.base.errors import Refused
from heimveg.meetings.models import Meeting, Series
from heimveg.meetings.models.series import SeriesSaid
from heimveg.meetings.permissions import LEAD_MEETINGS


@command(LEAD_MEETINGS)
def open_series(
    actor: Actor, *, unit_id: int, units: Collection[int], said: SeriesSaid, on: date
) -> Series:
    """Begin a standing meeting that `unit_id` leads and `units` take part in."""
    if not actor.is_system and unit_id not in actor.units(LEAD_MEETINGS):
        raise PermissionDenied(LEAD_MEETINGS.code)
    series = Series.start(unit_id=unit_id, said=said, on=on)
    series.invite_units(units, on=on)
    return series


@command(LEAD_MEETINGS)
def change_series(  # who, which, as opened, what, with whom, when
    actor: Actor,
    *,
    series_id: int,
    version: int,
    units: Collection[int],
    said: SeriesSaid,
    on: date,
) -> Series:
    """Write anew what the series is; who no longer takes part leaves today. Raises Stale."""
    series = _led(actor, series_id)
    series.claim(version)
    series.take(said)
    series.invite_units(units, on=on)
    return series


@command(LEAD_MEETINGS)
def end_series(actor: Actor, *, series_id: int, version: int, on: date) -> Series:
    """Hold no more. Raises Refused while a meeting is at hand, Stale."""
    series = _led(actor, series_id)
    series.claim(version)
    if Meeting.objects.at_hand().filter(series=series).exists():
        raise Refused(_("A meeting is planned or going on. Hold it, or call it off, first."))
    series.end(on=on)
    return series


def _led(actor: Actor, series_id: int) -> Series:
    rows = Series.objects.led_by(actor, LEAD_MEETINGS).open()
    return rows.select_for_update(of=("self",)).get(pk=series_id)
