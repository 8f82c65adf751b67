"""Notice to quit, and the tenant's protest against it."""

from collections.abc import Callable
from datetime import date
from functools import partial

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest, Permission
from heimveg.base import clock
from heimveg.base.errors import Invalid, Refused
from heimveg.base.forms import say_at_fields
from heimveg.tenancies.commands import quitting as commands
from heimveg.tenancies.forms.quitting import CourtForm, ProtestForm, QuitNoticeForm, RulingForm
from heimveg.tenancies.lease_wording import in_words, name_of
from heimveg.tenancies.models import QuitNotice
from heimveg.tenancies.permissions import GIVE_NOTICE, RECORD_PROTEST
from heimveg.tenancies.queries import tenancies_known
from heimveg.tenancies.queries.law import law_on
from heimveg.tenancies.queries.listing import AddressIsHidden
from heimveg.tenancies.queries.quitting import points_of_taking_back
from heimveg.tenancies.rules.quitting import GivenBy, QuitStanding
from heimveg.tenancies.views.leasing import steps_to

MAY_BE_TAKEN_BACK = {QuitStanding.RUNS, QuitStanding.PROTESTED, QuitStanding.IN_COURT}


@require_http_methods(["GET", "POST"])
@requires(GIVE_NOTICE)
def give_notice(request: ActorRequest, tenancy_id: int) -> HttpResponse:
    """A notice to quit: void without what the law asks for."""
    known = tenancies_known(request.actor).select_related("person", "dwelling")
    tenancy = get_object_or_404(known, pk=tenancy_id)
    initial = {"given_on": clock.today()}
    form = QuitNoticeForm(request.POST or None, initial=initial)
    refused = ""
    if request.method == "POST" and form.is_valid():
        try:
            commands.give_notice(
                request.actor,
                tenancy_id=tenancy_id,
                form=form.said,
                given_on=form.cleaned_data["given_on"],
                is_single_room=form.cleaned_data["is_single_room"],
                late_because=form.cleaned_data["late_because"],
                on=clock.today(),
            )
        except Invalid as asked:
            say_at_fields(form, asked)
        except Refused as void:
            refused = str(void.text)
        else:
            messages.success(request, _("The notice is recorded, with its days."))
            return redirect("desk:tenancy", tenancy_id)
    status = 409 if refused else 422 if form.errors else 200
    context = {
        "tenancy": tenancy,
        "form": form,
        "refused": refused,
        "law": law_on(clock.today())["notice_form"],
        "law_text": in_words(law_on(clock.today())["notice_form"]),
        "steps": steps_to(tenancy),
    }
    return render(request, "tenancies/notice.html", context, status=status)


@require_POST
@requires(GIVE_NOTICE)
def withdraw_notice(request: ActorRequest, notice_id: int) -> HttpResponse:
    notice = commands.withdraw_notice(request.actor, notice_id=notice_id, on=clock.today())
    messages.success(request, _("The notice is withdrawn."))
    return redirect("desk:tenancy", notice.tenancy_id)


@require_http_methods(["GET", "POST"])
@requires(RECORD_PROTEST)
def protest(request: ActorRequest, notice_id: int) -> HttpResponse:
    """The tenant's protest: recorded here, and what follows from it."""
    notice = _mine(request, RECORD_PROTEST, notice_id)
    form = ProtestForm(
        request.POST if request.method == "POST" else None,
        initial={"received_on": clock.today()},
    )
    if request.method == "POST" and _done(
        form, partial(commands.record_protest, request.actor, notice_id=notice_id)
    ):
        messages.success(request, _("The protest is recorded."))
        return redirect("tenancies:protest", notice_id)
    return _page(request, notice, form=form)


@require_POST
@requires(GIVE_NOTICE)
def go_to_court(request: ActorRequest, notice_id: int) -> HttpResponse:
    notice, form = _mine(request, GIVE_NOTICE, notice_id), CourtForm(request.POST)
    if _done(form, partial(commands.go_to_court, request.actor, notice_id=notice_id)):
        messages.success(request, _("It is recorded. The notice does not lapse."))
        return redirect("tenancies:protest", notice_id)
    return _page(request, notice, court_form=form)


