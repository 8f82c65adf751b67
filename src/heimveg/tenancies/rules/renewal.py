"""What comes after a lease: can the tenant buy, move on, or stay? Pure."""

from datetime import date
from enum import StrEnum

from heimveg.tenancies.rules.law import Law, months_after


class Way(StrEnum):
    NONE = ""
    BUY = "buy"
    MOVE_ON = "move_on"
    STAY = "stay"


def review_from(lease_until: date, law: Law) -> date:
    """The day a review is opened, so that there is time to do something."""
    return months_after(lease_until, -law["renewal_review"].number)
