"""Is whom another unit has met one of ours? And, after a yes, the two records side by side."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest
from heimveg.base import clock
from heimveg.base.paging import page_of
from heimveg.base.sent import version_in
from heimveg.base.web import render_part
from heimveg.intake.commands import likening
from heimveg.intake.models import Likeness
from heimveg.intake.permissions import ANSWER_LIKENESS, SETTLE_LIKENESS
from heimveg.intake.queries import likenesses as queries
from heimveg.intake.rules import LikenessState
from heimveg.persons.models import Person
from heimveg.persons.permissions import MERGE_PERSONS
from heimveg.persons.queries import with_who_answers

SHOWN = ("person", "settled_by_unit")


@require_safe
@requires(ANSWER_LIKENESS)
def likenesses(request: ActorRequest) -> HttpResponse:
    """What waits for one's units, the oldest first."""
    rows = queries.waiting(request.actor, on=clock.today()).select_related(*SHOWN)
    context = {"page": page_of(rows, request), "request": request}
    template, part = "intake/likenesses.html", "intake/_likenesses.html"
    return render_part(request, template, part, context)


@require_safe
@requires(ANSWER_LIKENESS)
def likeness(request: ActorRequest, likeness_id: int) -> HttpResponse:
    """The question for who is asked; both records for who is to settle it."""
    row = _found(request, likeness_id)
    settles = row.settled_by_unit_id in request.actor.units(SETTLE_LIKENESS)
    is_open = row.state == LikenessState.YES
    context: dict[str, Any] = {
        "likeness": row,
        "where": queries.met_where(request.actor, row),
        "steps": [(_("Met outside: one of ours?"), reverse("intake:likenesses"))],
        "records": _both(request, row) if settles and is_open else [],
        "may_merge": request.actor.may(MERGE_PERSONS),
    }
    return render(request, "intake/likeness.html", context)


def _both(request: ActorRequest, row: Likeness) -> list[Person]:
    """Empty when one of the two cannot be seen any more."""
    seen = Person.objects.permitted_to(request.actor, SETTLE_LIKENESS).whole()
    rows = with_who_answers(seen, on=clock.today()).filter(pk__in=(row.person_id, row.met_id))
    found = list(rows.order_by("pk"))
    return found if len(found) == 2 else []


@require_POST
@requires(ANSWER_LIKENESS)
def answer(request: ActorRequest, likeness_id: int) -> HttpResponse:
    is_ours = request.POST.get("ours") == "yes"
    likening.answer_likeness(
        request.actor,
        likeness_id=likeness_id,
        version=version_in(request),
        is_ours=is_ours,
        on=clock.today(),
    )
    text = _("Thank you. Who decides between units now sees both records, and calls you.")
    messages.success(request, text if is_ours else _("Thank you. Nobody is told of your no."))
    return redirect("intake:likenesses")


@require_POST
@requires(SETTLE_LIKENESS)
def settle(request: ActorRequest, likeness_id: int) -> HttpResponse:
    is_same = request.POST.get("how") == "touch"
    likening.settle_likeness(
        request.actor,
        likeness_id=likeness_id,
        version=version_in(request),
        is_same=is_same,
        on=clock.today(),
        at=clock.now(),
    )
    text = _("Each unit has been told whom to call. Your unit reads neither record any more.")
    apart = _("They are kept as two people. Your unit reads neither record any more.")
    messages.success(request, text if is_same else apart)
    return redirect("intake:likenesses")


def _found(request: ActorRequest, likeness_id: int) -> Likeness:
    rows = queries.opened_to(request.actor, on=clock.today())
    return get_object_or_404(rows.select_related(*SHOWN), pk=likeness_id)
