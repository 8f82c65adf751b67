"""The end of a tenancy."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from heimveg.access.gate import Actor, command
from heimveg.base import clock
from heimveg.base.errors import Refused
from heimveg.dwellings.wording import must_not_tell_of_health
from heimveg.stays.permissions import REGISTER_STAY
from heimveg.stays.rules import StayKind
from heimveg.tenancies.leaving import leave
from heimveg.tenancies.models import EndRecord, Tenancy
from heimveg.tenancies.parting import Parting, settle_with_the_tenancy
from heimveg.tenancies.permissions import END_TENANCY
from heimveg.tenancies.queries.ending import must_say_why_late
from heimveg.tenancies.queries.quitting import refuse_without_notice
from heimveg.tenancies.rules import NOT_BY_HAND, Ending


@command(END_TENANCY)
def end_tenancy(
    actor: Actor,
    *,
    tenancy_id: int,
    on: date,
    moves_to: StayKind = StayKind.UNKNOWN,
    ending: Ending = Ending.UNKNOWN,
    late_because: str = "",
) -> Tenancy:
    """The tenant is out from `on`: the stay ends, the home is in turnover, rent charged for days
    after is taken back, and landlord and offices no longer meet the person through this home.

    Where the person moves is written only by who may register stays; else it is unknown.
    An eviction is not recorded here: what was tried before stands in prevention.
    The landlord's notice must have been given, and its time be out; a room that follows the home
    up is heard first (`parting`).
    `late_because`: why it is entered long after the day.
    Raises Tenancy.DoesNotExist (also when it is not the actor's), AlreadyEnded, Refused, Invalid.
    """
    if ending in NOT_BY_HAND:
        raise Refused(
            _("An eviction is recorded under prevention, with what was tried before it.")
        )
    mine = Tenancy.objects.permitted_to(actor, END_TENANCY).select_for_update(
        of=("self",), no_key=True
    )
    tenancy = mine.get(pk=tenancy_id)
    today = clock.today()
    tenancy.refuse_if_ended(on=max(on, today))
    refuse_without_notice(tenancy, ending, on=on)
    _refuse_before_it_ran_out(tenancy, ending, on=on)
    must_not_tell_of_health({"late_because": late_because}, on=today)
    must_say_why_late(late_because, on, on=today)
    where = moves_to if actor.may(REGISTER_STAY) else StayKind.UNKNOWN
    settle_with_the_tenancy(
        Parting(actor, tenancy.pk, tenancy.person_id, on=on, ending=ending, moves_to=where)
    )
    tenancy.leave_stay(on=on, moves_to=where)
    EndRecord.write(tenancy, ended_on=on, on=today, by=actor.user_id, late=late_because.strip())
    leave(tenancy, on=on, ending=ending, by=actor.user_id)
    return tenancy


def _refuse_before_it_ran_out(tenancy: Tenancy, ending: Ending, *, on: date) -> None:
    """Raises Refused where the lease is said to have run out and holds still."""
    if ending is not Ending.RAN_OUT:
        return
    until = tenancy.lease_until
    if until is None:
        raise Refused(_("This lease has no last day, so it cannot have run out."))
    if on < until:
        text = _("The lease runs to %(day)s. It cannot have run out before that.")
        raise Refused(text % {"day": date_format(until, "DATE_FORMAT")})
