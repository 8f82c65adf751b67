"""The engine against trying everything, on thousands of tiny problems of every sort."""

from dataclasses import replace
from itertools import combinations
from random import Random

import pytest

from heimveg.engines.matching import (
    Concentration,
    Home,
    Parameters,
    Problem,
    ProblemRefused,
    Seeker,
    solve,
)
from heimveg.engines.matching.format import cross_checks
from heimveg.engines.matching.format.requirements import broken, parts
from tests.engines.matching.brute import best_value, plans, value_of
from tests.engines.matching.generated import a_problem

BATCH = 250


def solvable(seeds: range, **how):
    """(problem, proposal) for each seed whose problem can be solved."""
    for seed in seeds:
        problem = a_problem(Random(seed), **how)
        if cross_checks.errors_of(problem):
            continue
        try:
            yield problem, solve(problem)
        except ProblemRefused:
            assert best_value(problem) is None


def without_limits(problem: Problem) -> Problem:
    parameters = replace(
        problem.parameters, concentration=Concentration.OFF, max_chain=None, max_cycle=None
    )
    return replace(problem, parameters=parameters)


def plan_of(problem: Problem, proposal) -> dict[str, str]:
    stay = {seeker.id: seeker.home for seeker in problem.seekers if seeker.home}
    return stay | {a.seeker: a.home for a in proposal.assignments}


@pytest.mark.parametrize("batch", range(16))
def test_the_value_is_the_best_there_is(batch):
    for problem, proposal in solvable(range(batch * BATCH, (batch + 1) * BATCH)):
        assert proposal.status == "optimal"
        assert proposal.value == proposal.bound == best_value(problem)


def test_the_plan_proposed_is_worth_what_it_says_and_keeps_every_rule():
    for problem, proposal in solvable(range(50_000, 50_600)):
        plan = plan_of(problem, proposal)
        assert plan in list(plans(problem))
        assert value_of(problem, plan) == proposal.value


def test_an_excluded_pair_loses_just_what_the_reason_says():
    for problem, proposal in solvable(range(60_000, 60_400), most=4):
        for assignment in proposal.assignments:
            facts = assignment.as_facts("next_best")
            if facts is None or not facts["exact"]:
                continue
            pair = (assignment.seeker, assignment.home)
            less = best_value(replace(problem, excluded=(*problem.excluded, pair)))
            assert facts["loss"] == proposal.value - less


def test_a_loss_that_limits_may_enlarge_is_never_too_large():
    for problem, proposal in solvable(range(61_000, 61_300), most=4):
        for assignment in proposal.assignments:
            facts = assignment.as_facts("next_best")
            if facts is None or facts["exact"] or facts["loss"] is None:
                continue
            pair = (assignment.seeker, assignment.home)
            less = best_value(replace(problem, excluded=(*problem.excluded, pair)))
            assert less is None or facts["loss"] <= proposal.value - less


def test_one_more_home_is_worth_just_what_is_said():
    for seed in range(70_000, 70_250):
        problem = without_limits(a_problem(Random(seed), most=4))
        if cross_checks.errors_of(problem):
            continue
        try:
            proposal = solve(problem)
        except ProblemRefused:
            continue
        for worth in proposal.worth_of_one_more[:4]:
            assert worth.exact
            assert worth.gain == best_value(problem, suited(problem, worth)) - proposal.value


def suited(problem: Problem, worth) -> dict[str, int]:
    """What one more home of the sort is worth to those whose requirements accept the sort: it
    meets every other requirement, and of the wishes only its kind counts."""
    home = Home("new", worth.kind, 1, worth.standard, worth.location, staffed=worth.staffed)
    homes = {home.id: home for home in problem.homes}
    sort = {"kinds", "standard_at_least", "locations", "staffed_at_least"}
    found = {}
    for seeker in problem.seekers:
        if sort & set(broken(seeker, home)) or seeker.id in dict(problem.pinned):
            continue
        weights = problem.parameters.weights
        worths = parts(seeker, homes.get(seeker.home or ""), home, weights)
        kind = 15 * (not seeker.wish.kinds or worth.kind in seeker.wish.kinds)
        found[seeker.id] = worths.value - worths.fit + kind * weights.fit
    return found


def test_the_points_somebody_is_short_of_a_home_are_just_what_placing_them_costs():
    for seed in range(80_000, 80_250):
        problem = without_limits(a_problem(Random(seed), most=4))
        if cross_checks.errors_of(problem) or problem.pinned:
            continue
        proposal = solve(problem)
        for unmet in proposal.unmet:
            forced = [
                best_value(replace(problem, pinned=((unmet.seeker, home.id),)))
                for home in problem.homes
                if may_have(problem, unmet.seeker, home)
            ]
            reached = [value for value in forced if value is not None]
            if unmet.short_of is None:
                assert not reached
            else:
                assert unmet.short_of[1] == proposal.value - max(reached)


def may_have(problem: Problem, seeker_id: str, home: Home) -> bool:
    seeker = next(s for s in problem.seekers if s.id == seeker_id)
    return not broken(seeker, home) and (seeker_id, home.id) not in problem.excluded


def test_what_blocks_somebody_is_counted_home_by_home():
    for problem, proposal in solvable(range(90_000, 90_800)):
        open_homes = homes_free_or_freed(problem, proposal)
        for unmet in proposal.unmet:
            seeker = next(s for s in problem.seekers if s.id == unmet.seeker)
            sets = [
                set(broken(seeker, home))
                for home in open_homes
                if (seeker.id, home.id) not in problem.excluded
            ]
            assert unmet.eligible == sets.count(set())
            assert unmet.blocked_by == counted(sets, 1)
            relaxed = {frozenset(r.requirements): r.homes for r in unmet.relaxations}
            assert relaxed == smallest(sets)


def homes_free_or_freed(problem: Problem, proposal) -> list[Home]:
    left = {a.origin for a in proposal.assignments if a.origin != a.home}
    return [home for home in problem.homes if home.occupant is None or home.id in left]


def counted(sets: list[set[str]], size: int) -> dict:
    codes = sorted({code for broken_set in sets for code in broken_set})
    groups = {g: sets.count(set(g)) for g in combinations(codes, size)}
    found = {g: count for g, count in groups.items() if count}
    return {g[0]: count for g, count in found.items()} if size == 1 else found


def smallest(sets: list[set[str]]) -> dict[frozenset[str], int]:
    size = min(map(len, sets), default=0)
    return {frozenset(s): sets.count(s) for s in sets if len(s) == size} if 0 < size <= 2 else {}


def test_a_seeker_alone_gets_the_home_that_fits():
    problem = Problem(
        day=a_problem(Random(1)).day,
        homes=(Home("H1", "ordinary", 1),),
        seekers=(Seeker("S1", 1),),
        parameters=Parameters(),
    )
    assert [(a.seeker, a.home) for a in solve(problem).assignments] == [("S1", "H1")]
