"""What can be done with a hand-off: ask and take back, answer, decide between units."""

from heimveg.handoffs.commands.answering import accept_handoff, decline_handoff
from heimveg.handoffs.commands.asking import (
    Question,
    ask_handoff,
    ask_to_take,
    reassign_handoff,
    withdraw_handoff,
)
from heimveg.handoffs.commands.deciding import (
    decide_handoff,
    escalate_handoff,
    escalate_when_past,
)

__all__ = [
    "Question",
    "accept_handoff",
    "ask_handoff",
    "ask_to_take",
    "decide_handoff",
    "decline_handoff",
    "escalate_handoff",
    "escalate_when_past",
    "reassign_handoff",
    "withdraw_handoff",
]
