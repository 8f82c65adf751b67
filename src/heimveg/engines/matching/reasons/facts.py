"""The reasons for each assignment: codes with facts, turned into sentences by the product.

A reason says why this home, what was weighed, what the next best was and what it would cost.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from heimveg.engines.matching.format.proposal import Move, Reason
from heimveg.engines.matching.format.records import Home, Problem, Seeker
from heimveg.engines.matching.format.requirements import (
    AREA_POINTS,
    CLUSTER_POINTS,
    KIND_POINTS,
    ROOMS_POINTS,
    Parts,
)

URGENT = 4  # from this urgency on it is named as a reason


@dataclass(frozen=True, slots=True)
class Instead:
    """What happens when the seeker may not have the home."""

    home: str | None  # the home the seeker gets then
    value: int  # of that home to the seeker
    loss: int | None  # points the whole plan loses; None where limits apply
    taken_by: str | None  # who has that home in the plan
    exact: bool  # False where limits apply: the loss is then at least so large


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about one move beyond the seeker and the home."""

    parts: Parts
    follower: str | None  # who gets the home that is left
    is_pinned: bool
    full: tuple[str, str, int] | None  # a better home, its full cluster, the points better
    instead: Instead | None


def reasons_for(
    problem: Problem, seeker: Seeker, home: Home, move: Move, facts: Facts
) -> tuple[Reason, ...]:
    """The reasons in the order a letter would give them."""
    return (
        *_needs(seeker, facts),
        *_wishes(seeker, home, problem.parameters.weights.fit),
        *_effects(move, facts),
        *_alternatives(facts),
    )


def _needs(seeker: Seeker, facts: Facts) -> Iterator[Reason]:
    if facts.is_pinned:
        yield Reason("pinned")
    yield Reason("meets_all", {"requirements": stated(seeker)})
    if facts.parts.urgency and seeker.urgency >= URGENT:
        yield Reason("urgent", {"urgency": seeker.urgency, "points": facts.parts.urgency})
    if facts.parts.waiting:
        yield Reason("waited", {"days": seeker.waiting_days, "points": facts.parts.waiting})


def stated(seeker: Seeker) -> list[str]:
    """Codes of the requirements that the seeker states, by name."""
    need = seeker.require
    return sorted(name for name in need.__slots__ if getattr(need, name) not in {None, False, ()})


def _wishes(seeker: Seeker, home: Home, weight: int) -> Iterator[Reason]:
    wish = seeker.wish
    if home.area in wish.areas:
        yield Reason("wished_area", {"area": home.area, "points": AREA_POINTS * weight})
    if home.kind in wish.kinds:
        yield Reason("wished_kind", {"kind": str(home.kind), "points": KIND_POINTS * weight})
    if wish.rooms is not None and home.rooms == wish.rooms:
        yield Reason("wished_rooms", {"rooms": home.rooms, "points": ROOMS_POINTS * weight})
    if home.cluster in wish.clusters:
        yield Reason(
            "wished_cluster", {"cluster": home.cluster, "points": CLUSTER_POINTS * weight}
        )


def _effects(move: Move, facts: Facts) -> Iterator[Reason]:
    if move.origin is not None and facts.follower is not None:
        yield Reason("frees_home_for", {"home": move.origin, "seeker": facts.follower})


def _alternatives(facts: Facts) -> Iterator[Reason]:
    if facts.full is not None:
        home, cluster, points = facts.full
        yield Reason("environment_full", {"home": home, "cluster": cluster, "points": points})
    instead = facts.instead
    if instead is not None:
        own = facts.parts.value - instead.value
        others = None if instead.loss is None else instead.loss - own
        yield Reason(
            "next_best",
            {
                "home": instead.home,
                "value": instead.value,
                "taken_by": instead.taken_by,
                "loss": instead.loss,
                "cost_to_others": others,
                "exact": instead.exact,
            },
        )
