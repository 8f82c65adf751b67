"""How a message may travel. Pure."""

from enum import StrEnum


class Channel(StrEnum):
    LETTER = "letter"
    SMS = "sms"
    EMAIL = "email"
    PAGE = "page"


class NoticeState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    HELD = "held"
    FAILED = "failed"


def first_state(*, channel: Channel, is_protected: bool) -> NoticeState:
    """Nothing leaves for a protected person by itself: a cleared colleague hands it over."""
    return (
        NoticeState.HELD if is_protected and channel is not Channel.PAGE else NoticeState.WAITING
    )
