"""Work orders and what comes back: the caretaker's list, one order, and its way to done."""

from collections.abc import Callable

from django.contrib import messages
from django.db.models import F, Model
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest
from heimveg.base import clock
from heimveg.base.paging import page_of
from heimveg.base.sent import version_in
from heimveg.base.web import render_part
from heimveg.dwellings.views.answering import page_of_form, saved_by, way_back
from heimveg.upkeep.commands import orders as commands
from heimveg.upkeep.forms import FinishForm, OrderFilter, OrderForm, RecurringForm
from heimveg.upkeep.models import Criterion, RecurringTask, WorkOrder
from heimveg.upkeep.permissions import DO_WORK, ORDER_WORK, PLAN_RECURRING, READ_UPKEEP
from heimveg.upkeep.queries import workers
from heimveg.upkeep.rules import OrderState
from heimveg.upkeep.views.answering import GET_POST, own_home, steps_to, ways


@require_safe
@requires(READ_UPKEEP)
def orders(request: ActorRequest) -> HttpResponse:
    """What is to be done, soonest first: one's own and what nobody has, or all in own stock."""
    form, today = OrderFilter(request.GET), clock.today()
    form.full_clean()
    does = request.actor.may(DO_WORK)
    whose = form.cleaned_data.get("whose") or ("mine" if does else "all")
    which = form.cleaned_data.get("which") or "open"
    rows = WorkOrder.objects.permitted_to(request.actor, READ_UPKEEP)
    if whose == "mine":
        rows = rows.filter(assigned_to=request.actor.user_id)
    if which == "open":
        rows = rows.open().order_by(F("due_on").asc(nulls_last=True), "pk")
    else:
        rows = rows.filter(state=OrderState.DONE).order_by("-done_on", "-pk")
    page = page_of(rows.select_related("dwelling", "assigned_to"), request)
    form = OrderFilter(initial={"whose": whose, "which": which})
    context = {
        "page": page,
        "form": form,
        "which": which,
        "whose": whose,
        "today": today,
        "ways": ways("upkeep:orders"),
        "may_plan": request.actor.may(PLAN_RECURRING),
    }
    return render_part(request, "upkeep/orders.html", "upkeep/_orders.html", context)


@require_safe
@requires(READ_UPKEEP)
def order(request: ActorRequest, order_id: int) -> HttpResponse:
    """One order."""
    mine = WorkOrder.objects.permitted_to(request.actor, READ_UPKEEP)
    found = get_object_or_404(
        mine.select_related("dwelling", "assigned_to", "ordered_by", "task"), pk=order_id
    )
    may = request.actor.may
    context = {
        "order": found,
        "today": clock.today(),
        "criterion": _criterion(found.code),
        "may_do": found.is_open and may(DO_WORK),
        "may_change": found.is_open and may(ORDER_WORK),
        "crumbs": steps_to((_("Work"), reverse("upkeep:orders"))),
    }
    return render(request, "upkeep/order.html", context)


def _criterion(code: str) -> Criterion | None:
    return Criterion.objects.filter(code=code).order_by("-pk").first() if code else None


@require_http_methods(GET_POST)
@requires(ORDER_WORK)
def new_order(request: ActorRequest, dwelling_id: int) -> HttpResponse:
    """Order a job in a home."""
    home, today = own_home(request, ORDER_WORK, dwelling_id), clock.today()
    people = workers(request.actor, ORDER_WORK, on=today)
    form = OrderForm(request.POST or None, people=people)
    saved = saved_by(
        request,
        form,
        lambda: commands.order_work(
            request.actor, dwelling_id=dwelling_id, on=today, **form.cleaned_data
        ),
    )
    if saved is not None:
        return redirect("upkeep:order", saved.pk)
    return page_of_form(request, form, title=_("Order work"), back=way_back(home))


@require_http_methods(GET_POST)
@requires(ORDER_WORK)
def change_order(request: ActorRequest, order_id: int) -> HttpResponse:
    """Correct an order that is not done."""
    mine = WorkOrder.objects.permitted_to(request.actor, ORDER_WORK).open()
    known = get_object_or_404(mine.select_related("dwelling"), pk=order_id)
    people = workers(request.actor, ORDER_WORK, on=clock.today())
    form = OrderForm(request.POST or None, instance=known, people=people)
    saved = saved_by(
        request,
        form,
        lambda: commands.change_order(
            request.actor, order_id=order_id, version=version_in(request), **form.cleaned_data
        ),
    )
    if saved is not None:
        return redirect("upkeep:order", order_id)
    back = way_back(known.dwelling)
    return page_of_form(request, form, title=_("Change the order"), back=back, record=known)


