"""Why a tenancy ended. Pure."""

from enum import StrEnum


class Ending(StrEnum):
    """Kept by a constraint: a tenancy that has an end has one of these."""

    MOVED = "moved"
    OTHER_MUNICIPAL = "other_municipal"
    BOUGHT = "bought"
    GAVE_NOTICE = "gave_notice"
    RAN_OUT = "ran_out"
    LANDLORD_NOTICE = "landlord_notice"
    EVICTED = "evicted"
    DIED = "died"
    UNKNOWN = "unknown"


# Recorded in prevention alone, with the plan that was tried and where the person sleeps next.
NOT_BY_HAND = frozenset({Ending.EVICTED})
