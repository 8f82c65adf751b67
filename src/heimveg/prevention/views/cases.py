"""Homes at risk, one tenancy's prevention, and how many evictions there were."""

from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from heimveg.access.doors import requires
from heimveg.access.gate import Actor, ActorRequest, Permission
from heimveg.base import clock
from heimveg.base.paging import page_of
from heimveg.prevention.models import PreventionCase, Step
from heimveg.prevention.permissions import (
    AGREE_PLAN,
    NOTE_SIGN,
    READ_CASES,
    READ_SIGNS,
    RECORD_EVICTION,
    SEE_FIGURES,
    TAKE_STEP,
)
from heimveg.prevention.queries import cases as queries
from heimveg.prevention.queries.ladder import climbed_in, ladder, looked_ahead
from heimveg.prevention.rules import Rung
from heimveg.prevention.wording import law_text, rung_text, tried_text, when_text
from heimveg.tenancies.models import Tenancy
from heimveg.tenancies.queries.listing import AddressIsHidden
from heimveg.tenancies.views.rent import kroner


@dataclass(frozen=True, slots=True)
class Row:
    """One home at risk. `is_late`: the next step should have been taken."""

    case: PreventionCase
    next_text: str
    when: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """One step of the ladder. `state`: done, tried, current or todo; `tag` what came of it."""

    label: str
    state: str
    note: str = ""
    tag: str = ""


@require_safe
@requires(READ_CASES)
def cases(request: ActorRequest) -> HttpResponse:
    """Homes at risk, what comes next and by when; with `?closed`, how earlier ones ended."""
    today, is_closed = clock.today(), "closed" in request.GET
    ask = queries.closed_cases if is_closed else queries.open_cases
    page = page_of(ask(request.actor), request)
    names = {rung.code: rung_text(rung) for rung in ladder(on=today)}
    context = {
        "page": page,
        "rows": [_row(case, names, today) for case in page.rows],
        "is_closed": is_closed,
        "may_figures": request.actor.may(SEE_FIGURES),
        "may_signs": request.actor.may(READ_SIGNS),
    }
    return render(request, "prevention/cases.html", context)


def _row(case: PreventionCase, names: dict[str, str], today: date) -> Row:
    late = case.next_due_on is not None and case.next_due_on < today
    return Row(case, names.get(case.next_code, ""), when_text(case, on=today), late)


@require_safe
@requires(READ_SIGNS)
def signs(request: ActorRequest) -> HttpResponse:
    """What was seen at the homes lately; in own stock for who keeps them."""
    page = page_of(queries.recent_signs(request.actor, on=clock.today()), request)
    context = {
        "page": page,
        "may_note": request.actor.may(NOTE_SIGN),
        "may_cases": request.actor.may(READ_CASES),
    }
    return render(request, "prevention/signs.html", context)


@require_safe
@requires(READ_CASES)
def case(request: ActorRequest, tenancy_id: int) -> HttpResponse:
    """One tenancy: the signs the reader may see, the ladder with its days, and what was done."""
    tenancy = opened(request, READ_CASES, tenancy_id)
    whole = queries.whole_case(request.actor, tenancy)
    today = clock.today()
    runs_on = tenancy.ended_on is None or tenancy.ended_on > today
    context: dict[str, object] = {"tenancy": tenancy, "whole": whole, "steps": steps_to()}
    context["may"] = {"sign": runs_on and request.actor.may(NOTE_SIGN)}
    if whole is not None:
        rungs = ladder(on=today)
        context |= {
            "picture": _picture(whole.case, rungs, today),
            "names": {rung.code: rung_text(rung) for rung in rungs},
            "done": [(step, _name(step, rungs)) for step in whole.steps],
            "instalments": _instalments(whole),
            "may": _may(request.actor, whole, runs_on=runs_on),
        }
    return render(request, "prevention/case.html", context)


def _name(step: Step, rungs: tuple[Rung, ...]) -> str:
    return next((rung_text(rung) for rung in rungs if rung.code == step.code), step.code)


