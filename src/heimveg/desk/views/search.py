"""The search page: people, homes, units and cases, only what the reader may see."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest
from heimveg.base import clock
from heimveg.base.web import render_part
from heimveg.desk.permissions import SEARCH
from heimveg.desk.queries.search import groups


@require_safe
@requires(SEARCH)
def search(request: ActorRequest) -> HttpResponse:
    """What is like the text in the search box. Nothing is kept of what was searched for."""
    text = request.GET.get("q", "").strip()
    context = {
        "text": text,
        "groups": groups(request.actor, text, on=clock.today()) if text else [],
    }
    return render_part(request, "desk/search.html", "desk/_search_results.html", context)
