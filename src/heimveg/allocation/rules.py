"""When an offer may be answered, why offers are declined, and what follows. Pure."""

from datetime import date
from enum import StrEnum


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


def after_decline(reason: DeclineReason) -> AfterDecline:
    return FOLLOWS.get(reason, AfterDecline.CHANGE_WISH)


def can_be_answered(state: OfferState, *, answer_by: date | None, on: date) -> bool:
    """The last day to answer counts as in time."""
    return state is OfferState.OPEN and answer_by is not None and on <= answer_by


def has_expired(state: OfferState, *, answer_by: date | None, on: date) -> bool:
    return state in HOLDING and answer_by is not None and on > answer_by
