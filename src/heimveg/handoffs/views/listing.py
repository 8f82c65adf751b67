"""Hand-offs that wait for one's units, that they have asked, and all one may see."""

from datetime import timedelta

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest
from heimveg.base import clock
from heimveg.base.paging import page_of
from heimveg.base.web import render_part
from heimveg.handoffs.models import Handoff, HandoffQuerySet
from heimveg.handoffs.permissions import (
    ANSWER_HANDOFF,
    ASK_HANDOFF,
    DECIDE_HANDOFF,
    READ_HANDOFFS,
    SEE_KASTEBALL,
)
from heimveg.handoffs.queries import handoffs_seen
from heimveg.handoffs.queries.decided import decisions_for

A_NO_STANDS = timedelta(days=60)  # among what we have asked, while nobody else is asked
TO_ANSWER, ASKED, TO_DECIDE, ALL = "to-answer", "asked", "to-decide", "all"


@require_safe
@requires(READ_HANDOFFS)
def handoffs(request: ActorRequest) -> HttpResponse:
    which = request.GET.get("show") or _first(request)
    choices = [
        (TO_ANSWER, _("To answer")),
        (ASKED, _("We have asked")),
        (ALL, _("All")),
    ]
    decides = request.actor.may(DECIDE_HANDOFF)
    if decides:
        choices.insert(2, (TO_DECIDE, _("To decide")))
    which = which if which in dict(choices) else TO_ANSWER
    context = {
        "page": page_of(_rows(request, which), request),
        "choices": [(value, label, value == which) for value, label in choices],
        "which": which,
        "decided": decisions_for(request.actor) if which == ALL else [],
        "today": clock.today(),
        "may_see_figures": request.actor.may(SEE_KASTEBALL),
    }
    return render_part(request, "handoffs/handoffs.html", "handoffs/_handoffs.html", context)


def _first(request: ActorRequest) -> str:
    """What the list opens on: what lies with one's unit to decide, if anything does."""
    units = request.actor.units(DECIDE_HANDOFF)
    lies = Handoff.objects.permitted_to(request.actor, READ_HANDOFFS).to_decide(units)
    return TO_DECIDE if units and lies.exists() else TO_ANSWER


def _rows(request: ActorRequest, which: str) -> HandoffQuerySet:
    seen, actor = handoffs_seen(request.actor), request.actor
    if which == TO_ANSWER:
        return seen.to_answer(actor.units(ANSWER_HANDOFF))
    if which == ASKED:
        units, since = actor.units(ASK_HANDOFF), clock.today() - A_NO_STANDS
        return seen.asked_by_units(units) | seen.declined_to_units(units, since=since)
    if which == TO_DECIDE:
        return seen.to_decide(actor.units(DECIDE_HANDOFF))
    return seen