@require_POST
@requires(GIVE_NOTICE)
def record_ruling(request: ActorRequest, notice_id: int) -> HttpResponse:
    notice, form = _mine(request, GIVE_NOTICE, notice_id), RulingForm(request.POST)
    if _done(form, partial(commands.record_ruling, request.actor, notice_id=notice_id)):
        messages.success(request, _("What the court said is recorded."))
        return redirect("tenancies:protest", notice_id)
    return _page(request, notice, ruling_form=form)


@require_http_methods(["GET", "POST"])
@requires(RECORD_PROTEST)
def take_protest_back(request: ActorRequest, notice_id: int) -> HttpResponse:
    """GET says what will happen; POST does it."""
    notice, today = _mine(request, RECORD_PROTEST, notice_id), clock.today()
    if request.method == "POST":
        commands.take_protest_back(request.actor, notice_id=notice_id, on=today)
        messages.success(request, _("The protest is taken back. The notice runs again."))
        return redirect("tenancies:protest", notice_id)
    made = notice.protest()
    if made is None or not _may_take_back(notice, on=today):
        return redirect("tenancies:protest", notice_id)
    back = reverse("tenancies:protest", args=[notice.pk])
    context = {
        "notice": notice,
        "protest": made,
        "points": points_of_taking_back(notice, made, on=today),
        "steps": [*steps_to(notice.tenancy), (_("Protest against a notice"), back)],
    }
    return render(request, "tenancies/protest_take_back.html", context)


def _may_take_back(notice: QuitNotice, *, on: date) -> bool:
    stands = notice.withdrawn_on is None and notice.tenancy.ended_on is None
    return stands and notice.standing(on) in MAY_BE_TAKEN_BACK


def _page(
    request: ActorRequest,
    notice: QuitNotice,
    *,
    form: ProtestForm | None = None,
    court_form: CourtForm | None = None,
    ruling_form: RulingForm | None = None,
) -> HttpResponse:
    today, law = clock.today(), law_on(notice.given_on)
    made, standing = notice.protest(), notice.standing(today)
    gives_notice = request.actor.may(GIVE_NOTICE)
    waits = standing is QuitStanding.PROTESTED and gives_notice
    is_heard = standing is QuitStanding.IN_COURT and gives_notice
    stands = notice.withdrawn_on is None and notice.tenancy.ended_on is None
    context = {
        "notice": notice,
        "protest": made,
        "taken_back": [row for row in notice.protests.all() if row.taken_back_on is not None],
        "standing": str(standing),
        "is_late": made is not None and standing is QuitStanding.RUNS,
        "form": (form or ProtestForm()) if stands and made is None else None,
        "court_form": (court_form or CourtForm(initial={"sued_on": today})) if waits else None,
        "ruling_form": (ruling_form or RulingForm(initial={"ruled_on": today}))
        if stands and is_heard
        else None,
        "may_take_back": made is not None and _may_take_back(notice, on=today),
        "laws": [(name_of(row), in_words(row)) for row in (law["notice_form"], law["protest"])],
        "steps": steps_to(notice.tenancy),
    }
    bad = any(sent is not None and sent.errors for sent in (form, court_form, ruling_form))
    return render(request, "tenancies/protest.html", context, status=422 if bad else 200)


def _mine(request: ActorRequest, permission: Permission, notice_id: int) -> QuitNotice:
    rows = QuitNotice.objects.permitted_to(request.actor, permission)
    rows = rows.filter(given_by=GivenBy.LANDLORD).exclude(AddressIsHidden("person_id"))
    rows = rows.select_related("tenancy__dwelling", "person").prefetch_related("protests")
    return get_object_or_404(rows, pk=notice_id)


def _done(form: forms.Form, record: Callable[..., object]) -> bool:
    """Record what the form says, today; what is wrong is said at its field."""
    if not form.is_valid():
        return False
    try:
        record(**form.cleaned_data, on=clock.today())
    except Invalid as refusal:
        say_at_fields(form, refusal)
        return False
    return True
