"""What a proposal says. Frozen values that turn into the output format `heimveg-proposal/1`."""

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from heimveg.engines.matching.format.records import Kind, Location, Staffed, Standard
from heimveg.engines.matching.format.requirements import Parts

FORMAT = "heimveg-proposal/1"
ENGINE_VERSION = "matching 1.1.0"


class Status(StrEnum):
    OPTIMAL = "optimal"  # proven: no plan is worth more
    FEASIBLE = "feasible"  # keeps every rule; `bound` says how much better a plan could be


class Proof(StrEnum):
    """What the bound rests on."""

    PRICES = "prices"  # surpluses and prices that cover every pair
    SEARCH = "search"  # branch and bound
    RELAXATION = "relaxation"  # a plan with some rules priced instead of kept


@dataclass(frozen=True, slots=True)
class Move:
    seeker: str
    origin: str | None  # the home left, None for somebody without a home
    to: str


@dataclass(frozen=True, slots=True)
class Chain:
    """Moves from the vacancy inwards: each move fills the home the one before it left."""

    vacancy: str | None  # None: a ring of swaps
    moves: tuple[Move, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    code: str
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Assignment:
    seeker: str
    home: str
    origin: str | None
    chain: int | None  # place in `chains`; None for somebody pinned where they live
    step: int | None  # 1 for the move into the vacancy
    parts: Parts
    reasons: tuple[Reason, ...]

    def as_facts(self, code: str) -> dict[str, Any] | None:
        """The facts of the reason with this code, None when it is not among the reasons."""
        return next((reason.facts for reason in self.reasons if reason.code == code), None)


@dataclass(frozen=True, slots=True)
class Relaxation:
    """Requirements whose removal would make `homes` free or freed homes eligible."""

    requirements: tuple[str, ...]
    homes: int


@dataclass(frozen=True, slots=True)
class Unmet:
    """A seeker without a home, and why."""

    seeker: str
    eligible: int  # free or freed homes that meet every requirement
    blocked_by: dict[str, int]  # requirement -> free or freed homes that fail it alone
    relaxations: tuple[Relaxation, ...]
    short_of: tuple[str, int] | None = None  # nearest eligible home, and the points missing


@dataclass(frozen=True, slots=True)
class Worth:
    """What one more free home of a sort would add to the optimum."""

    kind: Kind
    standard: Standard
    location: Location
    staffed: Staffed
    gain: int  # points
    housed: int  # people
    exact: bool  # False where limits apply: the figure leaves chain and ring limits aside


@dataclass(frozen=True, slots=True)
class ClusterCount:
    cluster: str
    active_today: int
    active_after: int
    active_limit: int | None


@dataclass(frozen=True, slots=True)
class Proposal:
    day: str
    status: Status
    value: int
    bound: int
    proof: Proof
    assignments: tuple[Assignment, ...]
    chains: tuple[Chain, ...]
    unmet: tuple[Unmet, ...]
    worth_of_one_more: tuple[Worth, ...]
    clusters: tuple[ClusterCount, ...]
    engine: str = ENGINE_VERSION
    seconds: float = field(default=0.0, compare=False)  # never part of what is repeated

    @property
    def gap(self) -> float:
        """How much better a plan could be, as a share of the bound; 0 when proven best."""
        return round((self.bound - self.value) / max(abs(self.bound), 1), 6)

    def as_dict(self) -> dict[str, Any]:
        """The output format. Everything but `run` is the same each time the problem is solved."""
        return {
            "format": FORMAT,
            "day": self.day,
            "engine": self.engine,
            "status": str(self.status),
            "value": self.value,
            "bound": self.bound,
            "gap": self.gap,
            "proof": str(self.proof),
            "assignments": [_assignment(assignment) for assignment in self.assignments],
            "chains": [_chain(chain) for chain in self.chains],
            "unmet": [_unmet(unmet) for unmet in self.unmet],
            "worth_of_one_more": [_worth(worth) for worth in self.worth_of_one_more],
            "clusters": [asdict(cluster) for cluster in self.clusters],
            "run": {"seconds": round(self.seconds, 3)},
        }


def _assignment(assignment: Assignment) -> dict[str, Any]:
    return {
        "seeker": assignment.seeker,
        "home": assignment.home,
        "from": assignment.origin,
        "chain": assignment.chain,
        "step": assignment.step,
        "value": assignment.parts.value,
        "parts": asdict(assignment.parts),
        "reasons": [{"code": reason.code} | reason.facts for reason in assignment.reasons],
    }


def _chain(chain: Chain) -> dict[str, Any]:
    moves = [{"seeker": m.seeker, "from": m.origin, "to": m.to} for m in chain.moves]
    return {"vacancy": chain.vacancy, "moves": moves, "length": len(moves)}


def _unmet(unmet: Unmet) -> dict[str, Any]:
    return asdict(unmet) | {
        "relaxations": [
            {"requirements": list(r.requirements), "homes": r.homes} for r in unmet.relaxations
        ],
        "short_of": unmet.short_of and {"home": unmet.short_of[0], "points": unmet.short_of[1]},
    }


def _worth(worth: Worth) -> dict[str, Any]:
    words = ("kind", "standard", "location", "staffed")
    return asdict(worth) | {word: str(getattr(worth, word)) for word in words}
