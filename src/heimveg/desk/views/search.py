"""The search page: people, homes, units and cases, only what the reader may see."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest
from heimveg.desk.permissions import SEARCH


@require_safe
@requires(SEARCH)
def search(request: ActorRequest) -> HttpResponse:
    return render(request, "desk/search.html", {})
