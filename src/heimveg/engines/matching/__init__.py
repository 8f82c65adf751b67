"""Who should be offered which home: an exact proposal with chains of moves, and its reasons.

The folders, each standing on the next: `reasons` and `changes` over `limits` over `best` over
`format`. Everything the rest of the product may use stands here. The compiled parts are loaded by
the first who solves, not by those who only read or build a problem.
"""

from typing import TYPE_CHECKING

from heimveg.engines.matching.format.parsing import as_dict, parse
from heimveg.engines.matching.format.proposal import ENGINE_VERSION, Proposal
from heimveg.engines.matching.format.records import (
    Cluster,
    Concentration,
    Home,
    Kind,
    Location,
    Parameters,
    Problem,
    ProblemRefused,
    Refusal,
    Requirements,
    Seeker,
    Staffed,
    Standard,
    Weights,
    Wishes,
)

if TYPE_CHECKING:
    from heimveg.engines.matching.changes.resolver import Resolver

__all__ = [
    "ENGINE_VERSION",
    "Cluster",
    "Concentration",
    "Home",
    "Kind",
    "Location",
    "Parameters",
    "Problem",
    "ProblemRefused",
    "Proposal",
    "Refusal",
    "Requirements",
    "Seeker",
    "Staffed",
    "Standard",
    "Weights",
    "Wishes",
    "as_dict",
    "kept_solved",
    "parse",
    "solve",
    "warm",
]


def solve(problem: Problem, *, seconds: float | None = None) -> Proposal:
    """The proposal of highest value, proven optimal or with a true bound and gap.

    `seconds`: time allowed where limits on chains or clusters make it hard; None: an effort
    that does not depend on the clock. Raises ProblemRefused.
    """
    from heimveg.engines.matching import solving  # noqa: PLC0415  the compiler costs 0.3 s

    return solving.solve(problem, seconds=seconds)


def kept_solved(problem: Problem) -> "Resolver":
    """The problem solved, and kept solved through changes. Raises ProblemRefused."""
    from heimveg.engines.matching.changes.resolver import Resolver  # noqa: PLC0415  the compiler costs 0.3 s

    return Resolver(problem)


def warm() -> None:
    """Compiles everything once, at install, so that no page waits for the compiler."""
    from heimveg.engines.matching import warming  # noqa: PLC0415  the compiler costs 0.3 s

    warming.warm()
