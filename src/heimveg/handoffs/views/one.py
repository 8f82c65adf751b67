"""One hand-off: what is asked, what was answered, and what the reader can do with it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from heimveg.access.doors import requires
from heimveg.access.gate import Actor, ActorRequest
from heimveg.base import clock
from heimveg.base.errors import Refused
from heimveg.handoffs import queries
from heimveg.handoffs.models import Handoff
from heimveg.handoffs.permissions import (
    ANSWER_HANDOFF,
    ASK_HANDOFF,
    DECIDE_HANDOFF,
    READ_HANDOFFS,
    READ_NOTE,
)
from heimveg.handoffs.queries.decided import decision_for
from heimveg.handoffs.rules import HandoffState, is_past, may_move
from heimveg.handoffs.telling import told_of
from heimveg.handoffs.views.shared import along, opened, way_to


@require_safe
@requires(READ_HANDOFFS)
def handoff(request: ActorRequest, handoff_id: int) -> HttpResponse:
    try:
        row = opened(request, READ_HANDOFFS, handoff_id)
    except Refused as fate:  # part of it, and sees the person no more
        decided = decision_for(request.actor, handoff_id)
        context: dict[str, object] = {"decided": decided, "fate": fate.text, "steps": way_to()}
        return render(request, "handoffs/ended.html", context)
    today = clock.today()
    context = {
        "handoff": row,
        "steps": way_to(),
        "may": _may(request.actor, row),
        "is_past": row.is_open and is_past(row.answer_by, on=today),
        "note": queries.note_of(request.actor, row),
        "reads_notes": request.actor.may(READ_NOTE),
        "rows": along(row) if row.is_open else [],
        "told": told_of(row),
        "rule": queries.answer_days(row.urgency, on=row.asked_on),
    }
    return render(request, "handoffs/handoff.html", context)


def _may(actor: Actor, row: Handoff) -> dict[str, bool]:
    """What the reader's units can do with it as it stands."""
    state, today = HandoffState(row.state), clock.today()
    answers = row.answering_unit_id in actor.units(ANSWER_HANDOFF)
    asks = row.asking_unit_id in actor.units(ASK_HANDOFF)
    declined, late = state is HandoffState.DECLINED, is_past(row.answer_by, on=today)
    return {
        "accept": answers and may_move(state, HandoffState.ACCEPTED),
        "decline": answers and may_move(state, HandoffState.DECLINED),
        "withdraw": asks and may_move(state, HandoffState.WITHDRAWN),
        "reassign": asks
        and not row.is_asked_by_taker
        and may_move(state, HandoffState.REASSIGNED),
        "escalate": asks and (declined or (state is HandoffState.ASKED and late)),
        "decide": state is HandoffState.ESCALATED
        and row.mandate_unit_id in actor.units(DECIDE_HANDOFF),
    }
