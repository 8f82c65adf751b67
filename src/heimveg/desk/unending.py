"""An end of a tenancy that was written by mistake is taken back, while nobody else has the home
and nothing stands in its way in any room."""

from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from heimveg.access.gate import Actor, command
from heimveg.accounts.house import by_the_house
from heimveg.allocation.models import Hold
from heimveg.base.errors import Invalid, Refused
from heimveg.dwellings.models import Dwelling
from heimveg.dwellings.wording import must_not_tell_of_health
from heimveg.tenancies.coming_back import come_back, reopen_relations
from heimveg.tenancies.models import Tenancy
from heimveg.tenancies.permissions import END_TENANCY
from heimveg.tenancies.queries.ending import SHORTEST_REASON, days_of, end_of_mine
from heimveg.tenancies.rules import Ending
from heimveg.upkeep.models import Turnover


@command(END_TENANCY)
def take_back_end(actor: Actor, *, tenancy_id: int, because: str, on: date) -> Tenancy:
    """The tenancy runs again: the turnover is undone, the stay goes on, landlord and offices meet
    the person as before, and the next charge of the month charges the rent again.

    Raises Tenancy.DoesNotExist, also where the person is now hidden from the actor; Refused with
    what has followed; Invalid without a reason.
    """
    shown = end_of_mine(actor, tenancy_id, on=on)
    with by_the_house():
        # Home first, then the tenancy, as those who let a home do.
        list(Dwelling.objects.select_for_update(no_key=True).filter(pk=shown.dwelling_id))
        tenancy = Tenancy.objects.select_for_update(no_key=True, of=("self",)).get(pk=tenancy_id)
    refuse_what_stands_in_its_way(tenancy, on=on)
    if len(because.strip()) < SHORTEST_REASON:
        raise Invalid({"because": _("Write why the end is taken back.")})
    must_not_tell_of_health({"because": because}, on=on)
    reopen_relations(tenancy, on=on, by=actor.user_id)
    if not Tenancy.objects.permitted_to(actor, END_TENANCY).filter(pk=tenancy_id).exists():
        raise Tenancy.DoesNotExist  # hidden since: nothing of this is kept
    come_back(tenancy, on=on, by=actor.user_id, because=because.strip())
    return tenancy


def refuse_what_stands_in_its_way(tenancy: Tenancy, *, on: date) -> None:
    """Looked at past what the actor sees, for a yes or a no. Raises Refused."""
    end = tenancy.ended_on
    if end is None:
        raise Refused(_("This tenancy has no end."))
    if tenancy.end_reason == Ending.EVICTED:
        raise Refused(_("An eviction is not taken back here. Ask the housing office."))
    if end <= tenancy.started_on:
        raise Refused(_("This tenancy never began. Let the home again instead."))
    days = days_of("take_back", on=on)
    if (on - end).days > days:
        text = _(
            "The end is more than %(days)s days ago. The housing office can let the home to the"
            " same person again, and the economy office corrects the account."
        )
        raise Refused(text % {"days": days})
    with by_the_house():
        overlaps = Tenancy.objects.filter(Q(ended_on=None) | Q(ended_on__gt=end))
        others = overlaps.exclude(pk=tenancy.pk)
        is_let = others.filter(dwelling=tenancy.dwelling_id).exists()
        is_held = Hold.objects.filter(dwelling=tenancy.dwelling_id).exists()
        lives_elsewhere = others.filter(person=tenancy.person_id).exists()
        turnover = _turnover_of(tenancy)
    if is_let or is_held:
        raise Refused(_("The home is promised to somebody else, or let. Ask the housing office."))
    if lives_elsewhere:
        raise Refused(_("The tenant has another municipal home from then on."))
    if turnover is not None and (turnover.inspected_on or turnover.ready_on):
        raise Refused(
            _("The home has been handed back and looked over. Ask the housing office to let it"
              " again.")
        )  # fmt: skip


def _turnover_of(tenancy: Tenancy) -> Turnover | None:
    rows = Turnover.objects.filter(dwelling=tenancy.dwelling_id, cancelled_on=None)
    return rows.filter(vacated_on=tenancy.ended_on).order_by("-pk").first()
