"""Of plans worth the same, the one nearest to an earlier proposal is given."""

from dataclasses import replace
from random import Random

from hypothesis import assume, given

from heimveg.engines.matching import ProblemRefused, Weights, as_dict, parse, solve
from heimveg.engines.matching.format import cross_checks
from tests.engines.matching.brute import plans, value_of
from tests.engines.matching.generated import a_problem
from tests.engines.matching.test_against_brute_force import without_limits
from tests.engines.matching.test_laws import a_solvable_problem, law, seeds

TIES = Weights(urgency=10, fit=0, waiting_week=0, move=0)


def pairs_of(proposal) -> tuple[tuple[str, str], ...]:
    return tuple((a.seeker, a.home) for a in proposal.assignments)


def with_ties(problem):
    """The same problem with weights so coarse that many plans are worth the same."""
    return replace(problem, parameters=replace(problem.parameters, weights=TIES))


def tied(seed: int, most: int = 7):
    problem = with_ties(a_problem(Random(seed), most=most))
    assume(not cross_checks.errors_of(problem))
    try:
        return problem, solve(problem)
    except ProblemRefused:
        assume(False)
        raise


def fixed(problem, pair, proposed=()):
    """The problem with one more pinned pair."""
    pins = {*problem.pinned, pair}
    return replace(problem, pinned=tuple(sorted(pins)), proposed=tuple(proposed))


@law
@given(seeds)
def test_fixing_what_is_proposed_moves_nobody(seed):
    problem, proposal = tied(seed)
    lines = pairs_of(proposal)
    for pair in lines:
        again = solve(fixed(problem, pair, lines))
        assert pairs_of(again) == lines
        assert again.value == proposal.value


@law
@given(seeds)
def test_what_was_proposed_never_changes_the_value(seed):
    problem, proposal = a_solvable_problem(seed)
    random = Random(seed)
    seekers = [s.id for s in problem.seekers]
    homes = [h.id for h in problem.homes]
    random.shuffle(seekers)
    random.shuffle(homes)
    again = solve(replace(problem, proposed=tuple(zip(seekers, homes, strict=False))))
    assert (again.value, again.bound) == (proposal.value, proposal.bound)


@law
@given(seeds)
def test_no_plan_worth_as_much_is_nearer(seed):
    """By trying every plan, where nothing limits them."""
    problem = without_limits(with_ties(a_problem(Random(seed), most=5)))
    assume(not cross_checks.errors_of(problem))
    every = [(value_of(problem, plan), plan) for plan in plans(problem)]
    assume(every)
    best = [plan for value, plan in every if value == max(value for value, _ in every)]
    wanted = Random(seed).choice([plan for _, plan in every])
    found = solve(replace(problem, proposed=tuple(wanted.items())))
    at_home = {s.id: s.home for s in problem.seekers if s.home}
    got = at_home | dict(pairs_of(found))
    assert nearness(got, wanted) == max(nearness(plan, wanted) for plan in best)


def nearness(plan: dict[str, str], wanted: dict[str, str]) -> int:
    """How many have the home wanted, less how many have another."""
    return sum(1 if wanted.get(s) == h else -1 for s, h in plan.items())


def test_without_what_was_proposed_fixing_a_line_does_move_others():
    """The control: the laws above would notice an engine that forgets the proposal."""
    moved = 0
    for seed in range(400):
        problem = with_ties(a_problem(Random(seed), most=7))
        if cross_checks.errors_of(problem):
            continue
        try:
            lines = pairs_of(solve(problem))
        except ProblemRefused:
            continue
        moved += any(pairs_of(solve(fixed(problem, pair))) != lines for pair in lines)
    assert moved > 0


def test_the_proposal_is_read_and_written_in_the_format():
    problem = without_limits(with_ties(a_problem(Random(4), most=7)))
    lines = pairs_of(solve(problem))
    assert lines
    problem = replace(problem, proposed=lines)
    assert parse(as_dict(problem)) == problem.in_order()
