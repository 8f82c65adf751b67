"""How a message may travel, and when it is tried again. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Channel(StrEnum):
    LETTER = "letter"
    SMS = "sms"
    EMAIL = "email"
    PAGE = "page"


class NoticeState(StrEnum):
    WAITING = "waiting"
    SENDING = "sending"  # a worker has its hand on it
    SENT = "sent"
    HELD = "held"
    FAILED = "failed"
    UNSURE = "unsure"  # it may have got through: somebody decides


class Failure(StrEnum):
    """Why it did not get through, as `gateways.failures.Why` says it, and one of our own."""

    AWAY = "away"
    REFUSED = "refused"
    WRONG = "wrong"
    UNCLEAR = "unclear"
    NO_ADDRESS = "no_address"


@dataclass(frozen=True, slots=True)
class Reach:
    """How a person can be reached."""

    has_email: bool
    has_phone: bool
    is_formal: bool  # a decision or another document that must come as a letter


def channel_for(reach: Reach) -> Channel:
    """A document comes as a letter. That a message waits is said where it is seen soonest."""
    if reach.is_formal:
        return Channel.LETTER
    if reach.has_phone:
        return Channel.SMS
    return Channel.EMAIL if reach.has_email else Channel.LETTER


def first_state(*, channel: Channel, is_protected: bool) -> NoticeState:
    """Nothing leaves for a protected person by itself: a cleared colleague hands it over."""
    return (
        NoticeState.HELD if is_protected and channel is not Channel.PAGE else NoticeState.WAITING
    )


LEASE = timedelta(minutes=10)  # longer than any way out may take
MOST_TRIES = 8
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)
GIVE_UP_AT_ONCE = frozenset({Failure.REFUSED, Failure.NO_ADDRESS})


def may_repeat(channel: Channel) -> bool:
    """Whether the other end knows a message it has had: a file's name, a provider's key, our own
    page. Mail has no such promise."""
    return channel is not Channel.EMAIL


def next_try(tries: int, failure: Failure, *, at: datetime) -> datetime | None:
    """When to try again after so many tries; None: not by itself."""
    if failure in GIVE_UP_AT_ONCE or failure is Failure.UNCLEAR or tries >= MOST_TRIES:
        return None
    pause: timedelta = min(FIRST_PAUSE * 4 ** max(tries - 1, 0), LONGEST_PAUSE)
    return at + pause
