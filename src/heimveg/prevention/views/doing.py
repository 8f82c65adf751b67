"""Noting a sign, taking a step, agreeing on instalments, closing, and recording an eviction."""

from collections.abc import Callable
from datetime import date

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest
from heimveg.accounts.queries import system_user
from heimveg.base import clock
from heimveg.base.errors import Invalid
from heimveg.base.forms import say_at_fields
from heimveg.base.sent import version_in
from heimveg.prevention.answering import who_answers
from heimveg.prevention.commands import evicting, signs, steps
from heimveg.prevention.forms import CloseForm, EvictionForm, PlanForm, SignForm, StepForm
from heimveg.prevention.models import PreventionCase
from heimveg.prevention.permissions import (
    AGREE_PLAN,
    NOTE_MONEY_SIGN,
    NOTE_SIGN,
    READ_CASES,
    RECORD_EVICTION,
    TAKE_STEP,
)
from heimveg.prevention.queries.before_eviction import before_eviction
from heimveg.prevention.queries.ladder import climbed_in, ladder, looked_ahead
from heimveg.prevention.queries.money import is_unpaid, owed_ore
from heimveg.prevention.rules import Outcome
from heimveg.prevention.views.cases import open_case, opened, steps_to
from heimveg.prevention.wording import also_asked_for, recorded_text
from heimveg.stays.permissions import READ_STAYS
from heimveg.tenancies.leaving import taken_back_of_rent
from heimveg.tenancies.models import Tenancy
from heimveg.tenancies.queries.rent import dues_and_payments
from heimveg.tenancies.rules.rent import owed_on
from heimveg.tenancies.views.rent import kroner


@require_http_methods(["GET", "POST"])
@requires(NOTE_SIGN)
def note_sign(request: ActorRequest, tenancy_id: int) -> HttpResponse:
    """What was seen at a home: a choice and a day."""
    tenancy, today = opened(request, NOTE_SIGN, tenancy_id), clock.today()
    sees_money = Tenancy.objects.permitted_to(request.actor, NOTE_MONEY_SIGN)
    money = request.actor.may(NOTE_MONEY_SIGN) and sees_money.filter(pk=tenancy.pk).exists()
    form = SignForm(
        request.POST if request.method == "POST" else None,
        home=True,
        money=money,
        initial={"seen_on": today},
    )
    if request.method == "POST" and form.is_valid():

        def act() -> None:
            day, now, kind = form.cleaned_data["seen_on"], clock.now(), form.home_kind
            if kind is not None:
                signs.note_sign(
                    request.actor, tenancy_id=tenancy.pk, kind=kind, seen_on=day, on=today, at=now
                )
            else:
                signs.note_money_sign(
                    request.actor,
                    tenancy_id=tenancy.pk,
                    kind=form.money_kind,
                    seen_on=day,
                    on=today,
                    at=now,
                )

        if _done(form, act):
            messages.success(request, _noted(request, tenancy, today))
            if request.actor.may(READ_CASES):
                return redirect("prevention:case", tenancy.pk)
            return redirect("prevention:signs")
    context = {"tenancy": tenancy, "form": form}
    status = 422 if form.errors else 200
    return render(request, "prevention/sign.html", context, status=status)


def _noted(request: ActorRequest, tenancy: Tenancy, on: date) -> str:
    """Who sees the sign. Which unit that is, is for those who read cases."""
    answering = who_answers(tenancy.person_id, on=on)
    if answering is None:
        return _("It is noted. Nobody answers for the tenant, so tell the housing office as well.")
    if not request.actor.may(READ_CASES):
        return _("It is noted. The unit that answers for the tenant sees it now.")
    if answering.started_on == on and answering.made_by_id == system_user().pk:
        text = _("It is noted. Nobody answered for the tenant; %(unit)s does from today.")
    else:
        text = _("It is noted. %(unit)s answers for the tenant and sees it now.")
    return text % {"unit": answering.unit.name}


@require_http_methods(["GET", "POST"])
@requires(TAKE_STEP)
def take_step(request: ActorRequest, tenancy_id: int) -> HttpResponse:
    """What was done, when, and what came of it."""
    today = clock.today()
    case = looked_ahead(open_case(request, TAKE_STEP, tenancy_id), on=today)
    code = request.GET.get("code") or case.next_code
    form = StepForm(
        request.POST if request.method == "POST" else None,
        rungs=tuple(r for r in ladder(on=today) if not r.instead_of or r.code == case.next_code),
        money=owed_ore(request.actor, case, on=today) is not None,
        initial={"taken_on": today, "code": code},
    )
    if request.method == "POST" and form.is_valid():

        def act() -> None:
            step = steps.take_step(
                request.actor,
                case_id=case.pk,
                version=version_in(request),
                code=form.cleaned_data["code"],
                result=form.outcome,
                taken_on=form.cleaned_data["taken_on"],
                words=form.cleaned_data["words"],
                ground=form.rests_on,
                late_because=form.cleaned_data["late_because"],
                on=today,
                at=clock.now(),
            )
            messages.success(request, _recorded(step.case, step.code, today))

        if _done(form, act):
            return redirect("prevention:case", tenancy_id)
    return _page(request, "prevention/step.html", case, form)


