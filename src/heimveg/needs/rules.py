"""What a housing need asks for, how urgent it is and why, and how its status may move. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from heimveg.values import Doubt


class NeedStatus(StrEnum):
    INCOMPLETE = "incomplete"  # a half-filled need is normal in case work
    WAITING = "waiting"
    OFFERED = "offered"  # a home is held for the person
    PARKED = "parked"
    HOUSED = "housed"
    WITHDRAWN = "withdrawn"


MOVES: dict[NeedStatus, frozenset[NeedStatus]] = {
    NeedStatus.INCOMPLETE: frozenset({NeedStatus.WAITING, NeedStatus.WITHDRAWN}),
    NeedStatus.WAITING: frozenset(
        {
            NeedStatus.OFFERED,
            NeedStatus.PARKED,
            NeedStatus.HOUSED,
            NeedStatus.WITHDRAWN,
            NeedStatus.INCOMPLETE,
        }
    ),
    NeedStatus.OFFERED: frozenset({NeedStatus.WAITING, NeedStatus.PARKED, NeedStatus.HOUSED}),
    NeedStatus.PARKED: frozenset({NeedStatus.WAITING, NeedStatus.WITHDRAWN}),
    NeedStatus.HOUSED: frozenset(),
    NeedStatus.WITHDRAWN: frozenset(),
}
OPEN = frozenset(
    {NeedStatus.INCOMPLETE, NeedStatus.WAITING, NeedStatus.OFFERED, NeedStatus.PARKED}
)


def may_move(before: NeedStatus, after: NeedStatus) -> bool:
    return after in MOVES[before]


class UrgencyReason(StrEnum):
    """Why a need is as urgent as it is; each gives at least the urgency beside it."""

    NOWHERE_TO_SLEEP = "nowhere_to_sleep"
    VIOLENCE = "safety_at_home"
    DISCHARGE_WITHOUT_HOME = "discharge_without_home"
    TEMPORARY_TOO_LONG = "temporary_too_long"
    CHILDREN = "children"
    LOSES_HOME = "loses_home"
    UNSUITABLE_HOME = "unsuitable_home"
    READY_TO_MOVE_ON = "ready_to_move_on"
    WISHES_CHANGE = "wishes_change"


LEAST_URGENCY: dict[UrgencyReason, int] = {
    UrgencyReason.NOWHERE_TO_SLEEP: 5,
    UrgencyReason.VIOLENCE: 5,
    UrgencyReason.DISCHARGE_WITHOUT_HOME: 4,
    UrgencyReason.TEMPORARY_TOO_LONG: 4,
    UrgencyReason.CHILDREN: 4,
    UrgencyReason.LOSES_HOME: 3,
    UrgencyReason.UNSUITABLE_HOME: 2,
    UrgencyReason.READY_TO_MOVE_ON: 2,
    UrgencyReason.WISHES_CHANGE: 1,
}


def suggested_urgency(reasons: frozenset[UrgencyReason]) -> int:
    """1–5, the highest any reason gives; the professional decides."""
    return max((LEAST_URGENCY[reason] for reason in reasons), default=1)


def waiting_days(opened_on: date, closed_on: date | None, *, on: date) -> int:
    """Whole days the need has waited, or waited until it was closed."""
    return max((min(closed_on or on, on) - opened_on).days, 0)


def missing(
    *, kinds: Sequence[str], rooms_at_least: int | None, urgency_reasons: Sequence[str]
) -> list[str]:
    """The fields that must be known before a round can find a home for the need."""
    lacking = {
        "kinds": not kinds,
        "rooms_at_least": rooms_at_least is None,
        "urgency_reasons": not urgency_reasons,
    }
    return [name for name, is_missing in lacking.items() if is_missing]


@dataclass(frozen=True, slots=True)
class Asked:
    """What of a need can contradict itself or be a slip of the hand. Clusters are ids."""

    opened_on: date
    household_size: int = 1
    rooms_at_least: int | None = None
    rooms_at_most: int | None = None
    rent_nok_at_most: int | None = None
    kinds: frozenset[str] = frozenset()
    wished_kinds: frozenset[str] = frozenset()
    areas_not: frozenset[str] = frozenset()
    wished_areas: frozenset[str] = frozenset()
    clusters_not: frozenset[int] = frozenset()
    wished_clusters: frozenset[int] = frozenset()


LONG_AGO_DAYS = 5 * 365
MANY_PEOPLE, MANY_ROOMS = 8, 7
PEOPLE_A_ROOM = 3  # more than so many to each room is asked about
LOW_RENT, HIGH_RENT = 3_000, 30_000  # NOK a month


def doubts_about(asked: Asked, *, on: date) -> list[Doubt]:
    """What can be saved, but is unusual enough that a person should confirm it."""
    doubts: list[Doubt] = []

    def ask(when: bool, code: str, field: str, detail: object = "") -> None:
        if when:
            doubts.append(Doubt(code, field, str(detail)))

    rent, most = asked.rent_nok_at_most, asked.rooms_at_most
    ask(
        (on - asked.opened_on).days > LONG_AGO_DAYS,
        "since_long_ago", "opened_on", asked.opened_on,
    )  # fmt: skip
    ask(asked.household_size > MANY_PEOPLE, "many_people", "household_size", asked.household_size)
    ask(
        (asked.rooms_at_least or 0) > MANY_ROOMS,
        "many_rooms",
        "rooms_at_least",
        asked.rooms_at_least,
    )
    ask(
        most is not None and asked.household_size > PEOPLE_A_ROOM * most,
        "crowded", "rooms_at_most", f"{asked.household_size}/{most}",
    )  # fmt: skip
    ask(
        rent is not None and not LOW_RENT <= rent <= HIGH_RENT,
        "unusual_rent", "rent_nok_at_most", rent,
    )  # fmt: skip
    outside = asked.wished_kinds - asked.kinds if asked.kinds else frozenset()
    ask(bool(outside), "wished_kind_excluded", "wished_kinds", ",".join(sorted(outside)))
    areas = asked.wished_areas & asked.areas_not
    ask(bool(areas), "wished_area_excluded", "wished_areas", ",".join(sorted(areas)))
    clusters = asked.wished_clusters & asked.clusters_not
    ask(bool(clusters), "wished_cluster_excluded", "wished_clusters", len(clusters))
    return doubts


def key_of(doubt: Doubt) -> str:
    """What a confirmed doubt is remembered by: another value is another doubt."""
    return f"{doubt.code}:{doubt.detail}"[:200]


@dataclass(frozen=True, slots=True)
class Group:
    """One row of the seven-group matrix: what dwelling follows from the group."""

    number: int
    kinds: tuple[str, ...]
    standard: str
    location: str
    staffed: str


# Source: City of Oslo, Boligbehovskartleggingen 2024, p. 21 (data/rop_matrix.csv)
MATRIX: dict[int, Group] = {
    g.number: g
    for g in (
        Group(1, ("ordinary", "housing_first"), "ordinary", "ordinary", "none"),
        Group(2, ("ordinary", "housing_first"), "ordinary", "ordinary", "none"),
        Group(3, ("small_house",), "reinforced", "screened", "none"),
        Group(4, ("shared",), "ordinary", "ordinary", "day"),
        Group(5, ("shared",), "reinforced", "screened", "day"),
        Group(6, ("specialised",), "extra_reinforced", "screened", "round_the_clock"),
        Group(
            7, ("specialised", "small_house"), "extra_reinforced", "screened", "round_the_clock"
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Requirements:
    """What follows for the home, in the words of the need's own fields."""

    kinds: tuple[str, ...]
    standard_at_least: str = "ordinary"
    locations: tuple[str, ...] = ()
    staffed_at_least: str = "none"


