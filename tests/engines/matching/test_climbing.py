"""A climb betters a plan and breaks nothing that the plan kept."""

from random import Random

import numpy as np

from heimveg.engines.matching.best.arrays import encode
from heimveg.engines.matching.best.eligibility import eligible_pairs
from heimveg.engines.matching.best.plan import best_plan
from heimveg.engines.matching.format import cross_checks
from heimveg.engines.matching.limits.arcs import arcs_of
from heimveg.engines.matching.limits.climbing import climb
from heimveg.engines.matching.limits.limited import within_limits
from heimveg.engines.matching.limits.parts import arcs_between
from heimveg.engines.matching.limits.rules import limits_of
from heimveg.engines.matching.limits.sofar import LONGEST_CHAIN
from tests.engines.matching.generated import a_problem


def limited_problems(seeds: range):
    """(arcs, limits, best plan within them) of problems that some plan solves without pins."""
    for seed in seeds:
        problem = a_problem(Random(seed), most=12)
        if cross_checks.errors_of(problem) or problem.pinned:
            continue
        encoded = encode(problem.in_order())
        pairs, limits = eligible_pairs(encoded), limits_of(encoded)
        plan = best_plan(pairs, encoded.must, encoded.most)
        arcs = arcs_of(pairs, encoded, limits)
        best = within_limits(pairs, encoded, limits, plan, None)
        yield arcs, limits, best


def worth(arcs, limits, used) -> int:
    return int(arcs.value[used].sum()) - limits.paid(arcs.chosen(used))


def arcs_used(arcs, home_of):
    moves = np.flatnonzero((home_of >= 0) & (home_of != arcs.present))
    return arcs_between(arcs, moves, home_of[moves])


def test_a_climb_keeps_the_limits_and_never_makes_a_plan_worse():
    bettered = 0
    for arcs, limits, best in limited_problems(range(150)):
        longest = limits.max_chain or LONGEST_CHAIN
        random = np.random.default_rng(0)
        used = np.zeros(0, np.int64)
        for _ in range(6):
            before = worth(arcs, limits, used)
            used = climb(arcs, limits, used, longest, random)
            assert len(np.unique(arcs.seeker[used])) == len(np.unique(arcs.home[used]))
            assert limits.kept(arcs.chosen(used))
            assert before <= worth(arcs, limits, used) <= best.value
            bettered += worth(arcs, limits, used) > before
    assert bettered > 60


def test_a_climb_keeps_the_best_plan_with_its_rings():
    rings = 0
    for arcs, limits, best in limited_problems(range(150, 300)):
        used = arcs_used(arcs, best.home_of)
        after = climb(
            arcs, limits, used, limits.max_chain or LONGEST_CHAIN, np.random.default_rng(1)
        )
        assert worth(arcs, limits, after) == best.value
        rings += len(used) > len(np.setdiff1d(arcs.home[used], np.flatnonzero(arcs.occupant < 0)))
    assert rings > 10


def test_more_levels_than_a_chain_may_have_moves_break_the_limit():
    """So the levels are what keeps it, and the test above can fail."""
    broken = 0
    for arcs, limits, _ in limited_problems(range(150)):
        if limits.max_chain is not None:
            used = climb(
                arcs, limits, np.zeros(0, np.int64), limits.max_chain + 2, np.random.default_rng(2)
            )
            broken += not limits.kept(arcs.chosen(used))
    assert broken > 2
