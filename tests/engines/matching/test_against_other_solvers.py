"""The engine against other solvers and another formulation, on problems too large to try all."""

from dataclasses import replace

import numpy as np
import pytest
from bench import instances
from scipy.optimize import Bounds, LinearConstraint, linear_sum_assignment, milp

from heimveg.engines.matching import Concentration, Problem, parse, solve
from heimveg.engines.matching.format.requirements import broken, parts

FAR = 10**9


def worth(problem: Problem, seeker, home) -> int | None:
    """The value of a pair, None when it is not eligible. Staying is worth 0."""
    if seeker.home == home.id:
        return 0
    if broken(seeker, home) or (seeker.id, home.id) in problem.excluded:
        return None
    homes = {home.id: home for home in problem.homes}
    return parts(seeker, homes.get(seeker.home or ""), home, problem.parameters.weights).value


@pytest.mark.parametrize("seed", range(4))
def test_chains_without_limits_agree_with_a_dense_assignment(seed):
    problem = parse(instances.pile_up(60, 50, 12, seed) | {"parameters": {"concentration": "off"}})
    people, homes = problem.seekers, problem.homes
    cost = np.zeros((len(people), len(homes) + len(people)))
    for row, seeker in enumerate(people):
        cost[row, len(homes) :] = 0 if seeker.home is None else FAR  # a mover may not be left out
        for column, home in enumerate(homes):
            value = worth(problem, seeker, home)
            cost[row, column] = FAR if value is None else -value
    chosen = cost[linear_sum_assignment(cost)]
    assert chosen.max() < FAR
    assert solve(problem).value == -int(chosen.sum())


@pytest.mark.parametrize("concentration", list(Concentration))
@pytest.mark.parametrize(("longest", "seed"), [(1, 0), (2, 1), (3, 2), (None, 3), (3, 4)])
def test_chains_without_rings_agree_with_places_in_order(concentration, longest, seed):
    data = instances.pile_up(14, 14, 5, seed, max_chain=longest, max_cycle=1)
    problem = parse(data)
    parameters = replace(problem.parameters, concentration=concentration)
    problem = replace(problem, parameters=parameters)
    assert solve(problem).value == value_by_places(problem)


def value_by_places(problem: Problem) -> int:
    """The best value by numbering the moves: whoever takes over a home comes right after the one
    who left it, so no ring can be numbered, and no number is above the longest chain."""
    people, homes = problem.seekers, problem.homes
    arcs = [
        (s, h, value)
        for s, seeker in enumerate(people)
        for h, home in enumerate(homes)
        if seeker.home != home.id and (value := worth(problem, seeker, home)) is not None
    ]
    n, a, c = len(people), len(arcs), len(problem.clusters)
    longest = problem.parameters.max_chain or n
    where = {home.id: at for at, home in enumerate(homes)}
    owner = {where[s.home]: at for at, s in enumerate(people) if s.home is not None}
    rows, least, most = [], [], []

    def row(entries: dict[int, float], low: float, high: float) -> None:
        line = np.zeros(a + n + c)
        for column, factor in entries.items():
            line[column] += factor
        rows.append(line)
        least.append(low)
        most.append(high)

    for s in range(n):
        row({k: 1 for k, arc in enumerate(arcs) if arc[0] == s}, 0, 1)
    for h in range(len(homes)):
        into = {k: 1.0 for k, arc in enumerate(arcs) if arc[1] == h}
        if h in owner:
            out = {k: -1.0 for k, arc in enumerate(arcs) if arc[0] == owner[h]}
            row(into | out, -1, 0)
        else:
            row(into, 0, 1)
    for k, (s, h, _) in enumerate(arcs):
        if h in owner:  # place of s >= place of the one who left + 1, when the arc is used
            row({a + s: 1, a + owner[h]: -1, k: -(longest + 1.0)}, -longest, np.inf)
        else:
            row({a + s: 1, k: -1.0}, 0, np.inf)
    fine, constant = _clusters(problem, arcs, where, a + n, row)
    found = milp(
        -np.concatenate([[arc[2] for arc in arcs], np.zeros(n), -fine]),
        constraints=LinearConstraint(np.array(rows), least, most),
        integrality=np.ones(a + n + c),
        bounds=Bounds(0, np.concatenate([np.ones(a), np.full(n, longest), np.full(c, np.inf)])),
        options={"mip_rel_gap": 0},
    )
    assert found.status == 0
    return round(-found.fun) - constant


def _clusters(problem: Problem, arcs, where, first: int, row) -> tuple[np.ndarray, int]:
    """Rows for crowding; the cost of each resident beyond, and what is paid whatever is done."""
    people, homes = problem.seekers, problem.homes
    advice = problem.parameters.concentration is Concentration.PENALTY
    for number, cluster in enumerate(problem.clusters):
        inside = {h for h, home in enumerate(homes) if home.cluster == cluster.id}
        here = [s for s in people if s.active_use and s.home and where[s.home] in inside]
        today = cluster.active_residents + len(here)
        entries = {
            k: float(
                (h in inside) - (people[s].home is not None and where[people[s].home] in inside)
            )
            for k, (s, h, _) in enumerate(arcs)
            if people[s].active_use
        }
        if advice:
            row(entries | {first + number: -1.0}, -np.inf, cluster.active_limit - today)
        elif problem.parameters.concentration is Concentration.LIMIT:
            row(entries, -np.inf, max(cluster.active_limit, today) - today)
    price = problem.parameters.concentration_penalty if advice else 0
    return np.full(len(problem.clusters), float(price)), 0
