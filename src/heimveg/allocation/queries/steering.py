"""The steering in force in a round, and what a further one would change."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from heimveg.allocation.models import Round, Steering
from heimveg.allocation.proposals import Changes, Reading, Steer, changes_between, number, steered
from heimveg.allocation.rules import RuleKind
from heimveg.allocation.solving import solve


@dataclass(frozen=True)
class Preview:
    """What the round would be after a change of steering."""

    problem: dict[str, Any]
    proposal: dict[str, Any]
    changes: Changes

    @property
    def reading(self) -> Reading:
        return Reading(self.problem, self.proposal)


def steers_of(round_: Round) -> list[Steer]:
    """All steering in force, also of people the reader may not see: only numbers are used."""
    problem = round_.snapshot
    pins = [(True, pair) for pair in problem.get("pinned", ())]
    exclusions = [(False, pair) for pair in problem.get("excluded", ())]
    return [
        Steer(is_pin, number(need), number(home)) for is_pin, (need, home) in pins + exclusions
    ]


def after_steering(round_: Round, steer: Steer) -> list[Steer]:
    """The steering in force with `steer` added. A newly fixed home replaces an earlier one of
    the same person; the opposite choice about the same pair falls away."""
    kept = [
        old
        for old in steers_of(round_)
        if (old.need, old.home) != (steer.need, steer.home)
        and not (steer.is_pin and old.is_pin and old.need == steer.need)
    ]
    return [*kept, steer]


def without_steering(round_: Round, steering: Steering) -> list[Steer]:
    gone = Steer(steering.kind == RuleKind.PIN, steering.need_id, steering.dwelling_id)
    return [old for old in steers_of(round_) if old != gone]


def previewed(round_: Round, steers: Iterable[Steer]) -> Preview:
    """Solve with these steerings and compare. Stores nothing. Raises CannotBeSolved."""
    before = Reading(round_.snapshot, round_.proposal)
    problem, proposal = solve(steered(round_.snapshot, steers, near=before.lines.values()))
    changes = changes_between(before, Reading(problem, proposal))
    return Preview(problem, proposal, changes)
