"""What upkeep has to say on the dwelling page: turnover, standard and inspections, work and cost.

Of a home that another unit keeps, nothing is said.
"""

from dataclasses import dataclass
from datetime import date

from heimveg.access.gate import Actor
from heimveg.dwellings.models import Dwelling
from heimveg.upkeep.models import Inspection, Turnover, WorkOrder, keeps
from heimveg.upkeep.permissions import (
    ORDER_WORK,
    PLAN_INSPECTION,
    PLAN_RECURRING,
    READ_UPKEEP,
    TURN_OVER,
)
from heimveg.upkeep.queries import HomeCost, cost_of_home
from heimveg.upkeep.queries.condition import Below, below_in_home
from heimveg.upkeep.words import STEP_TEXTS
from heimveg.values import Money

LATEST = 5  # inspections and orders shown


@dataclass(frozen=True, slots=True)
class TurnoverSection:
    turnover: Turnover | None
    step: str
    may_begin: bool


def turnover(actor: Actor, home: Dwelling, on: date) -> TurnoverSection | None:
    open_ones = Turnover.objects.permitted_to(actor, READ_UPKEEP).open()
    found = open_ones.filter(dwelling=home).first()
    if found is not None:
        return TurnoverSection(found, str(STEP_TEXTS[found.step(on=on)]), may_begin=False)
    if not actor.may(TURN_OVER) or not keeps(actor, READ_UPKEEP, home):
        return None
    return TurnoverSection(None, "", may_begin=True)


@dataclass(frozen=True, slots=True)
class ConditionSection:
    below: Below | None
    lift: str
    has_standard: bool
    inspections: list[Inspection]
    may_plan: bool


def condition(actor: Actor, home: Dwelling, on: date) -> ConditionSection | None:
    if not keeps(actor, READ_UPKEEP, home):
        return None
    found, standard = below_in_home(home, on=on)
    latest = Inspection.objects.filter(dwelling=home).order_by("-planned_on", "-pk")[:LATEST]
    return ConditionSection(
        found[0] if found else None,
        str(Money(found[0].lift_ore)) if found else "",
        standard is not None,
        list(latest),
        actor.may(PLAN_INSPECTION),
    )


@dataclass(frozen=True, slots=True)
class WorkSection:
    cost: HomeCost
    orders: list[WorkOrder]
    may_order: bool
    may_plan: bool

    @property
    def whole(self) -> str:
        return str(Money(self.cost.whole_ore))

    @property
    def this_year(self) -> str:
        return str(Money(self.cost.this_year_ore))

    @property
    def own(self) -> str:
        return str(Money(self.cost.own_ore))

    @property
    def expected(self) -> str:
        return str(Money(self.cost.expected_ore))


def work(actor: Actor, home: Dwelling, on: date) -> WorkSection | None:
    if not keeps(actor, READ_UPKEEP, home):
        return None
    orders = WorkOrder.objects.filter(dwelling=home).select_related("assigned_to")
    return WorkSection(
        cost_of_home(home.pk, on=on),
        list(orders.order_by("-ordered_on", "-pk")[:LATEST]),
        actor.may(ORDER_WORK),
        actor.may(PLAN_RECURRING),
    )
