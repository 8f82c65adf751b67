"""What can be opened without a network: the worker that keeps it, and what is shown instead.

The worker (frontend/worker/taken-along.js) keeps a page only where its own list of addresses and
`may_be_taken` here both say so: an open inspection that the reader may write, and the list.
"""

from datetime import date
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest
from heimveg.accounts.middleware import OFFLINE
from heimveg.upkeep.models import Inspection, Turnover
from heimveg.upkeep.permissions import INSPECT, READ_UPKEEP

OWNER = "Taken-Along-By"  # whose copy it is; without it, the worker keeps nothing
AT_MOST = 40  # pages that one press of the button takes along


@cache
def _worker() -> str:
    found = finders.find("dist/taken-along.js")
    if not found:
        raise Http404  # the front end is not built: pages then need a network, as always
    return Path(str(found)).read_text(encoding="utf-8")


@require_safe
@requires(READ_UPKEEP)
def worker(_request: ActorRequest) -> HttpResponse:
    """The service worker. Its address gives its scope: /upkeep/ and nothing else."""
    response = HttpResponse(_worker(), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
@requires(READ_UPKEEP)
def without_network(request: ActorRequest) -> HttpResponse:
    """Shown by the phone in place of a page that was not taken along."""
    return may_be_taken(request, render(request, "upkeep/without_network.html"))


def may_be_taken(request: ActorRequest, response: HttpResponse) -> HttpResponse:
    """Let who inspects keep this page on the phone for a day. Never for a page about a person.
    The session sleeps more lightly from now on: a log-out without a network reaches us late."""
    if request.actor.may(INSPECT):
        request.session[OFFLINE] = True
        response[OWNER] = str(request.actor.user_id)
    return response


def todays(request: ActorRequest, *, on: date) -> list[str]:
    """Addresses of what the reader, or nobody in particular, is to inspect by today."""
    mine = Q(assigned_to=request.actor.user_id) | Q(assigned_to=None)
    rows = Inspection.objects.permitted_to(request.actor, INSPECT).open()
    return _addresses(rows.filter(mine, planned_on__lte=on).order_by("-planned_on", "pk"))


def of_turnover(request: ActorRequest, turnover: Turnover) -> list[str]:
    """Addresses of the inspections that are still to be held before the home is ready."""
    if not request.actor.may(INSPECT):
        return []
    return _addresses(turnover.inspections.filter(conclusion="").order_by("planned_on", "pk"))


def _addresses(rows: object) -> list[str]:
    ids = rows.values_list("pk", flat=True)[:AT_MOST]  # type: ignore[attr-defined]
    return [reverse("upkeep:inspection", args=[pk]) for pk in ids]
