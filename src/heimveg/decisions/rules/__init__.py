"""What an administrative decision must hold, who may sign it, and until when it can be
appealed. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TypedDict


class DecisionKind(StrEnum):
    MUNICIPAL_DWELLING = "municipal_dwelling"
    INDIVIDUAL_HELP = "individual_help"
    TEMPORARY_ACCOMMODATION = "temporary_accommodation"
    REFUSAL = "refusal"
    TERMINATION = "termination"


class Words(TypedDict, total=False):
    """What a caseworker writes in a draft."""

    outcome: str
    facts: str
    considerations: str
    assumed_support: str
    language: str


class DecisionState(StrEnum):
    DRAFT = "draft"
    SIGNED = "signed"  # by the caseworker; waits for the approver
    APPROVED = "approved"  # four eyes: may be told
    TOLD = "told"
    REPLACED = "replaced"


MOVES: dict[DecisionState, frozenset[DecisionState]] = {
    DecisionState.DRAFT: frozenset({DecisionState.SIGNED}),
    DecisionState.SIGNED: frozenset({DecisionState.APPROVED, DecisionState.DRAFT}),
    DecisionState.APPROVED: frozenset({DecisionState.TOLD, DecisionState.REPLACED}),
    DecisionState.TOLD: frozenset({DecisionState.REPLACED}),
    DecisionState.REPLACED: frozenset(),
}


def may_move(before: DecisionState, after: DecisionState) -> bool:
    return after in MOVES[before]


@dataclass(frozen=True, slots=True)
class Deadline:
    """A dated rule of law: so many weeks from when the decision reached the party."""

    weeks: int
    law: str


def appeal_deadline(
    rule: Deadline, *, reached_party_on: date, is_working_day: Callable[[date], bool]
) -> date:
    """Last day an appeal is in time: the same weekday so many weeks later, moved on to the next
    working day when it is a Saturday, a Sunday or a holiday.

    Source: forvaltningsloven §§ 29 and 30; domstolloven §§ 148 and 149 first paragraph.
    """
    last = reached_party_on + timedelta(weeks=rule.weeks)
    while not is_working_day(last):
        last += timedelta(days=1)
    return last