def _picture(case: PreventionCase, rungs: tuple[Rung, ...], today: date) -> list[Shown]:
    """The ladder: what is done or was tried in vain, what comes next with its days, and what is to
    come. What follows up a step stands there only where that one was tried in vain."""
    at = climbed_in(looked_ahead(case, on=today), on=today)
    shown = []
    for rung in rungs:
        label = rung_text(rung)
        if rung.code in at.tried:
            days = at.tried[rung.code]
            shown.append(Shown(label, "tried", _day(days[-1]), tried_text(len(days))))
        elif rung.code in at.taken:
            shown.append(Shown(label, "done", _day(at.taken[rung.code])))
        elif rung.code == case.next_code:
            shown.append(Shown(label, "current", _when(case, today)))
        elif rung.code in at.lapsed:
            taken_on, lease_on = at.lapsed[rung.code]
            lapsed = _("fell away with the new lease of %(day)s") % {"day": _day(lease_on)}
            shown.append(Shown(label, "tried", _day(taken_on), lapsed))
        elif not rung.instead_of:
            shown.append(Shown(label, "todo", law_text(rung)))
    return shown


def _when(case: PreventionCase, today: date) -> str:
    is_late = case.next_due_on is not None and case.next_due_on < today
    return ", ".join([when_text(case, on=today), *([_("late")] if is_late else [])])


def _day(day: date | None) -> str:
    return date_format(day, "SHORT_DATE_FORMAT") if day else ""


def _instalments(whole: queries.Whole) -> list[tuple[date, str]]:
    plan = whole.money.plan if whole.money else None
    if plan is None:
        return []
    rows = sorted(plan.instalments.all(), key=lambda row: row.due_on)
    return [(row.due_on, kroner(row.ore)) for row in rows]


def _may(actor: Actor, whole: queries.Whole, *, runs_on: bool) -> dict[str, bool]:
    """`runs_on`: the tenancy has not ended."""
    is_open = whole.case.closed_on is None
    runs = whole.money is not None and whole.money.plan and whole.money.plan.state == "running"
    return {
        "step": is_open and actor.may(TAKE_STEP),
        "close": is_open and bool(whole.steps) and actor.may(TAKE_STEP),
        "plan": is_open and whole.money is not None and not runs and actor.may(AGREE_PLAN),
        "evict": is_open and actor.may(RECORD_EVICTION),
        "sign": runs_on and actor.may(NOTE_SIGN),
    }


def opened(request: ActorRequest, permission: Permission, tenancy_id: int) -> Tenancy:
    """A home whose address would give away somebody protected is not there, as on the lists."""
    mine = Tenancy.objects.permitted_to(request.actor, permission)
    mine = mine.exclude(AddressIsHidden("person_id"))
    return get_object_or_404(mine.select_related("person", "dwelling"), pk=tenancy_id)


def open_case(request: ActorRequest, permission: Permission, tenancy_id: int) -> PreventionCase:
    """The open case of a tenancy, or 404."""
    rows = PreventionCase.objects.permitted_to(request.actor, permission).open()
    rows = rows.exclude(AddressIsHidden("person_id"))
    found = rows.filter(tenancy=tenancy_id).select_related("tenancy__dwelling").first()
    if found is None:
        raise Http404
    return found


def steps_to(tenancy: Tenancy | None = None) -> list[tuple[str, str]]:
    steps = [(_("Homes at risk"), reverse("prevention:list"))]
    if tenancy is not None:
        url = reverse("prevention:case", args=[tenancy.pk])
        steps.append((tenancy.dwelling.address, url))
    return steps


@require_safe
@requires(SEE_FIGURES)
def figures(request: ActorRequest) -> HttpResponse:
    """Evictions carried out and prevented, by year; small counts are hidden."""
    context: dict[str, object] = {"years": queries.evictions_by_year()}
    if request.actor.may(READ_CASES):
        context["steps"] = steps_to()
    return render(request, "prevention/figures.html", context)
