"""When meetings are held, and who may see what is said there about a person. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from heimveg.persons.rules import Topic


class SeriesKind(StrEnum):
    COORDINATION = "coordination"  # nb/nn samordningsmøte
    ALL_UNITS = "all_units"
    NEEDS_COMMITTEE = "needs_committee"  # nb behovsutvalg, nn behovsutval
    STEERING_GROUP = "steering_group"  # nb/nn styringsgruppe
    OTHER = "other"


class MeetingState(StrEnum):
    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"
    CALLED_OFF = "called_off"


class ItemKind(StrEnum):
    PERSON = "person"
    DWELLING = "dwelling"
    THEME = "theme"


class Origin(StrEnum):
    """Why something stands on the agenda."""

    BY_HAND = "by_hand"
    STANDING = "standing"
    NEED_STILL = "need_still"
    HOME_EMPTY = "home_empty"
    OFFER_DECLINED = "offer_declined"
    TASK_LATE = "task_late"
    HANDOFF_UNANSWERED = "handoff_unanswered"
    DISCHARGE_COMING = "discharge_coming"


class TaskState(StrEnum):
    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


MOVES: dict[MeetingState, frozenset[MeetingState]] = {
    MeetingState.PLANNED: frozenset({MeetingState.OPEN, MeetingState.CALLED_OFF}),
    MeetingState.OPEN: frozenset({MeetingState.CLOSED}),
    MeetingState.CLOSED: frozenset(),
    MeetingState.CALLED_OFF: frozenset(),
}
AT_HAND = frozenset({MeetingState.PLANNED, MeetingState.OPEN})


def may_move(here: MeetingState, there: MeetingState) -> bool:
    return there in MOVES[here]


class Sight(StrEnum):
    """How much of an item about a person somebody at the table sees."""

    NOTHING = "nothing"  # for them the item does not exist, and is not counted
    THAT_IT_IS = "that_it_is"  # one item concerns a person you do not follow
    LINE = "line"  # who, why, and what was decided
    WHOLE = "whole"  # and what was said


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody at the table, as one item about a person meets them."""

    follows: bool  # sees housing need and decisions about this person
    follows_health: bool  # and health
    has_conflict: bool  # is near the person
    in_casework: bool  # in the unit that was given consent
    consents: frozenset[Topic]  # what the person lets that unit know today
    is_shielded: bool  # the address is protected, or the person works here


def sight_of(seat: Seat) -> Sight:
    """Office first, then consent. What is said at the table mixes topics, so a consent opens the
    line and the decision, and only for housing; never what was said."""
    if seat.follows:
        return Sight.WHOLE if seat.follows_health else Sight.LINE
    if seat.is_shielded:
        return Sight.NOTHING
    if seat.in_casework and Topic.HOUSING in seat.consents and not seat.has_conflict:
        return Sight.LINE
    return Sight.THAT_IT_IS


def next_day(after: date, *, weeks: int, is_open: Callable[[date], bool]) -> date:
    """The day of the next meeting: so many weeks on, else the first working day after it."""
    day = after + timedelta(weeks=max(weeks, 1))
    while not is_open(day):
        day += timedelta(days=1)
    return day


@dataclass(frozen=True, slots=True)
class Patience:
    """After how many days something belongs on an agenda."""

    need_days: int
    home_days: int
    declined_days: int
    discharge_days: int
    rounds_ahead: int  # proposals shown of each kind
