"""Where people live from day to day, and homelessness by the national definition. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from heimveg.values import Period


class StayKind(StrEnum):
    OWN_HOME = "own_home"
    MUNICIPAL_TENANCY = "municipal_tenancy"
    PRIVATE_LEASE = "private_lease"
    FAMILY_OR_FRIENDS = "family_or_friends"
    PERMANENTLY_WITH_FAMILY = "permanently_with_family"
    TEMPORARY_ACCOMMODATION = "temporary_accommodation"
    EMERGENCY_OVERNIGHT = "emergency_overnight"
    CRISIS_CENTRE = "crisis_centre"
    INSTITUTION = "institution"
    RECEPTION_CENTRE = "reception_centre"
    NON_CONVENTIONAL = "non_conventional"
    ROUGH = "rough"
    UNKNOWN = "unknown"


class InstitutionKind(StrEnum):
    """Which institution: kept apart from the stay, for care and the national count only."""

    HOSPITAL = "hospital"
    TREATMENT = "treatment"
    PRISON = "prison"


class EthosLight(StrEnum):
    ROUGH = "1"
    EMERGENCY = "2"
    FOR_HOMELESS = "3"
    INSTITUTION = "4"
    NON_CONVENTIONAL = "5"
    FAMILY_OR_FRIENDS = "6"


ALWAYS_HOMELESS = {
    StayKind.FAMILY_OR_FRIENDS: EthosLight.FAMILY_OR_FRIENDS,
    StayKind.TEMPORARY_ACCOMMODATION: EthosLight.FOR_HOMELESS,
    StayKind.EMERGENCY_OVERNIGHT: EthosLight.EMERGENCY,
    StayKind.CRISIS_CENTRE: EthosLight.FOR_HOMELESS,
    StayKind.NON_CONVENTIONAL: EthosLight.NON_CONVENTIONAL,
    StayKind.ROUGH: EthosLight.ROUGH,
}
EXIT_MONTHS = 2  # Source: the national surveys' definition (docs/domain.md), read 2026-11-22


@dataclass(frozen=True, slots=True)
class StayFact:
    """What the definition needs to know of one stay."""

    kind: StayKind
    period: Period
    expected_end_on: date | None = None
    has_dwelling_after: bool = False


def homelessness(stay: StayFact | None, *, on: date) -> EthosLight | None:
    """The ETHOS Light category on `on`, or None for somebody not homeless.

    In an institution (hospital, treatment, prison): homeless when the exit is within two months and no
    dwelling waits. Source: the national surveys (facts copied in docs/domain.md).
    """
    if stay is None or not stay.period.holds(on):
        return None
    if stay.kind in ALWAYS_HOMELESS:
        return ALWAYS_HOMELESS[stay.kind]
    leaves_soon = stay.expected_end_on is not None and stay.expected_end_on <= _months_later(on, EXIT_MONTHS)
    if stay.kind is StayKind.INSTITUTION and leaves_soon and not stay.has_dwelling_after:
        return EthosLight.INSTITUTION
    return None


def homeless_days(stays: Sequence[StayFact], *, on: date) -> int:
    """Days without a break that somebody homeless on `on` has been so; 0 for who is not.

    A stay counts whole: when exactly an institution stay became homelessness is not asked.
    """
    days = 0
    expected_end: date | None = None
    for stay in sorted(stays, key=lambda s: s.period.start, reverse=True):
        if stay.period.start > on:
            continue
        last = min(stay.period.end or on, on)
        if expected_end is None and not stay.period.holds(on):
            return 0
        if expected_end is not None and (stay.period.end is None or stay.period.end < expected_end):
            break
        status_day = on if stay.period.holds(on) else last
        if homelessness(StayFact(stay.kind, Period(stay.period.start), stay.expected_end_on, stay.has_dwelling_after), on=status_day) is None:
            break
        days += (last - stay.period.start).days
        expected_end = stay.period.start
    return days


def _months_later(day: date, months: int) -> date:
    """The same day `months` later; the last day of the month where it has no such day."""
    year, month = divmod(day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(day.year + year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")
