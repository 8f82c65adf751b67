"""When an offer may be answered, why offers are declined, and what follows. Pure."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache

import holidays


class RoundState(StrEnum):
    DRAFT = "draft"
    SOLVED = "solved"
    DECIDED = "decided"  # the committee has settled it; decisions are drafted
    CLOSED = "closed"


class RuleKind(StrEnum):
    PIN = "pin"
    EXCLUDE = "exclude"


class OfferState(StrEnum):
    RESERVED = "reserved"  # waits for the link before it in the chain
    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


HOLDING = frozenset({OfferState.RESERVED, OfferState.OPEN})
MOVES: dict[OfferState, frozenset[OfferState]] = {
    OfferState.RESERVED: frozenset({OfferState.OPEN, OfferState.WITHDRAWN, OfferState.EXPIRED}),
    OfferState.OPEN: frozenset(
        {
            OfferState.ACCEPTED,
            OfferState.DECLINED,
            OfferState.WITHDRAWN,
            OfferState.EXPIRED,
        }
    ),
    OfferState.ACCEPTED: frozenset(),
    OfferState.DECLINED: frozenset(),
    OfferState.WITHDRAWN: frozenset(),
    OfferState.EXPIRED: frozenset(),
}


def states_before(after: OfferState) -> frozenset[OfferState]:
    """The states from which an offer may come to `after`."""
    return frozenset(state for state, nexts in MOVES.items() if after in nexts)


class DeclineReason(StrEnum):
    AREA = "area"
    SIZE = "size"
    RENT = "rent"
    STANDARD = "standard"
    ENVIRONMENT = "environment"
    ACCESSIBILITY = "accessibility"
    PETS = "pets"
    NOT_NOW = "not_now"
    FOUND_OTHER = "found_other"
    OTHER = "other"


class AfterDecline(StrEnum):
    """What a decline leads to. It never counts against the person."""

    CHANGE_WISH = "change_wish"
    PARK = "park"
    WITHDRAW = "withdraw"


FOLLOWS: dict[DeclineReason, AfterDecline] = {
    DeclineReason.NOT_NOW: AfterDecline.PARK,
    DeclineReason.FOUND_OTHER: AfterDecline.WITHDRAW,
}
ABOUT_THE_HOME = frozenset(r for r in DeclineReason if r not in FOLLOWS)


def after_decline(reason: DeclineReason) -> AfterDecline:
    return FOLLOWS.get(reason, AfterDecline.CHANGE_WISH)


def can_be_answered(state: OfferState, *, answer_by: date | None, on: date) -> bool:
    """The last day to answer counts as in time."""
    return state is OfferState.OPEN and answer_by is not None and on <= answer_by


def has_expired(state: OfferState, *, answer_by: date | None, on: date) -> bool:
    return state in HOLDING and answer_by is not None and on > answer_by


@dataclass(frozen=True, slots=True)
class Terms:
    """The municipality's own time limits on a day (dated data)."""

    answer_working_days: int  # to answer an offer
    reservation_days: int  # a home is held for a link that waits for the one before it
    park_days: int  # how long a need rests when nobody answered
    lease_years: int
    turnover_days: int  # from when one moves out until the next can move in


@cache
def public_holidays(year: int) -> frozenset[date]:
    """Norwegian public holidays, Sundays left to the week."""
    return frozenset(holidays.country_holidays("NO", years=year).keys())


def is_working_day(day: date, closed: Container[date] = ()) -> bool:
    return day.weekday() < 5 and day not in public_holidays(day.year) and day not in closed


def working_days_after(day: date, count: int, closed: Container[date] = ()) -> date:
    """The day that is `count` working days after `day`; `closed`: further days without work."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day, closed)
    return day


def earliest_move_in(
    *, on: date, left_on: date | None, ready_on: date | None, turnover_days: int
) -> date:
    """The first day somebody may move in.

    `left_on`: when the one before in the chain moves out; `ready_on`: when a home that is out
    of use is expected back.
    """
    after_turnover = left_on + timedelta(days=turnover_days) if left_on else on
    return max(on, after_turnover, ready_on or on)
