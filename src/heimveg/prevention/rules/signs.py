"""What tells early that a home is at risk, and how a case of prevention may end. Pure.

Signs are chosen, never written: a caretaker who records noise writes nothing about health, and a
sign about money is kept apart from one about the home.
"""

from datetime import date, timedelta
from enum import StrEnum


class HomeSignKind(StrEnum):
    """What can be seen at the home. Also for those who keep it."""

    NOISE = "noise"
    DAMAGE = "damage"
    NO_CONTACT = "no_contact"
    LEASE_ENDING = "lease_ending"
    LANDLORD_WARNING = "landlord_warning"


class MoneySignKind(StrEnum):
    """Arrears and lost allowance: never for those who keep the home."""

    ARREARS = "arrears"
    LOST_ALLOWANCE = "lost_allowance"


class Result(StrEnum):
    """What came of a step."""

    REACHED = "reached"
    NOT_REACHED = "not_reached"
    AGREED = "agreed"
    DECLINED = "declined"
    SENT = "sent"
    DONE = "done"


class Ground(StrEnum):
    """What a warning is about, and what a notice rests on: rent, or a breach of another kind."""

    ARREARS = "arrears"
    NOISE = "noise"
    DAMAGE = "damage"
    THREATS = "threats"
    SUBLET = "sublet"
    ACCESS = "access"
    OTHER = "other"


BREACHES = tuple(ground for ground in Ground if ground is not Ground.ARREARS)


class Outcome(StrEnum):
    """How a case of prevention ended."""

    KEPT = "kept"  # the home is kept
    MOVED = "moved"  # moved on, by own choice or to a better home
    EVICTED = "evicted"


LEASE_ENDING_DAYS = 90
ARREARS_SIGN_DAYS = 30  # unpaid so long after it fell due
SIGN_AGAIN_DAYS = 30  # the same sign is not repeated within


def lease_is_ending(lease_until: date | None, *, on: date) -> bool:
    """The lease runs out within three months, and not before today."""
    return lease_until is not None and on <= lease_until <= on + timedelta(days=LEASE_ENDING_DAYS)
