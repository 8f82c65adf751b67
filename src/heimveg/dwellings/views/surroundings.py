"""Housing environments and properties."""

from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest
from heimveg.base.sent import version_in
from heimveg.dwellings import commands
from heimveg.dwellings.forms import (
    ClusterForm,
    PropertyForm,
)
from heimveg.dwellings.models import Cluster, Property
from heimveg.dwellings.permissions import (
    CHANGE_DWELLING,
    READ_DWELLINGS,
)
from heimveg.dwellings.queries import clusters, properties
from heimveg.dwellings.views.answering import GET_POST, Text, page_of_form, saved_by


@require_safe
@requires(READ_DWELLINGS)
def surroundings(request: ActorRequest) -> HttpResponse:
    """Housing environments and properties, with how many homes each has."""
    context = {
        "clusters": clusters(),
        "properties": properties(),
        "may_change": request.actor.may(CHANGE_DWELLING),
    }
    return render(request, "dwellings/surroundings.html", context)


def _surroundings() -> tuple[Text, str]:
    return _("Surroundings"), reverse("dwellings:surroundings")


@require_http_methods(GET_POST)
@requires(CHANGE_DWELLING)
def cluster(request: ActorRequest, cluster_id: int | None = None) -> HttpResponse:
    """Make or change a housing environment."""
    known = None if cluster_id is None else get_object_or_404(Cluster, pk=cluster_id)
    form = ClusterForm(request.POST or None, instance=known)

    def save() -> Model:
        if cluster_id is None:
            return commands.make_cluster(request.actor, **form.cleaned_data)
        return commands.change_cluster(
            request.actor,
            cluster_id=cluster_id,
            version=version_in(request),
            **form.cleaned_data,
        )

    if saved_by(request, form, save) is not None:
        return redirect("dwellings:surroundings")
    title = _("New housing environment") if known is None else _("Change the housing environment")
    return page_of_form(request, form, title=title, back=_surroundings(), record=known)


@require_http_methods(GET_POST)
@requires(CHANGE_DWELLING)
def estate(request: ActorRequest, property_id: int | None = None) -> HttpResponse:
    """Make or change a property."""
    known = None if property_id is None else get_object_or_404(Property, pk=property_id)
    form = PropertyForm(request.POST or None, instance=known)

    def save() -> Model:
        if property_id is None:
            return commands.make_property(request.actor, **form.cleaned_data)
        return commands.change_property(
            request.actor,
            property_id=property_id,
            version=version_in(request),
            **form.cleaned_data,
        )

    if saved_by(request, form, save) is not None:
        return redirect("dwellings:surroundings")
    title = _("New property") if known is None else _("Change the property")
    return page_of_form(request, form, title=title, back=_surroundings(), record=known)
