"""Work is ordered, begun, finished or called off, and what comes back is planned."""

from datetime import date, timedelta

from django.utils.translation import gettext as _

from heimveg.access.gate import Actor, command
from heimveg.base.errors import Invalid
from heimveg.dwellings.models import Dwelling
from heimveg.dwellings.wording import must_be_about_the_home
from heimveg.upkeep.models import HomeCondition, RecurringTask, Turnover, WorkOrder, kept_by
from heimveg.upkeep.permissions import DO_WORK, ORDER_WORK, PLAN_RECURRING
from heimveg.upkeep.queries.condition import is_at_standard
from heimveg.upkeep.queries.data import order_ahead
from heimveg.upkeep.rules import Answer, months_after

DONE_BEFORE_ORDERED = timedelta(days=90)  # what was urgent is written afterwards


@command(ORDER_WORK)
def order_work(actor: Actor, /, *, dwelling_id: int, on: date, **facts: object) -> WorkOrder:
    """Order a job; in a home between tenants it is part of the turnover.

    Raises Dwelling.DoesNotExist for another's home, and Invalid for words about who lives there
    and for a day long gone.
    """
    must_be_about_the_home(facts, on=on)
    _not_long_before(facts, "due_on", on)
    home = Dwelling.objects.filter(kept_by(actor, ORDER_WORK)).get(pk=dwelling_id)
    turnover = Turnover.running(home.pk)
    order = WorkOrder(dwelling=home, turnover=turnover, ordered_on=on, ordered_by_id=actor.user_id)
    order.write(**facts)
    _works_have_begun(turnover, on=on)
    return order


@command(ORDER_WORK)
def change_order(actor: Actor, /, *, order_id: int, version: int, **facts: object) -> WorkOrder:
    """Raises Stale, and Invalid for words about who lives there and for a day long before it."""
    order = WorkOrder.objects.permitted_to(actor, ORDER_WORK).get(pk=order_id)
    must_be_about_the_home(facts, on=order.ordered_on)
    if facts.get("due_on") != order.due_on:
        _not_long_before(facts, "due_on", order.ordered_on)
    order.claim(version)
    order.write(**facts)
    return order


@command(DO_WORK)
def start_order(actor: Actor, *, order_id: int) -> WorkOrder:
    """Raises Refused when it is closed."""
    order = _locked(actor, order_id)
    order.begin()
    return order


@command(DO_WORK)
def finish_order(
    actor: Actor, *, order_id: int, done_on: date, cost_ore: int | None, is_met: bool, on: date
) -> WorkOrder:
    """Done. `is_met`: whoever did it has seen that the criterion it was ordered for now is met.

    Raises Refused when it is closed, and Invalid for a day to come or long before the order.
    """
    order = _locked(actor, order_id)
    if done_on > on:
        raise Invalid({"done_on": _("Work is done when it is done: not on a day to come.")})
    if done_on < order.ordered_on - DONE_BEFORE_ORDERED:
        raise Invalid({"done_on": _("That is long before it was ordered. Look at the day.")})
    order.finish(on=done_on, cost_ore=cost_ore)
    if order.code and is_met:
        seen = HomeCondition(
            dwelling_id=order.dwelling_id, code=order.code, answer=Answer.YES, seen_on=done_on
        )
        HomeCondition.see([seen])
        turnover = Turnover.running(order.dwelling_id)
        if turnover is not None and _is_inspected(turnover, done_on):
            turnover.reach(on=done_on, at_standard=is_at_standard(turnover, on=done_on))
    return order


@command(DO_WORK)
def cancel_order(actor: Actor, *, order_id: int) -> WorkOrder:
    """Raises Refused when it is closed."""
    order = _locked(actor, order_id)
    order.cancel()
    return order


@command(PLAN_RECURRING)
def plan_recurring(
    actor: Actor, /, *, dwelling_id: int, on: date, **facts: object
) -> RecurringTask:
    """Raises Dwelling.DoesNotExist for another's home, and Invalid for words about who lives
    there and for a first time long gone."""
    home = Dwelling.objects.filter(kept_by(actor, PLAN_RECURRING)).get(pk=dwelling_id)
    task = RecurringTask(dwelling=home)
    must_be_about_the_home(facts, on=on)
    _not_long_before(facts, "next_due_on", on)
    task.write(**facts)
    return task


@command(PLAN_RECURRING)
def change_recurring(
    actor: Actor, /, *, task_id: int, version: int, on: date, **facts: object
) -> RecurringTask:
    """Raises Stale, and Invalid for words about who lives there and for a time long gone."""
    task = RecurringTask.objects.permitted_to(actor, PLAN_RECURRING).get(pk=task_id)
    must_be_about_the_home(facts, on=task.next_due_on)
    if facts.get("next_due_on") != task.next_due_on:
        _not_long_before(facts, "next_due_on", on)
    task.claim(version)
    task.write(**facts)
    return task


@command(ORDER_WORK)
def order_recurring(actor: Actor, *, task_id: int, on: date) -> RecurringTask:
    """Order the next time of a task if it is near enough, and move the task on. Twice on the
    same day orders once; times that were missed are ordered once, not one by one."""
    task = RecurringTask.objects.permitted_to(actor, ORDER_WORK)
    found = task.select_for_update(of=("self",)).get(pk=task_id)
    if found.ended_on is None and found.next_due_on <= on + order_ahead(on=on):
        _order_next(found, on=on)
    return found


def _not_long_before(facts: dict[str, object], name: str, first: date) -> None:
    """A day that is a slip of the fingers would stand as years too late on the front page."""
    due = facts.get(name)
    if isinstance(due, date) and due < first - DONE_BEFORE_ORDERED:
        raise Invalid({name: _("That is long ago. Look at the day and the year.")})


def _order_next(task: RecurringTask, *, on: date) -> None:
    WorkOrder.objects.get_or_create(
        task=task,
        due_on=task.next_due_on,
        defaults={
            "dwelling_id": task.dwelling_id,
            "title": task.title,
            "detail": task.detail,
            "place": task.place,
            "assigned_to_id": task.assigned_to_id,
            "firm": task.firm,
            "cost_centre": task.cost_centre,
            "charged_to": task.charged_to,
            "ordered_on": on,
        },
    )
    while task.next_due_on <= on + order_ahead(on=on):
        task.next_due_on = months_after(task.next_due_on, task.every_months)
    task.save(update_fields=["next_due_on"])


def _is_inspected(turnover: Turnover, on: date) -> bool:
    return turnover.inspected_on is not None and turnover.inspected_on <= on


def _works_have_begun(turnover: Turnover | None, *, on: date) -> None:
    if turnover is not None and turnover.vacated_on is not None and turnover.vacated_on <= on:
        turnover.reach(on=on, works=True)


def _locked(actor: Actor, order_id: int) -> WorkOrder:
    mine = WorkOrder.objects.permitted_to(actor, DO_WORK)
    return mine.select_for_update(of=("self",)).get(pk=order_id)
