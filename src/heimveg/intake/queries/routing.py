"""Where an errand goes: the declared rules of the day, and what decided."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from heimveg.accounts.models import Unit
from heimveg.accounts.queries import units_of_kind
from heimveg.accounts.rules import UnitKind
from heimveg.base.errors import Refused
from heimveg.intake.models import RoutingPlan, RoutingRule
from heimveg.intake.rules import Asked, Route, Routed, routed

LAST_RESORTS = (UnitKind.HOUSING, UnitKind.NAV)


def rules_in_force(*, on: date) -> list[RoutingRule]:
    """In order. A rule whose unit has ended is left out: nobody would be there to answer."""
    plan = RoutingPlan.in_force(on=on)
    if plan is None:
        return []
    units = Unit.objects.running_on(on).filter(is_inside=True)
    rules = RoutingRule.objects.filter(plan=plan, unit__in=units)
    return list(rules.select_related("unit").order_by("position"))


def all_rules(plan: RoutingPlan | None) -> list[RoutingRule]:
    """Those of the plan, also where the unit has ended."""
    if plan is None:
        return []
    return list(plan.rules.select_related("unit").order_by("position"))


def routes_in_force(*, on: date) -> list[Route]:
    return [rule.route for rule in rules_in_force(on=on)]


def last_resort(*, on: date) -> Unit:
    """The unit that gets what no rule sends elsewhere: the housing office, else NAV."""
    for kind in LAST_RESORTS:
        units = [unit for unit in units_of_kind(kind, on=on) if unit.is_inside]
        if units:
            return units[0]
    inside = Unit.objects.running_on(on).filter(is_inside=True).order_by("-has_mandate", "pk")
    found = inside.first()
    if found is None:
        raise Refused(_("No unit of the municipality is registered, so nobody can answer."))
    return found


def where(asked: Asked, *, on: date) -> Routed:
    """Where it goes on that day, and every rule that was tried. Three queries."""
    return routed(routes_in_force(on=on), asked, last_resort=last_resort(on=on).pk)
