"""The bound on every plan within the limits is true, and low; no bound at all is no fault."""

from random import Random

import highspy
import numpy as np
from bench import instances

from heimveg.engines.matching import parse, solve
from heimveg.engines.matching.best import eligibility
from heimveg.engines.matching.best.arrays import encode
from heimveg.engines.matching.best.plan import best_plan
from heimveg.engines.matching.format import cross_checks
from heimveg.engines.matching.limits import (
    bounding,
    descent,
    formulation,
    limited,
    programme,
    rules,
)
from heimveg.engines.matching.limits.arcs import arcs_of
from heimveg.engines.matching.limits.pricing import Prices
from heimveg.engines.matching.limits.sofar import SoFar, whole
from tests.engines.matching.generated import a_problem


def search_of(problem):
    """(a search that has only begun, the best outcome)."""
    encoded = encode(problem.in_order())
    pairs, given = eligibility.eligible_pairs(encoded), rules.limits_of(encoded)
    plan = best_plan(pairs, encoded.must, encoded.most)
    bound = plan.value - given.least_paid()
    search = SoFar(arcs_of(pairs, encoded, given), given, plan, bound, None)
    return search, limited.within_limits(pairs, encoded, given, plan, None)


def lowest(search, longest: int, below: float) -> float:
    at = descent.begin(search.net, Prices(below * search.prices.person, search.prices.cluster))
    for _ in range(20):
        if not descent.descend(search.net, at, longest, 100):
            break
    return float(at.figures[0])


def test_no_plan_is_worth_more_than_the_bound_that_prices_descend_to():
    tight = 0
    for seed in range(400):
        problem = a_problem(Random(seed), most=8)
        if cross_checks.errors_of(problem) or problem.pinned:
            continue
        search, best = search_of(problem)
        if search.priced and len(search.arcs.seeker):
            found = lowest(search, search.limits.max_chain or 1, bounding.BELOW)
            assert found >= best.value - 1e-6 * abs(best.value)
            tight += found <= best.value + 1
    assert tight > 20


def pile_up(**more):
    parameters = {"concentration": "limit", "max_chain": 2, "max_cycle": 1} | more
    return parse(instances.pile_up(60, 80, 15, 1, **parameters))


def test_without_rings_the_bound_comes_below_the_plan_without_limits():
    search, best = search_of(pile_up())
    free = search.free_bound
    assert best.value < 0.995 * free
    assert best.value <= lowest(search, 2, bounding.BELOW) < best.value + 0.2 * (free - best.value)


def test_a_solver_that_stops_without_a_bound_leaves_the_bound_there_was(monkeypatch):
    """HiGHS answers infinity when it stops before its first bound; infinity has no floor."""
    asked = []

    def stopped(*given, **options):
        asked.append(1)
        return programme.Answer(programme.STOPPED, None, highspy.kHighsInf)

    monkeypatch.setattr(formulation, "best", stopped)
    proposal = solve(pile_up())
    assert asked
    assert proposal.status == "feasible"
    assert proposal.value <= proposal.bound < 10**9


def test_no_time_at_all_gives_a_plan_with_a_bound():
    proposal = solve(pile_up(), seconds=0.0)
    assert proposal.value <= proposal.bound < 10**9


def test_an_infinite_bound_is_rounded_to_a_whole_number():
    assert 10**18 <= whole(np.inf) < 2 * 10**18
