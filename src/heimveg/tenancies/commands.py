"""What can be done with a tenancy. Each function is one use case, whole or not at all."""

from datetime import date

from heimveg.access.gate import Actor, command
from heimveg.stays.permissions import REGISTER_STAY
from heimveg.stays.rules import StayKind
from heimveg.tenancies.models import Tenancy
from heimveg.tenancies.permissions import END_TENANCY


@command(END_TENANCY)
def end_tenancy(
    actor: Actor, *, tenancy_id: int, on: date, moves_to: StayKind = StayKind.UNKNOWN
) -> Tenancy:
    """The tenant is out from `on`: the stay ends, the home is in turnover, and landlord and
    offices no longer meet the person through this home.

    Where the person moves is written only by who may register stays; else it is unknown.
    Raises Tenancy.DoesNotExist (also when it is not the actor's), AlreadyEnded, Refused.
    """
    mine = Tenancy.objects.permitted_to(actor, END_TENANCY).select_for_update(of=("self",))
    tenancy = mine.get(pk=tenancy_id)
    knows = actor.may(REGISTER_STAY)
    tenancy.leave_stay(on=on, moves_to=moves_to if knows else StayKind.UNKNOWN)
    tenancy.move_out(on=on)
    return tenancy
