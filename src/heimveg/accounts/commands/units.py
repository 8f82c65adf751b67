"""What can be done with units. A unit is ended where it is known what it answers for."""

from heimveg.access.gate import Actor, command
from heimveg.accounts.models import Unit
from heimveg.accounts.permissions import KEEP_UNITS


@command(KEEP_UNITS)
def make_unit(_actor: Actor, /, **facts: object) -> Unit:
    """Raises Invalid when another unit has the name."""
    unit = Unit()
    unit.write(**facts)
    return unit


@command(KEEP_UNITS)
def change_unit(_actor: Actor, /, *, unit_id: int, version: int, **facts: object) -> Unit:
    """Raises Stale, and Invalid when another unit has the name."""
    unit = Unit.objects.select_for_update(of=("self",)).get(pk=unit_id)
    unit.claim(version)
    unit.write(**facts)
    return unit
