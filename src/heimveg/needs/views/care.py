"""What a need rests on: the professional's ground (health), and the person's income."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest
from heimveg.base import clock
from heimveg.base.errors import Refused
from heimveg.base.sent import version_in
from heimveg.base.web import render_part
from heimveg.needs import commands
from heimveg.needs.forms import CareBasisForm, HighestRentForm, IncomeForm
from heimveg.needs.models import CareBasis, Income, Need
from heimveg.needs.permissions import CONFIRM_CARE_BASIS, NOTE_INCOME
from heimveg.needs.queries import care_basis_of, incomes_of, rent_share
from heimveg.needs.rules import bearable_rent
from heimveg.needs.views.asking import my_need

BASIS = ("group", "characteristic", "text")


@require_http_methods(["GET", "POST"])
@requires(CONFIRM_CARE_BASIS)
def care_basis(request: ActorRequest, need_id: int) -> HttpResponse:
    """Group, characteristic and words, and what they mean for the home. Care roles alone."""
    need = my_need(request.actor, CONFIRM_CARE_BASIS, need_id)
    if need.closed_on is not None:
        raise Refused(_("A closed need is history. Open a new one."))
    basis = care_basis_of(request.actor, need)
    given = request.POST if request.method == "POST" else None
    form = CareBasisForm(given, initial=_as_written(need, basis))
    if request.method == "POST" and form.is_valid():
        _confirm(request, need_id, form.cleaned_data)
        messages.success(request, _("Confirmed. The housing office sees what follows, never why."))
        return redirect("needs:detail", need_id)
    context = {"need": need, "basis": basis, "form": form}
    status = 422 if form.errors else 200
    return render_part(request, "needs/care.html", "needs/_care.html", context, status=status)


def _as_written(need: Need, basis: CareBasis | None) -> dict[str, Any]:
    written = {name: getattr(basis, name) for name in BASIS} if basis else {}
    return {
        **written,
        "counts_in_environment": need.counts_in_environment,
        "funding_groups": need.funding_groups,
        "robustness": need.robustness_need,
    }


def _confirm(request: ActorRequest, need_id: int, data: dict[str, Any]) -> None:
    commands.confirm_care_basis(
        request.actor, need_id=need_id, version=version_in(request),
        basis={name: data[name] for name in BASIS},
        derived={
            "counts_in_environment": data["counts_in_environment"],
            "funding_groups": data["funding_groups"],
            "robustness": data["robustness"],
        },
        takes_requirements=data["takes_requirements"], on=clock.today(),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires(NOTE_INCOME)
def income(request: ActorRequest, need_id: int) -> HttpResponse:
    """Note the income; from the newest a highest rent is suggested."""
    need, today = my_need(request.actor, NOTE_INCOME, need_id), clock.today()
    given = request.POST if request.method == "POST" else None
    form = IncomeForm(given, initial={"known_on": today}, today=today)
    if request.method == "POST" and form.is_valid():
        commands.note_income(request.actor, person_id=need.person_id, **form.cleaned_data)
        messages.success(request, _("The income is noted."))
        return redirect("needs:income", need_id)
    rent_form = HighestRentForm(initial={"rent_nok": need.rent_nok_at_most})
    return _income_page(request, need, form, rent_form)


@require_POST
@requires(NOTE_INCOME)
def highest_rent(request: ActorRequest, need_id: int) -> HttpResponse:
    """Take the suggestion, or another figure, over into the need."""
    form, today = HighestRentForm(request.POST), clock.today()
    if form.is_valid():
        commands.use_highest_rent(
            request.actor, need_id=need_id, version=version_in(request), **form.cleaned_data
        )
        messages.success(request, _("The highest rent is written into the need."))
        return redirect("needs:detail", need_id)
    need = my_need(request.actor, NOTE_INCOME, need_id)
    income_form = IncomeForm(initial={"known_on": today}, today=today)
    return _income_page(request, need, income_form, form)


def _income_page(
    request: ActorRequest, need: Need, form: IncomeForm, rent_form: HighestRentForm
) -> HttpResponse:
    share = rent_share(on=clock.today())
    incomes: list[Income] = incomes_of(request.actor, need.person_id)
    suggested = bearable_rent(incomes[0].nok_year, percent=share.percent) if incomes else None
    if suggested and not rent_form.is_bound:
        rent_form.initial["rent_nok"] = need.rent_nok_at_most or suggested
    context = {
        "need": need, "form": form, "rent_form": rent_form, "incomes": incomes, "share": share,
        "suggested": suggested,
    }  # fmt: skip
    status = 422 if form.errors or rent_form.errors else 200
    return render_part(request, "needs/income.html", "needs/_income.html", context, status=status)
