"""Solves a problem and explains the answer: the way from records to a proposal."""

import time

import numpy as np

from heimveg.engines.matching import cross_checks
from heimveg.engines.matching.arrays import encode
from heimveg.engines.matching.chains import chains_of
from heimveg.engines.matching.eligibility import eligible_pairs
from heimveg.engines.matching.limited import NoPlan, Outcome, within_limits
from heimveg.engines.matching.limits import limits_of
from heimveg.engines.matching.plan import Plan, best_plan
from heimveg.engines.matching.proposal import Assignment, Proposal, Status
from heimveg.engines.matching.records import Problem, ProblemRefused, Refusal
from heimveg.engines.matching.requirements import parts
from heimveg.engines.matching.unmet import unmet_of


def solve(problem: Problem, *, seconds: float | None = None) -> Proposal:
    """The proposal of highest value.

    `seconds`: the time allowed for limits on chains and clusters; without them, and with None,
    the answer does not depend on the clock. Raises ProblemRefused.
    """
    began = time.perf_counter()
    cross_checks.ensure(problem)
    problem = problem.in_order()
    encoded = encode(problem)
    pairs = eligible_pairs(encoded)
    plan = best_plan(pairs, (encoded.present >= 0) | (encoded.pinned >= 0))
    if plan.unplaced:
        raise ProblemRefused(_unplaced(problem, plan))
    limits = limits_of(problem, encoded)
    try:
        outcome = within_limits(pairs, encoded, limits, plan, seconds)
    except NoPlan:
        raise ProblemRefused(PINS_BREAK_LIMITS) from None
    return _proposal(problem, outcome, began)


PINS_BREAK_LIMITS = (
    Refusal(
        "pinned",
        "cannot all be kept within the limits on chains, rings and clusters.",
        "Remove a pin, or loosen max_chain, max_cycle or the concentration.",
    ),
)


def _unplaced(problem: Problem, plan: Plan) -> tuple[Refusal, ...]:
    names = ", ".join(problem.seekers[s].id for s in plan.unplaced)
    what = f"leave no home for {names}, who must have one."
    return (Refusal("pinned", what, "Remove a pin, or pin the way those people move too."),)


def _proposal(problem: Problem, plan: Outcome, began: float) -> Proposal:
    seekers, homes = problem.seekers, problem.homes
    lives_in = {seeker.id: seeker.home for seeker in seekers}
    placed = np.flatnonzero(plan.home_of >= 0)
    home_of = {seekers[s].id: homes[plan.home_of[s]].id for s in placed}
    chains = chains_of(home_of, lives_in)
    by_home = {home.id: home for home in homes}
    by_id = {seeker.id: seeker for seeker in seekers}
    steps = [
        (move, number, step)
        for number, chain in enumerate(chains)
        for step, move in enumerate(chain.moves, 1)
    ]
    assignments = tuple(
        Assignment(
            move.seeker,
            move.to,
            move.origin,
            number,
            step,
            parts(
                by_id[move.seeker],
                by_home.get(move.origin or ""),
                by_home[move.to],
                problem.parameters.weights,
            ),
            (),
        )
        for move, number, step in sorted(steps, key=lambda found: found[0].seeker)
    )
    left = {move.origin for move, _, _ in steps}
    free = [home for home in homes if home.occupant is None or home.id in left]
    without = [s for s in seekers if s.home is None and s.id not in home_of]
    return Proposal(
        problem.day.isoformat(),
        Status.OPTIMAL if plan.value == plan.bound else Status.FEASIBLE,
        plan.value,
        plan.bound,
        plan.proof,
        assignments,
        chains,
        unmet_of(without, free, set(problem.excluded)),
        (),
        (),
        seconds=time.perf_counter() - began,
    )
