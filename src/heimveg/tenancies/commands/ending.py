"""The end of a tenancy."""

from datetime import date

from django.utils.translation import gettext as _

from heimveg.access.gate import Actor, command
from heimveg.base.errors import Refused
from heimveg.stays.permissions import REGISTER_STAY
from heimveg.stays.rules import StayKind
from heimveg.tenancies.models import Tenancy
from heimveg.tenancies.permissions import END_TENANCY
from heimveg.tenancies.rules import NOT_BY_HAND, Ending


@command(END_TENANCY)
def end_tenancy(
    actor: Actor,
    *,
    tenancy_id: int,
    on: date,
    moves_to: StayKind = StayKind.UNKNOWN,
    ending: Ending = Ending.UNKNOWN,
) -> Tenancy:
    """The tenant is out from `on`: the stay ends, the home is in turnover, and landlord and
    offices no longer meet the person through this home.

    Where the person moves is written only by who may register stays; else it is unknown.
    An eviction is not recorded here: what was tried before stands in prevention.
    Raises Tenancy.DoesNotExist (also when it is not the actor's), AlreadyEnded, Refused.
    """
    if ending in NOT_BY_HAND:
        raise Refused(
            _("An eviction is recorded under prevention, with what was tried before it.")
        )
    mine = Tenancy.objects.permitted_to(actor, END_TENANCY).select_for_update(of=("self",))
    tenancy = mine.get(pk=tenancy_id)
    knows = actor.may(REGISTER_STAY)
    tenancy.leave_stay(on=on, moves_to=moves_to if knows else StayKind.UNKNOWN)
    tenancy.move_out(on=on, ending=ending, by=actor.user_id)
    return tenancy
