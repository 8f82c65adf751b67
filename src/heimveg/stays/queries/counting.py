"""The national count from the stays: figures alone leave here, never a person."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from heimveg.access.context import reading_as
from heimveg.accounts.queries import system_user
from heimveg.base.datafiles import rows_of
from heimveg.stays.models import InstitutionStay, Stay
from heimveg.stays.rules import InstitutionKind, StayFact, StayKind
from heimveg.stays.rules.counting import (
    COUNTED,
    HEALTH,
    IN_DOUBT,
    WITHOUT_DWELLING,
    Counted,
    Duration,
    Line,
    Place,
    days_of,
    duration,
    place_in_week,
    shown,
)
from heimveg.values import Period

OSLO_2024 = Path(__file__).parents[1] / "data" / "oslo_2024.csv"
COLUMNS = (
    "pk", "person_id", "kind", "started_on", "ended_on", "expected_end_on", "has_dwelling_after",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Count:
    """The count of one week. `homeless` None: too few to show. `Line`s are small-safe."""

    year: int
    week: int
    homeless: int | None
    counted: list[Line]
    not_counted: list[Line]
    durations: list[Line]
    in_doubt: int | None  # of the counted: unknown or in reception centres


def national_count(*, year: int, week: int) -> Count:
    """Everybody without a dwelling in the week, each once. Three queries; O(their stays).

    Read as the system, for the one who asks sees no person; nothing but figures is kept, and
    those too few are joined. Raises ValueError for a week the year lacks.
    """
    days = days_of(year, week)
    with reading_as(system_user().pk):
        places, durations = _places_and_durations(days)
    return _safe(year, week, Counter(places), Counter(durations))


def _places_and_durations(days: list[date]) -> tuple[list[Place], list[Duration]]:
    in_week = Stay.objects.filter(
        kind__in=[str(k) for k in WITHOUT_DWELLING], started_on__lte=days[-1]
    ).exclude(ended_on__lte=days[0])
    institutions = dict(
        InstitutionStay.objects.filter(stay__in=in_week).values_list("stay_id", "kind")
    )
    by_person: dict[int, list[Counted]] = {}
    for row in in_week.values_list(*COLUMNS):
        by_person.setdefault(row[1], []).append(_counted(row, institutions.get(row[0])))
    places = {who: place_in_week(stays, days) for who, stays in by_person.items()}
    homeless = {who for who, place in places.items() if place in COUNTED}
    facts: dict[int, list[StayFact]] = {who: [] for who in homeless}
    known = Stay.objects.lived().filter(started_on__lte=days[-1])
    history = known.filter(person__stays__in=in_week).distinct()
    for row in history.values_list(*COLUMNS):
        if row[1] in facts:
            facts[row[1]].append(_counted(row, None).fact)
    lengths = (_longest_known(stays, days) for stays in facts.values())
    return [place for place in places.values() if place], list(lengths)


def _longest_known(stays: list[StayFact], days: list[date]) -> Duration:
    """As of the last day of the week on which the person is homeless."""
    found = (duration(stays, on=day) for day in reversed(days))
    known = (length for length in found if length is not Duration.NOT_KNOWN)
    return next(known, Duration.NOT_KNOWN)


def _counted(row: tuple, institution: str | None) -> Counted:  # type: ignore[type-arg]  # COLUMNS
    _pk, _who, kind, started, ended, expected, has_dwelling = row
    fact = StayFact(StayKind(kind), Period(started, ended), expected, has_dwelling)
    return Counted(fact, InstitutionKind(institution) if institution else None)


def _safe(year: int, week: int, places: Counter[Place], lengths: Counter[Duration]) -> Count:
    health = frozenset(map(str, HEALTH))
    counted = shown(_of(places, (p for p in Place if p in COUNTED)), health=health)
    left = shown(_of(places, (p for p in Place if p not in COUNTED)), health=health)
    doubt = {str(p) for p in IN_DOUBT}
    clear = [line for line in counted if set(line.codes) <= doubt and line.persons is not None]
    return Count(
        year=year,
        week=week,
        homeless=None if any(li.persons is None for li in counted) else _sum(counted),
        counted=counted,
        not_counted=left,
        durations=shown({str(d): lengths[d] for d in Duration}),
        in_doubt=_sum(clear) if {c for li in clear for c in li.codes} == doubt else None,
    )


def _of(places: Counter[Place], codes: Iterable[Place]) -> dict[str, int]:
    return {str(code): places[code] for code in codes}


def _sum(lines: list[Line]) -> int:
    return sum(line.persons or 0 for line in lines)


@cache
def oslo_2024() -> dict[str, dict[str, int]]:
    """The published counts, by list and code."""
    found: dict[str, dict[str, int]] = {}
    for row in rows_of(OSLO_2024):
        found.setdefault(row["list"], {})[row["code"]] = int(row["households"])
    return found
