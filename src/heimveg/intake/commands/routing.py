"""The rules of where what comes in goes: each change is a new plan, and the old ones stay."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from heimveg.access.gate import Actor, command
from heimveg.accounts.models import Unit
from heimveg.base.errors import Invalid, Stale
from heimveg.intake.models import RoutingPlan
from heimveg.intake.permissions import SET_ROUTING
from heimveg.intake.queries.routing import all_rules, units_that_answer

MOST_RULES = 100
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('heimveg.intake.routing'))"


@command(SET_ROUTING)
def adopt_routing(  # a plan has these parts
    actor: Actor, *, seen_plan_id: int | None, rows: Sequence[dict[str, Any]], note: str,
    on: date, at: datetime,
) -> RoutingPlan:  # fmt: skip
    """Let `rows` be the rules from today. Raises Stale when somebody adopted others since
    `seen_plan_id` was opened, and Invalid for a unit that is not there."""
    with connection.cursor() as cursor:
        cursor.execute(ONE_AT_A_TIME)
    current = RoutingPlan.in_force(on=on)
    if (current.pk if current else None) != seen_plan_id:
        raise Stale(_("Somebody else changed the rules after you opened them. Look again."))
    if len(rows) > MOST_RULES:
        raise Invalid({"name": _("A hundred rules are more than anybody can follow.")})
    units = {row["unit_id"] for row in rows}
    if Unit.objects.running_on(on).filter(pk__in=units, is_inside=True).count() != len(units):
        raise Invalid({"unit": _("Choose a unit of the municipality that is still there.")})
    new = units - {rule.unit_id for rule in all_rules(current)}
    if units_that_answer(on=on).filter(pk__in=new).count() != len(new):
        raise Invalid(
            {"unit": _("Nobody in that unit can see to what comes in. Choose another unit.")}
        )
    return RoutingPlan.adopt(rows, on=on, by=actor.user_id, at=at, note=note)