def requirements_from(group: int) -> Requirements:
    """What home follows from a group of the matrix. Raises KeyError for a group it lacks."""
    row = MATRIX[group]
    return Requirements(row.kinds, row.standard, (row.location,), row.staffed)


class Recommended(StrEnum):
    """The Oslo list «recommended dwelling»; published texts in data/recommended_dwellings.csv."""

    ORDINARY = "ordinary"
    MORE_ACCEPTANCE = "more_acceptance"
    SMALL_HOUSE_SCREENED = "small_house_screened"
    CO_LOCATED = "co_located"
    BASE_DAY_ORDINARY = "base_day_ordinary"
    BASE_DAY_SCREENED = "base_day_screened"
    BASE_ROUND_THE_CLOCK_ORDINARY = "base_round_the_clock_ordinary"
    BASE_ROUND_THE_CLOCK_SCREENED = "base_round_the_clock_screened"


_ORDINARY_HOMES = ("ordinary", "housing_first")
_WITH_BASE = ("shared", "specialised")
# The list says nothing of the standard: ordinary, until a group of the matrix asks for more.
RECOMMENDED: dict[Recommended, Requirements] = {
    Recommended.ORDINARY: Requirements(_ORDINARY_HOMES, locations=("ordinary",)),
    Recommended.MORE_ACCEPTANCE: Requirements(_ORDINARY_HOMES, locations=("ordinary",)),
    Recommended.SMALL_HOUSE_SCREENED: Requirements(("small_house",), locations=("screened",)),
    Recommended.CO_LOCATED: Requirements(("shared",)),
    Recommended.BASE_DAY_ORDINARY: Requirements(
        _WITH_BASE, locations=("ordinary",), staffed_at_least="day"
    ),
    Recommended.BASE_DAY_SCREENED: Requirements(
        _WITH_BASE, locations=("screened",), staffed_at_least="day"
    ),
    Recommended.BASE_ROUND_THE_CLOCK_ORDINARY: Requirements(
        _WITH_BASE, locations=("ordinary",), staffed_at_least="round_the_clock"
    ),
    Recommended.BASE_ROUND_THE_CLOCK_SCREENED: Requirements(
        (*_WITH_BASE, "small_house"), locations=("screened",), staffed_at_least="round_the_clock"
    ),
}


def requirements_for_recommended(code: str) -> Requirements:
    """What a code of the list «recommended dwelling» asks of the home.

    Raises ValueError for a code that is not of the eight.
    """
    return RECOMMENDED[Recommended(code)]


def bearable_rent(nok_year: int, *, percent: int) -> int:
    """NOK a month that `percent` of the yearly income gives, down to whole hundreds."""
    return nok_year * percent // (100 * 12) // 100 * 100
