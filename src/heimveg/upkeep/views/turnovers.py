"""Homes between two tenants: the list, one with its steps, and what can be done with it."""

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.db.models import F, Q, Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest
from heimveg.base import clock
from heimveg.base.paging import page_of
from heimveg.base.parts import Step as Drawn
from heimveg.base.sent import version_in
from heimveg.base.web import render_part
from heimveg.dwellings.models import RentPart
from heimveg.dwellings.views.answering import page_of_form, saved_by, way_back
from heimveg.upkeep.commands import turnovers as commands
from heimveg.upkeep.forms import TurnoverForm
from heimveg.upkeep.models import Turnover
from heimveg.upkeep.permissions import (
    INSPECT,
    ORDER_WORK,
    PLAN_INSPECTION,
    READ_UPKEEP,
    TURN_OVER,
    WAIVE,
)
from heimveg.upkeep.queries.condition import Unmet, unmet_in, unmet_in_each
from heimveg.upkeep.queries.data import limit
from heimveg.upkeep.rules import STEPS, Spell, Step, days_in_steps
from heimveg.upkeep.views.answering import GET_POST, own_home, steps_to, ways
from heimveg.upkeep.views.offline import of_turnover
from heimveg.upkeep.waiting import waiting_for
from heimveg.upkeep.words import STEP_TEXTS
from heimveg.values import Money


@dataclass(frozen=True, slots=True)
class Row:
    turnover: Turnover
    step: str
    days: int
    is_late: bool
    missing: int


@require_safe
@requires(READ_UPKEEP)
def turnovers(request: ActorRequest) -> HttpResponse:
    """Open turnovers, those empty longest first; or those that are over, newest first."""
    today, over = clock.today(), request.GET.get("which") == "ready"
    rows = Turnover.objects.permitted_to(request.actor, READ_UPKEEP).select_related("dwelling")
    if over:
        rows = rows.filter(ready_on__isnull=False).order_by("-ready_on", "-pk")
    else:
        rows = rows.open().order_by(F("vacated_on").asc(nulls_last=True), "noticed_on", "pk")
    page = page_of(rows, request)
    context = {
        "page": page,
        "rows": _rows(page.rows, on=today),
        "over": over,
        "ways": ways("upkeep:turnovers"),
        "limit": limit("turnover_days", on=today),
        "may_begin": request.actor.may(TURN_OVER),
    }
    return render_part(request, "upkeep/turnovers.html", "upkeep/_turnovers.html", context)


def _rows(found: list[Turnover], *, on: date) -> list[Row]:
    unmet, longest = unmet_in_each(found, on=on), limit("turnover_days", on=on)
    return [
        Row(
            turnover,
            str(STEP_TEXTS[turnover.step(on=on)]),
            days := _days_empty(turnover, on),
            days > longest,
            sum(each.is_open for each in unmet[turnover.pk]),
        )
        for turnover in found
    ]


def _days_empty(turnover: Turnover, on: date) -> int:
    if turnover.vacated_on is None:
        return 0
    return max(((turnover.ready_on or on) - turnover.vacated_on).days, 0)


@require_safe
@requires(READ_UPKEEP)
def turnover(request: ActorRequest, turnover_id: int) -> HttpResponse:
    """One turnover: how far it has come, what is missing, and what it costs."""
    today = clock.today()
    mine = Turnover.objects.permitted_to(request.actor, READ_UPKEEP).select_related("dwelling")
    found = get_object_or_404(mine, pk=turnover_id)
    return render(request, "upkeep/turnover.html", _context(request, found, today))


def _context(request: ActorRequest, found: Turnover, today: date) -> dict[str, object]:
    is_open = found.ready_on is None and found.cancelled_on is None
    unmet = unmet_in(found, on=found.ready_on or today)
    missing = sum(each.is_open for each in unmet)
    is_empty = found.vacated_on is not None and found.vacated_on <= today
    may, inspected = request.actor.may, found.inspected_on is not None
    return {
        "turnover": found,
        "home": found.dwelling,
        "waiting": waiting_for(request.actor, found.dwelling_id, on=today),
        "is_open": is_open,
        "steps": _drawn(found, today),
        "unmet": unmet,
        "missing": missing,
        "is_known": any(each.known for each in unmet),
        "costs": _costs(found, today),
        "days": _days_empty(found, today),
        "limit": limit("turnover_days", on=today),
        "orders": found.orders.select_related("assigned_to").order_by("pk"),
        "inspections": found.inspections.order_by("planned_on", "pk"),
        "take": of_turnover(request, found) if is_open else [],
        "may_plan": is_open and may(PLAN_INSPECTION),
        "may_inspect": may(INSPECT),
        "may_order": is_open and may(ORDER_WORK) and _orderable(unmet, found),
        "may_order_one": is_open and may(ORDER_WORK),
        "may_waive": is_open and may(WAIVE),
        "may_cancel": is_open and may(TURN_OVER) and found.vacated_on is None,
        "may_ready": is_open and may(TURN_OVER) and is_empty and inspected and not missing,
        "crumbs": steps_to(),
    }


