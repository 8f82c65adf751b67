"""A new first day for a tenancy that waits for its home."""

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
from heimveg.tenancies.forms.beginning import FirstDayForm
from heimveg.tenancies.permissions import SET_FIRST_DAY
from heimveg.tenancies.queries import tenancies_known


@require_http_methods(["GET", "POST"])
@requires(SET_FIRST_DAY)
def first_day(request: ActorRequest, tenancy_id: int) -> HttpResponse:
    known = tenancies_known(request.actor).select_related("person", "dwelling")
    tenancy = get_object_or_404(known, pk=tenancy_id)
    form = FirstDayForm(request.POST or None, initial={"was": tenancy.started_on})
    if request.method == "POST" and form.is_valid():
        try:
            set_first_day(
                request.actor, tenancy_id=tenancy_id, on=clock.today(), **form.cleaned_data
            )
        except Invalid as refused:
            say_at_fields(form, refused)
        else:
            messages.success(request, _("The new first day is set. Tell the tenant."))
            return redirect("desk:tenancy", tenancy_id)
    context = {
        "tenancy": tenancy,
        "form": form,
        "has_lease": tenancy.leases.lasting().exists(),
        "steps": [
            (_("Tenancies"), reverse("tenancies:list")),
            (tenancy.dwelling.address, reverse("desk:tenancy", args=[tenancy.pk])),
        ],
    }
    status = 422 if form.errors else 200
    return render(request, "tenancies/first_day.html", context, status=status)
