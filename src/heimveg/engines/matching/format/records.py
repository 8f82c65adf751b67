"""What a matching problem is made of. Frozen values only; reading and checking lie elsewhere.

Units: money in whole NOK a month, waiting in days, rooms as Kobo's `antallSoverom` + 1.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

FORMAT = "heimveg-match/1"


class Kind(StrEnum):
    """The kinds of housing that the municipality's documents name."""

    SPECIALISED = "specialised"
    SMALL_HOUSE = "small_house"
    SHARED = "shared"
    REHABILITATION = "rehabilitation"
    HOUSING_FIRST = "housing_first"
    TEMPORARY = "temporary"
    ORDINARY = "ordinary"


class Standard(StrEnum):
    """How much a home withstands, weakest first."""

    ORDINARY = "ordinary"
    REINFORCED = "reinforced"
    EXTRA_REINFORCED = "extra_reinforced"


class Location(StrEnum):
    ORDINARY = "ordinary"
    SCREENED = "screened"


class Staffed(StrEnum):
    """When staff are in the house, least first."""

    NONE = "none"
    DAY = "day"
    EVENING = "evening"
    ROUND_THE_CLOCK = "round_the_clock"


class Concentration(StrEnum):
    """What a cluster's `active_limit` means: a limit, a cost in points, or nothing."""

    LIMIT = "limit"
    PENALTY = "penalty"
    OFF = "off"


STANDARD_RANK = {standard: rank for rank, standard in enumerate(Standard)}
STAFFED_RANK = {staffed: rank for rank, staffed in enumerate(Staffed)}


@dataclass(frozen=True, slots=True)
class Weights:
    """Points: per step of urgency, per point of fit (0 to 50), per week waited, per move."""

    urgency: int = 10_000
    fit: int = 100
    waiting_week: int = 1
    move: int = -50


@dataclass(frozen=True, slots=True)
class Parameters:
    weights: Weights = field(default_factory=Weights)
    concentration: Concentration = Concentration.PENALTY
    concentration_penalty: int = 2_000  # points for each resident above the limit
    max_chain: int | None = None  # moves that may hang on one vacancy; None: any number
    max_cycle: int | None = None  # homes in a ring of swaps; None: any number; 1: no swaps


@dataclass(frozen=True, slots=True)
class Cluster:
    """A housing environment."""

    id: str
    active_limit: int | None = None  # most residents with active use; None: no limit
    active_residents: int = 0  # with active use, and not among the seekers of the problem


@dataclass(frozen=True, slots=True)
class Home:
    id: str
    kind: Kind
    rooms: int
    standard: Standard = Standard.ORDINARY
    location: Location = Location.ORDINARY
    cluster: str | None = None
    step_free: bool = False
    wheelchair: bool = False
    staffed: Staffed = Staffed.NONE
    pets: bool = False
    area: str | None = None
    rent_nok_month: int | None = None  # None: not known, so no stated ceiling is met
    tied_to: str | None = None  # the group that the home's funding is tied to
    occupant: str | None = None  # the seeker who lives there today


@dataclass(frozen=True, slots=True)
class Requirements:
    """What a home must be. A field left at its default requires nothing."""

    kinds: tuple[Kind, ...] = ()
    standard_at_least: Standard | None = None
    locations: tuple[Location, ...] = ()
    rooms_at_least: int | None = None
    rooms_at_most: int | None = None
    step_free: bool = False
    wheelchair: bool = False
    staffed_at_least: Staffed | None = None
    pets: bool = False
    areas_not: tuple[str, ...] = ()
    clusters_not: tuple[str, ...] = ()
    rent_at_most: int | None = None


@dataclass(frozen=True, slots=True)
class Wishes:
    """What counts in fit. A wish not stated gives its points in full."""

    areas: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()
    rooms: int | None = None
    clusters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Seeker:
    """A person who waits for a home, or lives in one and could move on."""

    id: str
    urgency: int  # 1 to 5
    home: str | None = None
    waiting_days: int = 0
    active_use: bool = False
    groups: tuple[str, ...] = ()
    require: Requirements = field(default_factory=Requirements)
    wish: Wishes = field(default_factory=Wishes)


@dataclass(frozen=True, slots=True)
class Problem:
    """One day's question: who should be offered which home."""

    day: date
    homes: tuple[Home, ...]
    seekers: tuple[Seeker, ...]
    clusters: tuple[Cluster, ...] = ()
    parameters: Parameters = field(default_factory=Parameters)
    pinned: tuple[tuple[str, str], ...] = ()  # (seeker, home) in every proposal
    excluded: tuple[tuple[str, str], ...] = ()  # (seeker, home) in no proposal
    proposed: tuple[tuple[str, str], ...] = ()  # of an earlier proposal; kept among equals

    def in_order(self) -> "Problem":
        """The same problem sorted by id, so that the order of the input never matters."""
        return Problem(
            day=self.day,
            homes=tuple(sorted(self.homes, key=lambda home: home.id)),
            seekers=tuple(sorted(self.seekers, key=lambda seeker: seeker.id)),
            clusters=tuple(sorted(self.clusters, key=lambda cluster: cluster.id)),
            parameters=self.parameters,
            pinned=tuple(sorted(set(self.pinned))),
            excluded=tuple(sorted(set(self.excluded))),
            proposed=tuple(sorted(set(self.proposed))),
        )


@dataclass(frozen=True, slots=True)
class Refusal:
    """One thing that is wrong: where it stands, what is wrong, and what to do about it."""

    path: str
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.path}: {self.what} {self.remedy}"


class ProblemRefused(ValueError):
    """The problem cannot be solved as it stands; `errors` says everything that is wrong."""

    def __init__(self, errors: tuple[Refusal, ...]) -> None:
        super().__init__("\n".join(str(error) for error in errors))
        self.errors = errors
