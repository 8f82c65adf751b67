"""A home is registered, corrected, and remarked on."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest
from heimveg.base import clock
from heimveg.base.sent import version_in
from heimveg.dwellings import commands
from heimveg.dwellings.forms import (
    DwellingForm,
    RemarkForm,
)
from heimveg.dwellings.permissions import (
    CHANGE_DWELLING,
    READ_KINDS,
    REMARK_ON_DWELLING,
)
from heimveg.dwellings.queries import areas
from heimveg.dwellings.views.answering import (
    GET_POST,
    home_or_404,
    page_of_form,
    saved_by,
    way_back,
)


@require_http_methods(GET_POST)
@requires(CHANGE_DWELLING)
def register(request: ActorRequest) -> HttpResponse:
    """Put a home into the register."""
    knows, today = request.actor.may(READ_KINDS), clock.today()
    form = DwellingForm(request.POST or None, knows_kinds=knows, initial={"started_on": today})
    saved = saved_by(
        request,
        form,
        lambda: commands.register_dwelling(
            request.actor, rent=form.rent, confirmed=form.cleaned_data["confirmed"], **form.facts
        ),
    )
    if saved is not None:
        return redirect("desk:dwelling", saved.pk)
    back = (_("Dwellings"), reverse("dwellings:list"))
    return page_of_form(request, form, title=_("Register a dwelling"), back=back, areas=areas())


@require_http_methods(GET_POST)
@requires(CHANGE_DWELLING)
def change(request: ActorRequest, dwelling_id: int) -> HttpResponse:
    """Correct what is written about a home."""
    home = home_or_404(dwelling_id)
    back = way_back(home)  # before the form writes what was typed into it
    knows = request.actor.may(READ_KINDS)
    form = DwellingForm(request.POST or None, knows_kinds=knows, instance=home)
    saved = saved_by(
        request,
        form,
        lambda: commands.change_dwelling(
            request.actor,
            dwelling_id=dwelling_id,
            version=version_in(request),
            rent=form.rent,
            confirmed=form.cleaned_data["confirmed"],
            **form.facts,
        ),
    )
    if saved is not None:
        return redirect("desk:dwelling", dwelling_id)
    return page_of_form(
        request, form, title=_("Change the dwelling"), back=back, record=home, areas=areas()
    )


@require_http_methods(GET_POST)
@requires(REMARK_ON_DWELLING)
def remark(request: ActorRequest, dwelling_id: int) -> HttpResponse:
    """Write down what the next colleague should know."""
    home = home_or_404(dwelling_id)
    form = RemarkForm(request.POST or None)
    saved = saved_by(
        request,
        form,
        lambda: commands.remark_on_dwelling(
            request.actor, dwelling_id=dwelling_id, text=form.cleaned_data["text"], at=clock.now()
        ),
    )
    if saved is not None:
        return redirect("desk:dwelling", dwelling_id)
    return page_of_form(request, form, title=_("Write a remark"), back=way_back(home))
