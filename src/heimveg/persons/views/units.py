"""A unit ends, and another does what it did for people."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest
from heimveg.accounts.models import Membership
from heimveg.base import clock
from heimveg.persons import commands, queries
from heimveg.persons.forms import EndUnitForm
from heimveg.persons.permissions import END_UNIT


@require_http_methods(["GET", "POST"])
@requires(END_UNIT)
def end_unit(request: ActorRequest, unit_id: int) -> HttpResponse:
    """First what will happen, then the doing."""
    today = clock.today()
    unit = get_object_or_404(queries.units_to_end(request.actor, today), pk=unit_id)
    people = queries.people_a_unit_answers_for(unit.pk)
    form = EndUnitForm(
        request.POST if request.method == "POST" else None,
        heirs=queries.heirs_of(unit, on=today),
        must_name=bool(people),
    )
    if request.method == "POST" and form.is_valid():
        heir = form.cleaned_data["heir"]
        commands.end_unit(
            request.actor, unit_id=unit.pk, heir_id=heir.pk if heir else None, on=today
        )
        messages.success(request, _("The unit has ended."))
        return redirect("accounts:units")
    context = {
        "unit": unit,
        "people": people,
        "positions": Membership.objects.not_over(on=today).filter(unit=unit).count(),
        "form": form,
        "steps": [(_("Units and staff"), reverse("accounts:units"))],
    }
    status = 422 if form.is_bound else 200
    return render(request, "persons/end_unit.html", context, status=status)