def _recorded(case: PreventionCase, code: str, on: date) -> str:
    """What comes next, and what else waits for it, told while there is time."""
    rungs = ladder(on=on)
    also = also_asked_for(rungs, code, case.next_code, climbed_in(case, on=on))
    return " ".join([recorded_text(case, rungs, on=on), *also])


@require_http_methods(["GET", "POST"])
@requires(AGREE_PLAN)
def agree(request: ActorRequest, tenancy_id: int) -> HttpResponse:
    """Instalments: so much a month. The plan is shown before it is agreed."""
    opened(request, AGREE_PLAN, tenancy_id)
    case, today = open_case(request, AGREE_PLAN, tenancy_id), clock.today()
    dues, paid = dues_and_payments(case.tenancy)
    owed = max(owed_on(dues, paid, today), 0)
    data = request.POST if request.method == "POST" else None
    asked = data if data is not None else (request.GET if "ore" in request.GET else None)
    form = PlanForm(asked, owed_ore=owed, today=today, initial={"first_on": today})
    extra: dict[str, object] = {"owed": kroner(owed), "owes": owed > 0}
    if form.is_bound and form.is_valid():
        plan = form.instalments
        if request.method == "POST":
            steps.agree_plan(
                request.actor,
                case_id=case.pk,
                version=version_in(request),
                instalments=plan,
                on=today,
                at=clock.now(),
            )
            messages.success(request, _("The plan is agreed. It is followed against payments."))
            return redirect("prevention:case", tenancy_id)
        extra |= {
            "plan": [(part.due_on, kroner(part.ore)) for part in plan],
            "chosen": form.cleaned_data,
            "ore": kroner(form.cleaned_data["ore"]),
        }
    return _page(request, "prevention/plan.html", case, form, **extra)


@require_http_methods(["GET", "POST"])
@requires(TAKE_STEP)
def close(request: ActorRequest, tenancy_id: int) -> HttpResponse:
    """The home is no longer at risk."""
    case, today = open_case(request, TAKE_STEP, tenancy_id), clock.today()
    form = CloseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():

        def act() -> None:
            steps.close_case(
                request.actor,
                case_id=case.pk,
                version=version_in(request),
                outcome=Outcome(form.cleaned_data["outcome"]),
                because=form.cleaned_data["because"],
                on=today,
            )

        if _done(form, act):
            messages.success(request, _("The case of prevention is closed."))
            return redirect("prevention:case", tenancy_id)
    owed = owed_ore(request.actor, case, on=today)
    return _page(
        request, "prevention/close.html", case, form, owed=kroner(owed) if owed else "",
        is_unpaid=bool(is_unpaid(request.actor, case, on=today)),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires(RECORD_EVICTION)
def evict(request: ActorRequest, tenancy_id: int) -> HttpResponse:
    """An eviction that was carried out, with everything that belongs to it."""
    case, today = open_case(request, RECORD_EVICTION, tenancy_id), clock.today()
    form = EvictionForm(
        request.POST if request.method == "POST" else None, initial={"carried_out_on": today}
    )
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["carried_out_on"]
        rent = taken_back_of_rent(request.actor, case.tenancy, until=day)

        def act() -> None:
            evicting.record_eviction(
                request.actor,
                case_id=case.pk,
                version=version_in(request),
                carried_out_on=form.cleaned_data["carried_out_on"],
                sleeps=form.stay,
                late_because=form.cleaned_data["late_because"],
                on=today,
                at=clock.now(),
            )

        if _done(form, act):
            done = _("It is recorded, and a housing need is begun.")
            messages.success(request, f"{done} {rent}".strip())
            return _after_eviction(request, case)
    points = before_eviction(request.actor, case, on=today)
    return _page(
        request, "prevention/evict.html", case, form, points=points,
        is_in_the_way=not all(point.is_met for point in points),
        may_see_stays=request.actor.may(READ_STAYS),
    )  # fmt: skip


def _after_eviction(request: ActorRequest, case: PreventionCase) -> HttpResponse:
    """To the case, with the way to the next home; who meets the person no more, to the list."""
    mine = PreventionCase.objects.permitted_to(request.actor, READ_CASES)
    if request.actor.may(READ_CASES) and mine.filter(pk=case.pk).exists():
        return redirect("prevention:case", case.tenancy_id)
    return redirect("prevention:list")


def _done(form: forms.Form, act: Callable[[], None]) -> bool:
    """Do it; what is wrong is said at its field."""
    try:
        act()
    except Invalid as refusal:
        say_at_fields(form, refusal)
        return False
    return True


def _page(
    request: ActorRequest, template: str, case: PreventionCase, form: forms.Form, **more: object
) -> HttpResponse:
    context = {"case": case, "form": form, "steps": steps_to(case.tenancy), **more}
    return render(request, template, context, status=422 if form.errors else 200)
