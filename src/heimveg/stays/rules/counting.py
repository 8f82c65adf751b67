"""The national count of week 48: who is counted, where, and for how long. Pure.

The count has a rule of its own beside the individual definition: it counts those whose stay is
unknown and those in reception centres too, as the City of Oslo's list of 2024 does, and says so.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from heimveg.stays.rules.homelessness import (
    EXIT_MONTHS,
    InstitutionKind,
    StayFact,
    StayKind,
    homeless_spells,
    months_later,
)

WEEK = 48  # the national surveys count in this week of the year
DAYS = 7


class Place(StrEnum):
    """Where somebody without a dwelling stays: the list of Oslo 2024, and makeshift homes.

    Source: City of Oslo, Boligbehovskartleggingen 2024 (data/oslo_2024.csv).
    """

    FAMILY_OR_FRIENDS = "family_or_friends"
    TEMPORARY_ACCOMMODATION = "temporary_accommodation"
    EMERGENCY_OVERNIGHT = "emergency_overnight"
    CRISIS_CENTRE = "crisis_centre"
    ROUGH = "rough"
    NON_CONVENTIONAL = "non_conventional"
    INSTITUTION_SOON = "institution_soon"
    PRISON_SOON = "prison_soon"
    RECEPTION_CENTRE = "reception_centre"
    UNKNOWN = "unknown"
    INSTITUTION_LATER = "institution_later"
    PRISON_LATER = "prison_later"


COUNTED = frozenset(Place) - {Place.INSTITUTION_LATER, Place.PRISON_LATER}
IN_DOUBT = (Place.UNKNOWN, Place.RECEPTION_CENTRE)  # counted, and said so
HEALTH = frozenset(
    {Place.INSTITUTION_SOON, Place.INSTITUTION_LATER, Place.PRISON_SOON, Place.PRISON_LATER}
)
FEW, FEW_HEALTH = 5, 10  # fewer than this is not shown (docs/privacy.md)
BY_KIND: dict[StayKind, Place] = {
    StayKind.FAMILY_OR_FRIENDS: Place.FAMILY_OR_FRIENDS,
    StayKind.TEMPORARY_ACCOMMODATION: Place.TEMPORARY_ACCOMMODATION,
    StayKind.EMERGENCY_OVERNIGHT: Place.EMERGENCY_OVERNIGHT,
    StayKind.CRISIS_CENTRE: Place.CRISIS_CENTRE,
    StayKind.ROUGH: Place.ROUGH,
    StayKind.NON_CONVENTIONAL: Place.NON_CONVENTIONAL,
    StayKind.RECEPTION_CENTRE: Place.RECEPTION_CENTRE,
    StayKind.UNKNOWN: Place.UNKNOWN,
}
WITHOUT_DWELLING = frozenset(BY_KIND) | {StayKind.INSTITUTION}


class Duration(StrEnum):
    """How long without a home. Recurring stands for itself, whatever the length."""

    UNDER_THREE_WEEKS = "under_three_weeks"
    THREE_WEEKS_TO_THREE_MONTHS = "three_weeks_to_three_months"
    THREE_TO_SIX_MONTHS = "three_to_six_months"
    OVER_SIX_MONTHS = "over_six_months"
    RECURRING = "recurring"
    NOT_KNOWN = "not_known"  # so that the lengths add up to those counted


@dataclass(frozen=True, slots=True)
class Counted:
    """One stay as the count sees it. `institution` is None where nobody told which."""

    fact: StayFact
    institution: InstitutionKind | None = None


def days_of(year: int, week: int = WEEK) -> list[date]:
    """Monday to Sunday of the ISO week. Raises ValueError for a week the year lacks."""
    monday = date.fromisocalendar(year, week, 1)
    return [monday + timedelta(days=n) for n in range(DAYS)]


def place(stay: Counted, *, on: date) -> Place | None:
    """Where on the list the stay stands on `on`; None for who has a dwelling to live in or to
    come out to. In an institution without an expected end: more than two months left."""
    fact = stay.fact
    if not fact.period.holds(on) or fact.kind not in WITHOUT_DWELLING:
        return None
    if fact.kind is not StayKind.INSTITUTION:
        return BY_KIND[fact.kind]
    if fact.has_dwelling_after:
        return None
    end = fact.expected_end_on
    is_soon = end is not None and end <= months_later(on, EXIT_MONTHS)
    if stay.institution is InstitutionKind.PRISON:
        return Place.PRISON_SOON if is_soon else Place.PRISON_LATER
    return Place.INSTITUTION_SOON if is_soon else Place.INSTITUTION_LATER


def place_in_week(stays: Iterable[Counted], days: Sequence[date]) -> Place | None:
    """The one place a person is counted at: that of the last day of the week on which they are
    counted as homeless, else of the last day with any place. So nobody is counted twice, and
    who got a home on the Thursday is still counted."""
    found = [p for day in days for p in _places(stays, day)]
    counted = [p for p in found if p in COUNTED]
    return next(reversed(counted or found), None)


def _places(stays: Iterable[Counted], day: date) -> list[Place]:
    return [p for p in (place(stay, on=day) for stay in stays) if p is not None]


def duration(stays: Iterable[StayFact], *, on: date) -> Duration:
    """How long the homelessness that runs on `on` has lasted; recurring with three spells or
    more. Not known for who is counted without being homeless by the individual definition."""
    spells = [spell for spell in homeless_spells(stays) if spell.start <= on]
    running = next((spell for spell in spells if spell.holds(on)), None)
    if running is None:
        return Duration.NOT_KNOWN
    if len(spells) >= RECURRING_FROM:
        return Duration.RECURRING
    if running.days(until=on) < THREE_WEEKS_DAYS:
        return Duration.UNDER_THREE_WEEKS
    if on < months_later(running.start, 3):
        return Duration.THREE_WEEKS_TO_THREE_MONTHS
    if on < months_later(running.start, 6):
        return Duration.THREE_TO_SIX_MONTHS
    return Duration.OVER_SIX_MONTHS


RECURRING_FROM = 3  # spells; the list says "over years", which two years of stays cannot show
THREE_WEEKS_DAYS = 21


@dataclass(frozen=True, slots=True)
class Line:
    """Codes shown as one line, with how many. `persons` None: too few to show."""

    codes: tuple[str, ...]
    persons: int | None


def shown(counts: Mapping[str, int], *, health: frozenset[str] = frozenset()) -> list[Line]:
    """The counts with nobody to be recognised: small ones are joined until they are many enough,
    so that every total stays exact and none can be worked out by taking away. With everything
    together still too few, no figure is shown. O(n log n)."""
    present = {code: number for code, number in counts.items() if number}
    small = {c for c, n in present.items() if n < _least(c, health)}
    rest = sorted((c for c in present if c not in small), key=lambda c: (present[c], c))
    if small:
        least = max(_least(code, health) for code in small)
        while rest and (sum(present[c] for c in small) < least or len(small) < 2):
            small.add(rest.pop(0))
            least = max(_least(code, health) for code in small)
    lines = [Line((code,), present[code]) for code in counts if code in rest]
    if small:
        total = sum(present[code] for code in small)
        joined = tuple(code for code in counts if code in small)
        lines.append(Line(joined, total if _many(small, present, health) else None))
    return lines


def _many(codes: Set[str], present: Mapping[str, int], health: frozenset[str]) -> bool:
    least = max(_least(code, health) for code in codes)
    return sum(present[code] for code in codes) >= least


def _least(code: str, health: frozenset[str]) -> int:
    return FEW_HEALTH if code in health else FEW
