"""Solves a problem and explains the answer: the way from records to a proposal."""

import time
from dataclasses import replace

from heimveg.engines.matching.best import nearness
from heimveg.engines.matching.best.arrays import encode
from heimveg.engines.matching.best.eligibility import eligible_pairs
from heimveg.engines.matching.best.plan import Plan, best_plan
from heimveg.engines.matching.format import cross_checks
from heimveg.engines.matching.format.proposal import Proposal
from heimveg.engines.matching.format.records import Problem, ProblemRefused, Refusal
from heimveg.engines.matching.limits.deciding import NoPlan
from heimveg.engines.matching.limits.limited import NoTime, within_limits
from heimveg.engines.matching.limits.rules import limits_of
from heimveg.engines.matching.reasons.explain import Solved, proposal_of


def solve(problem: Problem, *, seconds: float | None = None) -> Proposal:
    """The proposal of highest value.

    `seconds`: the time allowed for limits on chains and clusters; without them, and with None,
    the answer does not depend on the clock. Among plans worth the same, the one nearest to what
    the problem says is proposed already; with limits, that proposal itself where nothing is
    better. Raises ProblemRefused.
    """
    began = time.perf_counter()
    cross_checks.ensure(problem)
    encoded = encode(problem.in_order())
    problem = encoded.problem
    pairs = eligible_pairs(encoded)
    plan = best_plan(pairs, encoded.must, encoded.most)
    if plan.unplaced:
        raise ProblemRefused(_unplaced(problem, plan))
    limits = limits_of(encoded)
    wanted = nearness.wanted_homes(encoded) if problem.proposed else None
    if wanted is not None:
        plan = nearness.nearest(plan, pairs, wanted)
    try:
        outcome = within_limits(pairs, encoded, limits, plan, seconds, wanted)
    except NoPlan:
        raise ProblemRefused(PINS_BREAK_LIMITS) from None
    except NoTime:
        raise ProblemRefused(NO_PLAN_IN_TIME) from None
    solved = Solved(encoded, pairs, limits, plan, outcome)
    return replace(proposal_of(solved), seconds=time.perf_counter() - began)


PINS_BREAK_LIMITS = (
    Refusal(
        "pinned",
        "cannot all be kept within the limits on chains, rings and clusters.",
        "Remove a pin, or loosen max_chain, max_cycle or the concentration.",
    ),
)


NO_PLAN_IN_TIME = (
    Refusal(
        "pinned",
        "are not all kept by any plan found in the time allowed.",
        "Allow more seconds, or remove a pin.",
    ),
)


def _unplaced(problem: Problem, plan: Plan) -> tuple[Refusal, ...]:
    names = ", ".join(problem.seekers[s].id for s in plan.unplaced)
    what = f"leave no home for {names}, who must have one."
    return (Refusal("pinned", what, "Remove a pin, or pin the way those people move too."),)
