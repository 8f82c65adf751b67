"""Laws that hold for every problem, whatever the numbers."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from heimveg.engines.matching import Concentration, ProblemRefused, as_dict, parse, solve
from heimveg.engines.matching.format import cross_checks
from heimveg.engines.matching.format.requirements import broken
from tests.engines.matching.generated import a_home, a_problem

seeds = st.integers(0, 10**9)
law = settings(max_examples=120, deadline=None)


def a_solvable_problem(seed: int, concentration: Concentration | None = None):
    problem = a_problem(Random(seed), most=8)
    if concentration is not None:
        parameters = replace(problem.parameters, concentration=concentration)
        problem = replace(problem, parameters=parameters)
    assume(not cross_checks.errors_of(problem))
    try:
        proposal = solve(problem)
    except ProblemRefused:
        assume(False)
        raise
    assert proposal.status == "optimal"
    return problem, proposal


def housed(problem, proposal) -> set[str]:
    at_home = {seeker.id for seeker in problem.seekers if seeker.home}
    return at_home | {assignment.seeker for assignment in proposal.assignments}


@law
@given(seeds)
def test_no_requirement_is_broken_and_nobody_loses_a_home(seed):
    problem, proposal = a_solvable_problem(seed)
    seekers = {seeker.id: seeker for seeker in problem.seekers}
    homes = {home.id: home for home in problem.homes}
    for assignment in proposal.assignments:
        if assignment.origin != assignment.home:
            assert not broken(seekers[assignment.seeker], homes[assignment.home])
            assert (assignment.seeker, assignment.home) not in problem.excluded
    given_away = [a.home for a in proposal.assignments]
    assert len(set(given_away)) == len(given_away)
    left = {a.origin for a in proposal.assignments if a.origin != a.home}
    assert all(
        homes[h].occupant is None or h in left for h in given_away if h not in stays(proposal)
    )


def stays(proposal) -> set[str]:
    return {a.home for a in proposal.assignments if a.origin == a.home}


@law
@given(seeds, st.randoms(use_true_random=False))
def test_the_order_of_the_input_does_not_matter(seed, random):
    problem, proposal = a_solvable_problem(seed)
    shuffled = as_dict(problem)
    for name in ("homes", "seekers", "clusters", "pinned", "excluded"):
        random.shuffle(shuffled[name])
    again = solve(parse(shuffled)).as_dict()
    assert again | {"run": None} == proposal.as_dict() | {"run": None}


@law
@given(seeds)
def test_one_more_free_home_never_lowers_the_value(seed):
    problem, proposal = a_solvable_problem(seed)
    home = a_home(Random(seed + 1), "one more", [c.id for c in problem.clusters], None)
    more = solve(replace(problem, homes=(*problem.homes, home)))
    assert more.value >= proposal.value


@law
@given(seeds)
def test_a_more_urgent_seeker_never_loses_a_home(seed):
    problem, proposal = a_solvable_problem(seed)
    assume(problem.seekers)
    seeker = Random(seed).choice(problem.seekers)
    assume(seeker.urgency < 5)
    urgent = replace(seeker, urgency=5)
    others = tuple(s for s in problem.seekers if s.id != seeker.id)
    raised = replace(problem, seekers=(*others, urgent))
    if seeker.id in housed(problem, proposal):
        assert seeker.id in housed(raised, solve(raised))


@law
@given(seeds)
def test_pinned_pairs_are_in_every_proposal(seed):
    problem, proposal = a_solvable_problem(seed)
    assert set(problem.pinned) <= {(a.seeker, a.home) for a in proposal.assignments}


@law
@given(seeds)
def test_a_crowded_cluster_is_never_made_more_crowded_by_a_limit(seed):
    _, proposal = a_solvable_problem(seed, Concentration.LIMIT)
    for cluster in proposal.clusters:
        if cluster.active_limit is not None:
            assert cluster.active_after <= max(cluster.active_limit, cluster.active_today)


@law
@given(seeds)
def test_every_move_hangs_on_the_one_before_it(seed):
    problem, proposal = a_solvable_problem(seed)
    parameters = problem.parameters
    for chain in proposal.chains:
        for before, after in zip(chain.moves, chain.moves[1:], strict=False):
            assert after.to == before.origin
        is_ring = chain.vacancy is None
        longest = parameters.max_cycle if is_ring else parameters.max_chain
        assert longest is None or len(chain.moves) <= longest
        assert is_ring == (chain.moves[-1].origin == chain.moves[0].to)


@law
@given(seeds)
def test_a_problem_survives_writing_and_reading(seed):
    problem = a_problem(Random(seed))
    assume(not cross_checks.errors_of(problem))
    assert parse(as_dict(problem)) == problem.in_order()


@pytest.mark.parametrize("seed", range(20))
def test_solving_twice_gives_the_same_proposal(seed):
    problem = a_problem(Random(seed), most=8)
    if not cross_checks.errors_of(problem):
        assert solve(problem) == solve(problem)
