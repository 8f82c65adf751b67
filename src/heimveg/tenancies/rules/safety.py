"""Whether a lease leaves the tenant less safe than the one it takes over from. Pure.

Source: husleieloven §§ 1-2, 9-2, 9-3 and 11-1, as dated rows in data/tenancy_law.csv.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from heimveg.tenancies.rules.law import Law, months_after


class LessSafeReason(StrEnum):
    """Why all the same. Classes, so that nothing about the person stands here."""

    NONE = ""
    ASKED = "asked"
    OTHER_HOME = "other_home"
    BUILDING = "building"
    GRANT = "grant"


@dataclass(frozen=True, slots=True)
class Before:
    """What held until now. `number` is the version; 0 where nothing is written here about it."""

    number: int
    ends_on: date | None
    is_municipal: bool  # leans on § 11-1


def has_no_end(before: Before, law: Law, *, on: date, was_asked_to_move: bool) -> bool:
    """Whether it goes on without an end: agreed so, or it ran out and nobody asked the tenant in
    writing to move within the time the law gives (§ 9-2)."""
    if before.ends_on is None:
        return True
    return not was_asked_to_move and months_after(before.ends_on, law["hold_over"].number) <= on


def is_less_safe(
    before: Before, *, had_no_end: bool, ends_on: date | None, is_municipal: bool
) -> bool:
    """From no end to an end, or from the main rule to § 11-1."""
    return (had_no_end and ends_on is not None) or (is_municipal and not before.is_municipal)