def _orderable(unmet: list[Unmet], found: Turnover) -> bool:
    ordered = set(found.orders.open().values_list("code", flat=True))
    return any(u.is_open and u.known and u.criterion.code not in ordered for u in unmet)


def _drawn(found: Turnover, today: date) -> list[Drawn]:
    """Each step with its day and how long it lasted."""
    spells = {spell.step: spell for spell in days_in_steps(found.dates, until=today)}
    current = found.step(on=today)
    planned = {step: day for step, day in found.dates.reached() if day > today}
    return [
        _drawn_step(step, spell, is_current=step is current)
        if (spell := spells.get(step))
        else _drawn_plan(step, planned.get(step))
        for step in STEPS
    ]


def _drawn_plan(step: Step, day: date | None) -> Drawn:
    """A step still to come, with its day where that is known."""
    note = day.strftime("%d.%m.%Y") if day else ""
    return Drawn(capfirst(str(STEP_TEXTS[step])), "todo", note)


def _drawn_step(step: Step, spell: Spell, *, is_current: bool) -> Drawn:
    label = capfirst(str(STEP_TEXTS[step]))
    if step is Step.READY:
        return Drawn(label, "done", spell.since.strftime("%d.%m.%Y"))
    note = ngettext("%(day)s, %(days)s day", "%(day)s, %(days)s days", spell.days) % {
        "day": spell.since.strftime("%d.%m."),
        "days": spell.days,
    }
    return Drawn(label, "current" if is_current else "done", note)


def _costs(found: Turnover, today: date) -> list[tuple[str, str]]:
    """Work, expected and done, and the rent that was not paid while it stood empty."""
    sums = found.orders.exclude(state="cancelled").aggregate(
        done=Sum("cost_ore", filter=Q(state="done")),
        expected=Sum("estimate_ore", filter=~Q(state="done")),
    )
    rent = RentPart.objects.filter(dwelling=found.dwelling_id).aggregate(ore=Sum("ore_month"))
    days = _days_empty(found, today)
    lost = (rent["ore"] or 0) * 12 * days // 365
    done, expected, lost = (_whole(ore or 0) for ore in (sums["done"], sums["expected"], lost))
    return [
        (_("Work done"), _kroner(done)),
        (_("Work ordered, expected"), _kroner(expected)),
        (_("Rent not paid while empty"), _kroner(lost)),
        (_("Together"), _kroner(done + expected + lost)),  # of what is shown
    ]


def _whole(ore: int) -> int:
    """Rounded to whole kroner, in øre."""
    return round(ore / 100) * 100


def _kroner(ore: int) -> str:
    return _("%(amount)s kr") % {"amount": Money(_whole(ore))}


@require_http_methods(GET_POST)
@requires(TURN_OVER)
def begin(request: ActorRequest, dwelling_id: int) -> HttpResponse:
    """Register that a tenant leaves, or that a home stands empty."""
    home = own_home(request, TURN_OVER, dwelling_id)
    form = TurnoverForm(request.POST or None, initial={"noticed_on": clock.today()})
    saved = saved_by(
        request,
        form,
        lambda: commands.begin_turnover(
            request.actor, dwelling_id=dwelling_id, **form.cleaned_data
        ),
    )
    if saved is not None:
        return redirect("upkeep:turnover", saved.pk)
    return page_of_form(request, form, title=_("Begin a turnover"), back=way_back(home))


@require_POST
@requires(ORDER_WORK)
def order_missing(request: ActorRequest, turnover_id: int) -> HttpResponse:
    """Order work for all that was found below."""
    commands.order_what_is_missing(request.actor, turnover_id=turnover_id, on=clock.today())
    messages.success(request, _("Work is ordered for each thing that is missing."))
    return redirect("upkeep:turnover", turnover_id)


@require_POST
@requires(TURN_OVER)
def ready(request: ActorRequest, turnover_id: int) -> HttpResponse:
    """Ready for the next tenant."""
    commands.make_ready(
        request.actor,
        turnover_id=turnover_id,
        version=version_in(request),
        on=clock.today(),
    )
    messages.success(request, _("The home is ready, and counts as free from today."))
    return redirect("upkeep:turnover", turnover_id)


@require_POST
@requires(TURN_OVER)
def cancel(request: ActorRequest, turnover_id: int) -> HttpResponse:
    """The tenant stays after all."""
    commands.cancel_turnover(
        request.actor,
        turnover_id=turnover_id,
        version=version_in(request),
        on=clock.today(),
    )
    messages.success(request, _("The turnover is cancelled."))
    return redirect("upkeep:turnovers")
