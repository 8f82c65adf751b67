"""Who works where, and the units themselves."""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest
from heimveg.accounts.commands import units as commands
from heimveg.accounts.forms import UnitForm
from heimveg.accounts.models import Unit
from heimveg.accounts.permissions import KEEP_UNITS, READ_STAFF, SEE_UNITS
from heimveg.accounts.queries import units_with_staff
from heimveg.accounts.unit_links import links_for
from heimveg.accounts.views.answering import GET_POST, page_of_form, saved_by, units_step
from heimveg.base import clock
from heimveg.base.sent import version_in


@require_safe
@requires(SEE_UNITS)
def units(request: ActorRequest) -> HttpResponse:
    """Who works where, and how to reach them."""
    found = units_with_staff(on=clock.today())
    links = links_for(request.actor, on=clock.today())
    found = [replace(staffed, links=links.get(staffed.unit.pk, [])) for staffed in found]
    context = {
        "inside": [staffed for staffed in found if staffed.unit.is_inside],
        "outside": [staffed for staffed in found if not staffed.unit.is_inside],
        "may": {
            "keep_units": request.actor.may(KEEP_UNITS),
            "read_staff": request.actor.may(READ_STAFF),
        },
    }
    return render(request, "accounts/units.html", context)


@require_http_methods(GET_POST)
@requires(KEEP_UNITS)
def new(request: ActorRequest) -> HttpResponse:
    """Make a unit."""
    form = UnitForm(request.POST or None, initial={"started_on": clock.today()})
    if saved_by(request, form, lambda: commands.make_unit(request.actor, **form.cleaned_data)):
        messages.success(request, _("The unit is made. Give somebody a position in it."))
        return redirect("accounts:units")
    return page_of_form(request, form, title=_("Make a unit"), back=units_step())


@require_http_methods(GET_POST)
@requires(KEEP_UNITS)
def change(request: ActorRequest, unit_id: int) -> HttpResponse:
    """Correct what is written about a unit."""
    unit = get_object_or_404(Unit, pk=unit_id)
    held = {name: getattr(unit, name) for name in UnitForm.FIELDS}
    form = UnitForm(request.POST or None, initial=held)
    version = version_in(request) if form.is_bound else unit.version
    saved = saved_by(
        request,
        form,
        lambda: commands.change_unit(
            request.actor, unit_id=unit_id, version=version, **form.cleaned_data
        ),
    )
    if saved:
        messages.success(request, _("Saved."))
        return redirect("accounts:units")
    title = _("Change the unit")
    return page_of_form(request, form, title=title, back=units_step(), version=version)
