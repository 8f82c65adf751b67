"""Where people live from day to day, and homelessness by the national definition. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
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

    In an institution (hospital, treatment, prison): homeless when the exit is within two months
    and no dwelling waits. Living permanently with close relatives is not homelessness.
    Source: the national surveys (facts copied in docs/domain.md).
    """
    if stay is None or not stay.period.holds(on):
        return None
    if stay.kind in ALWAYS_HOMELESS:
        return ALWAYS_HOMELESS[stay.kind]
    first = _first_day_near_exit(stay)
    return EthosLight.INSTITUTION if first is not None and first <= on else None


def homeless_spells(stays: Iterable[StayFact]) -> list[Period]:
    """The periods somebody has been homeless, oldest first; neighbours are joined.

    An institution stay counts from the first day its expected end was within two months. Cost:
    O(n log n) in the stays.
    """
    spells: list[Period] = []
    for period in sorted(filter(None, map(_homeless_part, stays)), key=lambda p: p.start):
        if spells and spells[-1].end == period.start:
            spells[-1] = Period(spells[-1].start, period.end)
        else:
            spells.append(period)
    return spells


def homeless_days(stays: Iterable[StayFact], *, on: date) -> int:
    """Days without a break that somebody homeless on `on` has been so; 0 for who is not."""
    spell = next((s for s in homeless_spells(stays) if s.holds(on)), None)
    return spell.days(until=on) if spell else 0


def returns_to_homelessness(stays: Iterable[StayFact], *, on: date) -> int:
    """How often homelessness has begun anew, after a time with a home, up to and on `on`."""
    return max(sum(spell.start <= on for spell in homeless_spells(stays)) - 1, 0)


def _homeless_part(stay: StayFact) -> Period | None:
    """The part of the stay in which its person is homeless; None for an empty one too."""
    start: date | None = stay.period.start
    if stay.kind not in ALWAYS_HOMELESS:
        near = _first_day_near_exit(stay)
        start = max(near, stay.period.start) if near else None
    if start is None or (stay.period.end is not None and start >= stay.period.end):
        return None
    return Period(start, stay.period.end)


def _first_day_near_exit(stay: StayFact) -> date | None:
    """From this day the expected exit from an institution to no dwelling is two months off."""
    if stay.kind is not StayKind.INSTITUTION or stay.has_dwelling_after:
        return None
    if stay.expected_end_on is None:
        return None
    year, month = divmod(stay.expected_end_on.month - 1 - EXIT_MONTHS, 12)
    day = date(stay.expected_end_on.year + year, month + 1, 1)
    while months_later(day, EXIT_MONTHS) < stay.expected_end_on:
        day += timedelta(days=1)
    return day


def months_later(day: date, months: int) -> date:
    """The same day `months` later; the last day of the month where it has no such day."""
    year, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + year, month + 1, 1)
    days_of_month = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - first
    return first.replace(day=min(day.day, days_of_month.days))


class NotSo(ValueError):
    """Why a stay cannot be written so: `code` is later_start or end_before_start."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def checked(stay: StayFact, *, on: date) -> StayFact:
    """The stay, if it can be written on `on`. Raises NotSo."""
    if stay.period.start > on:
        raise NotSo("later_start")
    if stay.expected_end_on is not None and stay.expected_end_on <= stay.period.start:
        raise NotSo("end_before_start")
    return stay
