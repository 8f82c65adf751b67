"""Where an errand goes: the declared rules of the day, and what decided."""

from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from heimveg.accounts.models import Unit
from heimveg.accounts.queries import units_of_kind, units_with
from heimveg.accounts.rules import UnitKind
from heimveg.base.errors import Refused
from heimveg.intake.models import RoutingPlan, RoutingRule
from heimveg.intake.permissions import HANDLE_ERRAND
from heimveg.intake.rules import Asked, Route, Routed, routed

LAST_RESORTS = (UnitKind.HOUSING, UnitKind.NAV)


def units_that_answer(*, on: date) -> QuerySet[Unit]:
    """Where somebody's position lets them see to what comes in, by name."""
    return units_with(HANDLE_ERRAND.roles, on=on)


def rules_in_force(*, on: date) -> list[RoutingRule]:
    """In order. A rule whose unit has ended, or where nobody may see to what comes in, is left
    out: nobody would be there to answer."""
    plan = RoutingPlan.in_force(on=on)
    if plan is None:
        return []
    manned = units_that_answer(on=on).order_by()
    rules = RoutingRule.objects.filter(plan=plan, unit__in=manned)
    return list(rules.select_related("unit").order_by("position"))


def all_rules(plan: RoutingPlan | None) -> list[RoutingRule]:
    """Those of the plan, also where the unit has ended."""
    if plan is None:
        return []
    return list(plan.rules.select_related("unit").order_by("position"))


def routes_in_force(*, on: date) -> list[Route]:
    return [rule.route for rule in rules_in_force(on=on)]


def last_resort(*, on: date) -> Unit:
    """The unit that gets what no rule sends elsewhere: the housing office, else NAV; of two, the
    one where somebody can answer."""
    manned = set(units_that_answer(on=on).values_list("pk", flat=True))
    for kind in LAST_RESORTS:
        units = [unit for unit in units_of_kind(kind, on=on) if unit.is_inside]
        if units:
            return next((unit for unit in units if unit.pk in manned), units[0])
    inside = Unit.objects.running_on(on).filter(is_inside=True).order_by("-has_mandate", "pk")
    found = inside.first()
    if found is None:
        raise Refused(_("No unit of the municipality is registered, so nobody can answer."))
    return found


def where(asked: Asked, *, on: date) -> Routed:
    """Where it goes on that day, and every rule that was tried. Three queries."""
    return routed(routes_in_force(on=on), asked, last_resort=last_resort(on=on).pk)
