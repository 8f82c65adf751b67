"""While a plan of instalments is kept, nobody goes on towards an eviction. Whoever works with the
case learns that it waits for the plan; amounts and days are for those who see money."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from heimveg.access.gate import Actor
from heimveg.accounts.house import by_the_house
from heimveg.base.errors import Invalid
from heimveg.prevention.models import InstalmentPlan, PreventionCase
from heimveg.prevention.permissions import READ_MONEY_SIGNS
from heimveg.prevention.queries.watching import parts_of, stand_of
from heimveg.prevention.rules import PlanState, Rung, broken_at_the_earliest, kept_until
from heimveg.values import Money


def hold_against_the_account(case: PreventionCase, *, on: date) -> None:
    """A plan that was broken since the night, or while no night's work was done, is not kept."""
    with by_the_house():
        for plan in InstalmentPlan.objects.running().filter(tenancy=case.tenancy_id):
            plan.stand(stand_of(plan, on=on))


def refuse_while_kept(
    actor: Actor, case: PreventionCase, rung: Rung, *, day: date, on: date, field: str
) -> None:
    """A step of `day` that rests while a plan is kept, is not taken on a day on which one was.
    Raises Invalid at `field`."""
    if not rung.rests:
        return
    text = what_is_kept(actor, case, day=day, on=on)
    if text:
        raise Invalid({field: text})


def what_is_kept(actor: Actor, case: PreventionCase, *, day: date, on: date) -> str:
    """What the plan says that was kept on `day`, and when it would be broken; empty where none
    was. `on`: the day of the question."""
    with by_the_house():
        found = _kept_on(case, day, on)
    if found is None:
        return ""
    plan, until = found
    agreed = {"agreed": date_format(plan.agreed_on, "DATE_FORMAT")}
    if until is not None:
        return _("On that day the plan of instalments of %(agreed)s was kept.") % agreed
    return _asks_for(actor, plan, on) or (
        _("The plan of instalments of %(agreed)s is kept. Meanwhile nothing else is to be done.")
        % agreed
    )


def _kept_on(
    case: PreventionCase, day: date, on: date
) -> tuple[InstalmentPlan, date | None] | None:
    """The plan that was kept on a day, and the first day without, None where it still is."""
    plans = InstalmentPlan.objects.filter(tenancy=case.tenancy_id, agreed_on__lte=day)
    for plan in plans.order_by("-agreed_on", "-pk"):
        state, broken_on = PlanState(plan.state), plan.broken_on
        if state is PlanState.RUNNING:
            found = stand_of(plan, on=on)
            state, broken_on = found.state, found.broken_on
        last_due_on = max(part.due_on for part in parts_of(plan))
        until = kept_until(state, last_due_on=last_due_on, broken_on=broken_on)
        if until is None or day < until:
            return plan, until
    return None


def _asks_for(actor: Actor, plan: InstalmentPlan, on: date) -> str:
    """Read again with the actor's own eyes; empty for who sees no money."""
    if not actor.may(READ_MONEY_SIGNS):
        return ""
    mine = InstalmentPlan.objects.permitted_to(actor, READ_MONEY_SIGNS).filter(pk=plan.pk).first()
    coming = broken_at_the_earliest(parts_of(mine), on=on) if mine else None
    if coming is None:
        return ""
    part, broken_on = coming
    text = _(
        "The plan of instalments of %(agreed)s is kept: %(kroner)s kroner are to be paid by"
        " %(due)s, beside the rent. It is broken on %(broken)s at the earliest. Until then"
        " nothing else is to be done."
    )
    return text % {
        "agreed": date_format(plan.agreed_on, "DATE_FORMAT"),
        "kroner": Money(part.ore),
        "due": date_format(part.due_on, "DATE_FORMAT"),
        "broken": date_format(broken_on, "DATE_FORMAT"),
    }
