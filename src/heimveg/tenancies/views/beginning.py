"""A new first day for a tenancy that waits for its home: chosen, then shown with what follows,
then set."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest
from heimveg.base import clock
from heimveg.base.errors import Invalid
from heimveg.base.forms import say_at_fields
from heimveg.tenancies.commands.beginning import set_first_day
from heimveg.tenancies.forms.beginning import FirstDayForm, SetDayForm
from heimveg.tenancies.models import Tenancy
from heimveg.tenancies.permissions import SET_FIRST_DAY
from heimveg.tenancies.queries import tenancies_known
from heimveg.tenancies.queries.beginning import (
    NewDays,
    new_days,
    refuse_first_day,
    told_of_days,
)


@require_http_methods(["GET", "POST"])
@requires(SET_FIRST_DAY)
def first_day(request: ActorRequest, tenancy_id: int) -> HttpResponse:
    """GET asks for the day, then says what will happen; POST does it."""
    known = tenancies_known(request.actor).select_related("person", "dwelling")
    tenancy = get_object_or_404(known, pk=tenancy_id)
    form, days = _form(request, tenancy), None
    try:
        if form.is_bound and form.is_valid():
            if isinstance(form, SetDayForm):
                set_first_day(
                    request.actor, tenancy_id=tenancy_id, on=clock.today(), **form.cleaned_data
                )
                messages.success(request, _("The new first day is set. Tell the tenant."))
                return redirect("desk:tenancy", tenancy_id)
            days = _shown(tenancy, form)
    except Invalid as refused:
        say_at_fields(form, refused)
    context = {
        "tenancy": tenancy,
        "form": form,
        "days": days,
        "points": told_of_days(days) if days else [],
        "steps": [
            (_("Tenancies"), reverse("tenancies:list")),
            (tenancy.dwelling.address, reverse("desk:tenancy", args=[tenancy.pk])),
        ],
    }
    status = 422 if form.errors else 200
    return render(request, "tenancies/first_day.html", context, status=status)


def _form(request: ActorRequest, tenancy: Tenancy) -> FirstDayForm:
    if request.method == "POST":
        return SetDayForm(request.POST)
    return FirstDayForm(
        request.GET if "first_day" in request.GET else None, initial={"was": tenancy.started_on}
    )


def _shown(tenancy: Tenancy, form: FirstDayForm) -> NewDays:
    days = new_days(tenancy, form.cleaned_data["first_day"])
    refuse_first_day(days, was=form.cleaned_data["was"], on=clock.today())
    return days