@require_http_methods(GET_POST)
@requires(DO_WORK)
def finish(request: ActorRequest, order_id: int) -> HttpResponse:
    """Done: the day, and what it cost."""
    mine = WorkOrder.objects.permitted_to(request.actor, DO_WORK).select_related("dwelling")
    found = get_object_or_404(mine, pk=order_id)
    form = FinishForm(
        request.POST or None,
        has_criterion=bool(found.code),
        initial={"done_on": clock.today(), "cost_ore": found.estimate_ore},
    )
    saved = saved_by(
        request,
        form,
        lambda: commands.finish_order(
            request.actor,
            order_id=order_id,
            done_on=form.cleaned_data["done_on"],
            on=clock.today(),
            cost_ore=form.cleaned_data["cost_ore"],
            is_met=form.cleaned_data.get("is_met", False),
        ),
    )
    if saved is not None:
        messages.success(request, _("Done. The cost stands on the home."))
        if found.turnover_id:
            return redirect("upkeep:turnover", found.turnover_id)
        return redirect("upkeep:orders")
    back = (str(found.title), reverse("upkeep:order", args=[order_id]))
    steps = steps_to((_("Work"), reverse("upkeep:orders")), back)
    return page_of_form(request, form, title=_("The work is done"), back=back, steps=steps)


@require_POST
@requires(DO_WORK)
def start(request: ActorRequest, order_id: int) -> HttpResponse:
    """The work is under way."""
    return _moved(order_id, lambda: commands.start_order(request.actor, order_id=order_id))


@require_POST
@requires(DO_WORK)
def cancel(request: ActorRequest, order_id: int) -> HttpResponse:
    """The work is called off."""
    return _moved(order_id, lambda: commands.cancel_order(request.actor, order_id=order_id))


def _moved(order_id: int, act: Callable[[], object]) -> HttpResponse:
    act()
    return redirect("upkeep:order", order_id)


@require_safe
@requires(READ_UPKEEP)
def recurring(request: ActorRequest) -> HttpResponse:
    """What comes back, soonest first."""
    rows = RecurringTask.objects.permitted_to(request.actor, READ_UPKEEP).filter(ended_on=None)
    page = page_of(
        rows.select_related("dwelling", "assigned_to").order_by("next_due_on", "pk"), request
    )
    context = {
        "page": page,
        "may_plan": request.actor.may(PLAN_RECURRING),
        "crumbs": steps_to((_("Work"), reverse("upkeep:orders"))),
    }
    return render(request, "upkeep/recurring.html", context)


@require_http_methods(GET_POST)
@requires(PLAN_RECURRING)
def plan_recurring(
    request: ActorRequest, dwelling_id: int | None = None, task_id: int | None = None
) -> HttpResponse:
    """Plan something that comes back in a home, or change it."""
    known = None
    if task_id is not None:
        mine = RecurringTask.objects.permitted_to(request.actor, PLAN_RECURRING)
        known = get_object_or_404(mine.select_related("dwelling"), pk=task_id)
    home = known.dwelling if known else own_home(request, PLAN_RECURRING, dwelling_id or 0)
    people = workers(request.actor, PLAN_RECURRING, on=clock.today())
    form = RecurringForm(
        request.POST or None,
        instance=known,
        people=people,
        initial={} if known else {"every_months": 12, "next_due_on": clock.today()},
    )

    def save() -> Model:
        if task_id is None:
            return commands.plan_recurring(
                request.actor, dwelling_id=home.pk, on=clock.today(), **form.cleaned_data
            )
        return commands.change_recurring(
            request.actor,
            task_id=task_id,
            version=version_in(request),
            on=clock.today(),
            **form.cleaned_data,
        )

    if saved_by(request, form, save) is not None:
        return redirect("upkeep:recurring")
    title = _("Plan work that comes back") if known is None else _("Change what comes back")
    return page_of_form(request, form, title=title, back=way_back(home), record=known)
