"""The list as one user likes to see it, kept under a name."""

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest
from heimveg.dwellings import commands
from heimveg.dwellings.forms import (
    SavedFilterForm,
    WantedForm,
)
from heimveg.dwellings.permissions import (
    READ_DWELLINGS,
    READ_KINDS,
)
from heimveg.dwellings.queries import areas


@require_POST
@requires(READ_DWELLINGS)
def keep_filter(request: ActorRequest) -> HttpResponse:
    """Keep the list as it is filtered now, under a name."""
    form = SavedFilterForm(request.POST)
    sent = QueryDict(request.POST.get("query", ""))
    knows = request.actor.may(READ_KINDS)
    query = WantedForm(sent, areas=areas(), knows_kinds=knows).query
    if form.is_valid() and query:
        commands.keep_filter(request.actor, name=form.cleaned_data["name"], query=query)
        messages.success(request, _("The filter is kept."))
    else:
        messages.error(request, _("Choose something to filter by, and give the filter a name."))
    return _to_list(query)


@require_POST
@requires(READ_DWELLINGS)
def drop_filter(request: ActorRequest, filter_id: int) -> HttpResponse:
    """Take one of one's own filters away."""
    commands.drop_filter(request.actor, filter_id=filter_id)
    return _to_list("")


def _to_list(query: str) -> HttpResponse:
    return redirect(f"{reverse('dwellings:list')}?{query}" if query else "dwellings:list")
