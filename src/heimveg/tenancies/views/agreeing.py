"""Agreements beside the lease, and the crisis clause."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest
from heimveg.base import clock
from heimveg.base.errors import Invalid
from heimveg.base.forms import say_at_fields
from heimveg.base.sent import version_in
from heimveg.tenancies.commands import agreeing as commands
from heimveg.tenancies.forms.agreeing import AgreementForm, StepForm
from heimveg.tenancies.models import Agreement, Tenancy
from heimveg.tenancies.permissions import AGREE_ON_CRISIS, READ_AGREEMENTS, WRITE_AGREEMENT
from heimveg.tenancies.queries import tenancies_known
from heimveg.tenancies.queries.listing import AddressIsHidden


@require_http_methods(["GET", "POST"])
@requires(WRITE_AGREEMENT)
def write(request: ActorRequest, tenancy_id: int) -> HttpResponse:
    """A new agreement, or the next version of one."""
    tenancy = _tenancy(request, tenancy_id)
    form = AgreementForm(request.POST or None, initial={"starts_on": clock.today()})
    if request.method == "POST" and form.is_valid():
        try:
            made = commands.write_agreement(
                request.actor, tenancy_id=tenancy_id, content=form.content, on=clock.today()
            )
        except Invalid as refused:
            say_at_fields(form, refused)
        else:
            return redirect("tenancies:agreement", made.pk)
    title, lead = _("Write an agreement"), _("It is voluntary, and the lease stands without it.")
    return _form(request, tenancy, form, title, lead)


@require_http_methods(["GET"])
@requires(READ_AGREEMENTS)
def agreement(request: ActorRequest, agreement_id: int) -> HttpResponse:
    rows = Agreement.objects.permitted_to(request.actor, READ_AGREEMENTS)
    rows = rows.exclude(AddressIsHidden("person_id"))
    found = get_object_or_404(rows.select_related("tenancy__dwelling", "person"), pk=agreement_id)
    context = {
        "agreement": found,
        "steps": _steps(found.tenancy),
        "may_write": request.actor.may(WRITE_AGREEMENT),
    }
    return render(request, "tenancies/agreement.html", context)


@require_POST
@requires(WRITE_AGREEMENT)
def sign(request: ActorRequest, agreement_id: int) -> HttpResponse:
    commands.sign_agreement(
        request.actor, agreement_id=agreement_id, version=version_in(request), on=clock.today()
    )
    messages.success(request, _("The agreement is in force."))
    return redirect("tenancies:agreement", agreement_id)


@require_POST
@requires(WRITE_AGREEMENT)
def end(request: ActorRequest, agreement_id: int) -> HttpResponse:
    commands.end_agreement(
        request.actor, agreement_id=agreement_id, version=version_in(request), on=clock.today()
    )
    messages.success(request, _("The agreement is ended. The lease stands as it is."))
    return redirect("tenancies:agreement", agreement_id)


@require_http_methods(["GET", "POST"])
@requires(AGREE_ON_CRISIS)
def step(request: ActorRequest, tenancy_id: int) -> HttpResponse:
    """A step of the crisis clause, made with the resident."""
    tenancy, form = _tenancy(request, tenancy_id), StepForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            commands.agree_on_step(
                request.actor, tenancy_id=tenancy_id, content=form.cleaned_data, on=clock.today()
            )
        except Invalid as refused:
            say_at_fields(form, refused)
        else:
            messages.success(request, _("The step is agreed."))
            return redirect("desk:tenancy", tenancy_id)
    title = _("A step for when it gets hard")
    lead = _("Made with the resident, in their own words. It is voluntary.")
    return _form(request, tenancy, form, title, lead)


@require_POST
@requires(AGREE_ON_CRISIS)
def end_step(request: ActorRequest, step_id: int) -> HttpResponse:
    ended = commands.end_step(request.actor, step_id=step_id, on=clock.today())
    messages.success(request, _("The step is ended."))
    return redirect("desk:tenancy", ended.tenancy_id)


def _form(
    request: ActorRequest, tenancy: Tenancy, form: AgreementForm | StepForm, title: str, lead: str
) -> HttpResponse:
    context = {
        "tenancy": tenancy,
        "form": form,
        "title": title,
        "lead": lead,
        "steps": _steps(tenancy),
    }
    return render(request, "tenancies/agree.html", context, status=422 if form.errors else 200)


def _tenancy(request: ActorRequest, tenancy_id: int) -> Tenancy:
    known = tenancies_known(request.actor).select_related("person", "dwelling")
    return get_object_or_404(known, pk=tenancy_id)


def _steps(tenancy: Tenancy) -> list[tuple[str, str]]:
    return [
        (_("Tenancies"), reverse("tenancies:list")),
        (tenancy.dwelling.address, reverse("desk:tenancy", args=[tenancy.pk])),
    ]
