"""A home between two tenants is followed until it is ready for the next."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from heimveg.access.gate import Actor, command
from heimveg.base.errors import Invalid, Refused
from heimveg.dwellings.models import Dwelling, OutOfUse
from heimveg.dwellings.models.promises import kindly
from heimveg.upkeep.models import Turnover, WorkOrder, kept_by
from heimveg.upkeep.permissions import ORDER_WORK, TURN_OVER
from heimveg.upkeep.queries.condition import unmet_in


@command(TURN_OVER)
def begin_turnover(
    actor: Actor,
    *,
    dwelling_id: int,
    noticed_on: date,
    expected_vacant_on: date | None,
    vacated_on: date | None,
) -> Turnover:
    """A tenant leaves, or the home stands empty already. Raises Refused when one is open, and
    Invalid for a notice where nobody can live: it is out of use."""
    home = Dwelling.objects.filter(kept_by(actor, TURN_OVER)).get(pk=dwelling_id)
    if Turnover.running(home.pk) is not None:
        raise Refused(_("A turnover is open for this home already."))
    if vacated_on is not None and vacated_on < noticed_on:
        raise Invalid({"vacated_on": _("The home is vacated after the notice, not before.")})
    out = OutOfUse.objects.running_on(noticed_on).filter(dwelling=home).first()
    if vacated_on is None and out is not None:
        text = _(
            "The home is out of use (%(cause)s): nobody lives there. Write when it was empty."
        )
        raise Invalid({"vacated_on": text % {"cause": out.get_cause_display()}})
    return Turnover.begin(
        dwelling=home,
        noticed_on=noticed_on,
        vacated_on=vacated_on,
        expected_vacant_on=expected_vacant_on,
        by=actor.user_id,
    )


@command(TURN_OVER)
def cancel_turnover(actor: Actor, *, turnover_id: int, version: int, on: date) -> Turnover:
    """The tenant stays. Raises Refused when the home is empty, Stale."""
    turnover = _locked(actor, turnover_id)
    turnover.claim(version)
    turnover.cancel(on=on)
    return turnover


@command(ORDER_WORK)
def order_what_is_missing(actor: Actor, *, turnover_id: int, on: date) -> Turnover:
    """One order for each criterion that was found below and has no order yet."""
    turnover = Turnover.objects.permitted_to(actor, ORDER_WORK).get(pk=turnover_id)
    ordered = set(turnover.orders.open().values_list("code", flat=True))
    lacking = [
        unmet
        for unmet in unmet_in(turnover, on=on)
        if unmet.is_open and unmet.known is not None and unmet.criterion.code not in ordered
    ]
    WorkOrder.objects.bulk_create(
        WorkOrder(
            dwelling_id=turnover.dwelling_id,
            turnover=turnover,
            title=unmet.criterion.bare_text[:120],
            code=unmet.criterion.code,
            estimate_ore=(unmet.known and unmet.known.cost_ore) or unmet.criterion.lift_ore,
            ordered_on=on,
            ordered_by_id=actor.user_id,
        )
        for unmet in lacking
    )
    if lacking and turnover.vacated_on is not None and turnover.vacated_on <= on:
        turnover.reach(on=on, works=True)
    return turnover


@command(TURN_OVER)
def make_ready(actor: Actor, *, turnover_id: int, version: int, on: date) -> Turnover:
    """Ready for the next tenant, and no longer out of use. Raises Stale; Refused when something
    required is neither met nor waived: the database has the last word."""
    turnover = _locked(actor, turnover_id)
    turnover.claim(version)
    if turnover.ready_on is not None or turnover.cancelled_on is not None:
        raise Refused(_("This turnover is over."))
    if turnover.vacated_on is None or turnover.inspected_on is None or turnover.vacated_on > on:
        raise Refused(_("The home must be empty and inspected first."))
    below = Refused(_("The home is not at the standard yet. See what is missing on its page."))
    with kindly("a_home_leaves_turnover_at_the_standard", below):
        turnover.make_ready(on=on)
    return turnover


def _locked(actor: Actor, turnover_id: int) -> Turnover:
    return Turnover.objects.permitted_to(actor, TURN_OVER).locked(turnover_id)
