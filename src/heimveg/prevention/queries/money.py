"""What is owed where a home is at risk, for those who may see money."""

from datetime import date

from heimveg.access.gate import Actor
from heimveg.prevention.models import InstalmentPlan, PreventionCase
from heimveg.prevention.permissions import READ_MONEY_SIGNS
from heimveg.prevention.rules import PlanState
from heimveg.tenancies.models import Tenancy
from heimveg.tenancies.queries.rent import dues_and_payments
from heimveg.tenancies.rules.rent import owed_on


def owed_ore(actor: Actor, case: PreventionCase, *, on: date) -> int | None:
    """Øre that should have been paid by `on`; None where the actor sees no money."""
    if not actor.may(READ_MONEY_SIGNS):
        return None
    mine = Tenancy.objects.permitted_to(actor, READ_MONEY_SIGNS).filter(pk=case.tenancy_id)
    tenancy = mine.first()
    if tenancy is None:
        return None
    dues, paid = dues_and_payments(tenancy)
    return max(owed_on(dues, paid, on), 0)


def is_unpaid(actor: Actor, case: PreventionCase, *, on: date) -> bool | None:
    """Whether rent is owed without a plan that runs; None where the actor sees no money."""
    owed = owed_ore(actor, case, on=on)
    if owed is None:
        return None
    plans = InstalmentPlan.objects.filter(tenancy=case.tenancy_id, state=PlanState.RUNNING)
    return owed > 0 and not plans.exists()
