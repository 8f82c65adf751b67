"""Hand-offs that wait for one's units, that they have asked, and all one may see."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest
from heimveg.base import clock
from heimveg.base.paging import page_of
from heimveg.base.web import render_part
from heimveg.handoffs.models import HandoffQuerySet
from heimveg.handoffs.permissions import (
    ANSWER_HANDOFF,
    ASK_HANDOFF,
    DECIDE_HANDOFF,
    READ_HANDOFFS,
    SEE_KASTEBALL,
)
from heimveg.handoffs.queries import handoffs_seen

TO_ANSWER, ASKED, TO_DECIDE, ALL = "to-answer", "asked", "to-decide", "all"


@require_safe
@requires(READ_HANDOFFS)
def handoffs(request: ActorRequest) -> HttpResponse:
    which = request.GET.get("show", TO_ANSWER)
    choices = [
        (TO_ANSWER, _("To answer")),
        (ASKED, _("We have asked")),
        (ALL, _("All")),
    ]
    if request.actor.may(DECIDE_HANDOFF):
        choices.insert(2, (TO_DECIDE, _("To decide")))
    which = which if which in dict(choices) else TO_ANSWER
    context = {
        "page": page_of(_rows(request, which), request),
        "choices": [(value, label, value == which) for value, label in choices],
        "which": which,
        "today": clock.today(),
        "may_see_figures": request.actor.may(SEE_KASTEBALL),
    }
    return render_part(request, "handoffs/handoffs.html", "handoffs/_handoffs.html", context)


def _rows(request: ActorRequest, which: str) -> HandoffQuerySet:
    seen, actor = handoffs_seen(request.actor), request.actor
    if which == TO_ANSWER:
        return seen.to_answer(actor.units(ANSWER_HANDOFF))
    if which == ASKED:
        return seen.asked_by_units(actor.units(ASK_HANDOFF))
    if which == TO_DECIDE:
        return seen.to_decide(actor.units(DECIDE_HANDOFF))
    return seen
