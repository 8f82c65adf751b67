"""The kinds and states of inspections and work orders, and how months are counted. Pure."""

import calendar
from datetime import date
from enum import StrEnum


class InspectionKind(StrEnum):
    MOVE_IN = "move_in"
    MOVE_OUT = "move_out"
    YEARLY = "yearly"
    DAMAGE = "damage"


class Conclusion(StrEnum):
    """How an inspection ended. Empty: it has not."""

    OPEN = ""
    AT_STANDARD = "at_standard"
    BELOW_STANDARD = "below_standard"
    PARTLY_SEEN = "partly_seen"  # nothing below, but not all was looked at
    NO_ACCESS = "no_access"


class OrderState(StrEnum):
    ORDERED = "ordered"
    STARTED = "started"
    DONE = "done"
    CANCELLED = "cancelled"


class ChargedTo(StrEnum):
    """Who bears the cost in the end."""

    MUNICIPALITY = "municipality"
    TENANT = "tenant"
    INSURANCE = "insurance"
    GRANT = "grant"


class Party(StrEnum):
    """Who signs a takeover protocol."""

    MUNICIPALITY = "municipality"
    TENANT = "tenant"


def months_after(day: date, months: int) -> date:
    """The same day of the month, or the month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


class WaiverAnswer(StrEnum):
    """What a leader answers who is asked to let a home go below the standard."""

    WAITING = ""
    SIGNED = "signed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"  # another was asked instead
