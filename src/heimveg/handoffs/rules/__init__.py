"""By when a hand-off is to be answered, why it is asked or declined, and how it moves. Pure."""

from collections.abc import Callable
from datetime import date, timedelta
from enum import StrEnum


class Wanted(StrEnum):
    """What the other unit is asked for."""

    COORDINATE = "coordinate"  # to answer for the person
    CONTRIBUTE = "contribute"  # to help, beside the unit that answers


class HandoffState(StrEnum):
    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    REASSIGNED = "reassigned"  # the same was asked of another unit instead
    ESCALATED = "escalated"  # lies with a unit that may decide
    DECIDED = "decided"
    LAPSED = "lapsed"  # the case was closed, or the asked unit got there by another way


S = HandoffState
MOVES: dict[HandoffState, frozenset[HandoffState]] = {
    S.ASKED: frozenset({S.ACCEPTED, S.DECLINED, S.WITHDRAWN, S.REASSIGNED, S.ESCALATED, S.LAPSED}),
    S.DECLINED: frozenset({S.ESCALATED}),  # who asked does not agree
    S.ESCALATED: frozenset({S.ACCEPTED, S.WITHDRAWN, S.DECIDED, S.LAPSED}),
    S.ACCEPTED: frozenset(),
    S.WITHDRAWN: frozenset(),
    S.REASSIGNED: frozenset(),
    S.DECIDED: frozenset(),  # final
    S.LAPSED: frozenset(),
}
OPEN = frozenset({S.ASKED, S.ESCALATED})
MOVED = frozenset({S.ACCEPTED, S.DECIDED})  # the ledger says who does it
NO_PLACE = frozenset({S.DECLINED, S.REASSIGNED, S.ESCALATED})  # a bounce: asked, and not taken


def may_move(before: HandoffState, after: HandoffState) -> bool:
    return after in MOVES[before]


def states_before(after: HandoffState) -> list[str]:
    """The states from which a hand-off may come to `after`, sorted."""
    return sorted(str(state) for state, nexts in MOVES.items() if after in nexts)


class Urgency(StrEnum):
    AT_ONCE = "at_once"
    SOON = "soon"
    ORDINARY = "ordinary"


class AskReason(StrEnum):
    """Why another unit is asked. Nothing about health: it is read by all units involved."""

    NEEDS_CHANGED = "needs_changed"
    MOVED = "moved"
    AGE = "age"
    LEGAL = "legal"
    KNOWN_THERE = "known_there"
    WISH = "wish"
    REORGANISED = "reorganised"
    OTHER = "other"


class DeclineReason(StrEnum):
    NOT_OUR_TASK = "not_our_task"
    OTHER_UNIT = "other_unit"
    NO_CAPACITY = "no_capacity"
    NOT_YET = "not_yet"
    MORE_KNOWLEDGE = "more_knowledge"
    PERSON_DECLINES = "person_declines"
    OTHER = "other"


def answer_by(asked_on: date, days: int, is_working: Callable[[date], bool]) -> date:
    """The last day to answer: `days` working days after the day of asking."""
    day = asked_on
    for _ in range(days):
        day += timedelta(days=1)
        while not is_working(day):
            day += timedelta(days=1)
    return day


def is_past(last_day: date, *, on: date) -> bool:
    """The last day itself is still in time."""
    return on > last_day


class Sharing(StrEnum):
    """What lets a unit outside the municipality know of the person."""

    INSIDE = ""  # it is inside; no more is needed
    CONSENT = "consent"
    STATUTE = "statute"


def sharing(*, is_inside: bool, has_consent: bool, statute: str) -> Sharing | None:
    """On what the sharing rests; None when there is nothing, and it must not be done."""
    if is_inside:
        return Sharing.INSIDE
    if has_consent:
        return Sharing.CONSENT
    return Sharing.STATUTE if statute.strip() else None
