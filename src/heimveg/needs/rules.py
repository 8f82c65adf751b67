"""What a housing need asks for, how urgent it is and why, and how its status may move. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class NeedStatus(StrEnum):
    INCOMPLETE = "incomplete"  # a half-filled need is normal in case work
    WAITING = "waiting"
    OFFERED = "offered"  # a home is held for the person
    PARKED = "parked"
    HOUSED = "housed"
    WITHDRAWN = "withdrawn"


MOVES: dict[NeedStatus, frozenset[NeedStatus]] = {
    NeedStatus.INCOMPLETE: frozenset({NeedStatus.WAITING, NeedStatus.WITHDRAWN}),
    NeedStatus.WAITING: frozenset({NeedStatus.OFFERED, NeedStatus.PARKED, NeedStatus.HOUSED, NeedStatus.WITHDRAWN, NeedStatus.INCOMPLETE}),
    NeedStatus.OFFERED: frozenset({NeedStatus.WAITING, NeedStatus.PARKED, NeedStatus.HOUSED}),
    NeedStatus.PARKED: frozenset({NeedStatus.WAITING, NeedStatus.WITHDRAWN}),
    NeedStatus.HOUSED: frozenset(),
    NeedStatus.WITHDRAWN: frozenset(),
}
OPEN = frozenset({NeedStatus.INCOMPLETE, NeedStatus.WAITING, NeedStatus.OFFERED, NeedStatus.PARKED})


def may_move(before: NeedStatus, after: NeedStatus) -> bool:
    return after in MOVES[before]


class UrgencyReason(StrEnum):
    """Why a need is as urgent as it is; each gives at least the class beside it."""

    NOWHERE_TO_SLEEP = "nowhere_to_sleep"
    VIOLENCE = "safety_at_home"
    DISCHARGE_WITHOUT_HOME = "discharge_without_home"
    TEMPORARY_TOO_LONG = "temporary_too_long"
    CHILDREN = "children"
    LOSES_HOME = "loses_home"
    UNSUITABLE_HOME = "unsuitable_home"
    READY_TO_MOVE_ON = "ready_to_move_on"
    WISHES_CHANGE = "wishes_change"


LEAST_CLASS: dict[UrgencyReason, int] = {
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
    """Class 1–5, the highest any reason gives; the professional decides."""
    return max((LEAST_CLASS[reason] for reason in reasons), default=1)


@dataclass(frozen=True, slots=True)
class Group:
    """One row of the seven-group matrix: what dwelling follows from the group."""

    number: int
    kinds: tuple[str, ...]
    standard: str
    location: str
    staffed: str


# Source: City of Oslo, Boligbehovskartleggingen 2024, p. 21 (docs/domain.md)
MATRIX: dict[int, Group] = {
    g.number: g
    for g in (
        Group(1, ("ordinary", "housing_first"), "ordinary", "ordinary", "none"),
        Group(2, ("ordinary", "housing_first"), "ordinary", "ordinary", "none"),
        Group(3, ("small_house",), "reinforced", "screened", "none"),
        Group(4, ("shared",), "ordinary", "ordinary", "day"),
        Group(5, ("shared",), "reinforced", "screened", "day"),
        Group(6, ("specialised",), "extra_reinforced", "screened", "round_the_clock"),
        Group(7, ("specialised", "small_house"), "extra_reinforced", "screened", "round_the_clock"),
    )
}
