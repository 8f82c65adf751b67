"""A scenario: stations with places, who comes, how long they stay and where they go next."""

from dataclasses import dataclass
from enum import StrEnum

DAYS_A_YEAR = 365  # rates are per 365 days and years are counted in 365 days from day 0
FORMAT = "heimveg-flow/1"
ENGINE_VERSION = "1.0.0"


class Kind(StrEnum):
    """Shapes a length of time can have."""

    EXPONENTIAL = "exponential"
    ERLANG = "erlang"
    LOGNORMAL = "lognormal"
    WEIBULL = "weibull"
    DETERMINISTIC = "deterministic"
    EMPIRICAL = "empirical"


@dataclass(frozen=True, slots=True)
class Distribution:
    """A length of time in days. Only what the kind needs is set."""

    kind: Kind
    mean_days: float = 0.0  # all but empirical
    stages: int = 1  # erlang
    cv: float = 0.0  # lognormal: standard deviation over mean
    shape: float = 1.0  # weibull
    values: tuple[float, ...] = ()  # empirical: days, each as likely as the next


@dataclass(frozen=True, slots=True)
class Places:
    from_day: int
    places: int


@dataclass(frozen=True, slots=True)
class Staffing:
    from_day: int
    hours_week: float


@dataclass(frozen=True, slots=True)
class Rate:
    from_day: int
    rate: float  # people per 365 days


@dataclass(frozen=True, slots=True)
class Cost:
    """Whole øre."""

    place_day: int = 0  # each place, lived in or not
    person_day: int = 0  # each person who lives there
    empty_day: int = 0  # each place nobody lives in
    staff_hour: int = 0  # each staffed hour


@dataclass(frozen=True, slots=True)
class Station:
    """A kind of housing, or one house. `places[0].from_day` is 0 and days rise."""

    id: str
    places: tuple[Places, ...]
    service: Distribution
    queue: bool = False  # people can wait outside
    initial: int = 0  # people who live there on day 0
    waiting: int = 0  # people who wait outside on day 0
    patience: Distribution | None = None  # None: they wait as long as it takes
    cost: Cost = Cost()
    staffed: tuple[Staffing, ...] = ()


@dataclass(frozen=True, slots=True)
class Arrivals:
    """People who come from outside the model, at random at a rate that can change."""

    station: str
    per_year: tuple[Rate, ...]
    priority: int = 5  # 1 is served first, 9 last


@dataclass(frozen=True, slots=True)
class Route:
    """Where a share of those who end their stay go; None leaves the model."""

    origin: str
    to: str | None
    share: float
    holds_place: bool = True  # stay, holding the place, until there is one at `to`


@dataclass(frozen=True, slots=True)
class Scenario:
    seed: int
    replications: int
    horizon_days: int  # warm-up included
    warmup_days: int  # simulated, but not measured
    stations: tuple[Station, ...]
    arrivals: tuple[Arrivals, ...]
    routes: tuple[Route, ...]
