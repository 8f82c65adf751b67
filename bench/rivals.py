# ruff: noqa: ARG002  every rival is given the same instance
"""One solver of the assignment in a process of its own: reads an instance, answers "run" lines.

    python bench/rivals.py NAME INSTANCE.npz

The instance is a list of eligible pairs: rows (seekers), cols (homes), values, sorted by seeker.
`build` makes the solver's best input form from it; `solve` is timed; both answer seconds.
"""

import json
import resource
import sys
import time

import numpy as np


class Ours:
    """Heimveg's engine: lists by home, seekers by need; the certificate is checked in `solve`."""

    def __init__(self, n, m, rows, cols, values):
        from bench import lists

        self.n, self.m = n, m
        self.pairs, self.most = lists.by_home(n, m, rows, cols, values)

    def solve(self):
        from heimveg.engines.matching.best.plan import best_plan

        return best_plan(self.pairs, np.zeros(self.n, np.bool_), self.most).value


class MinCostFlow:
    """OR-Tools' min-cost flow with a free way past the seekers."""

    def __init__(self, n, m, rows, cols, values):
        from ortools.graph.python import min_cost_flow

        self.flow = min_cost_flow.SimpleMinCostFlow()
        source, sink = 0, n + m + 1
        tail = [np.zeros(n, int), 1 + rows, n + 1 + np.arange(m), [source]]
        head = [1 + np.arange(n), n + 1 + cols, np.full(m, sink), [sink]]
        capacity = np.concatenate([np.ones(n + len(rows) + m, int), [m]])
        cost = np.concatenate([np.zeros(n, int), -values, np.zeros(m, int), [0]])
        self.arcs = self.flow.add_arcs_with_capacity_and_unit_cost(
            np.concatenate(tail), np.concatenate(head), capacity, cost
        )
        self.flow.set_node_supply(source, m)
        self.flow.set_node_supply(sink, -m)

    def solve(self):
        assert self.flow.solve() == self.flow.OPTIMAL
        return -int(self.flow.optimal_cost())


class SciPySparse:
    """SciPy's sparse matching, homes as rows, with a column of its own for leaving each empty."""

    def __init__(self, n, m, rows, cols, values):
        from scipy.sparse import csr_matrix

        self.n, self.top = n, int(values.max(initial=0)) + 1
        weight = np.concatenate([self.top - values, np.full(m, self.top)]).astype(float)
        row = np.concatenate([cols, np.arange(m)])
        column = np.concatenate([rows, n + np.arange(m)])
        self.matrix = csr_matrix((weight, (row, column)), shape=(m, n + m))

    def solve(self):
        from scipy.sparse.csgraph import min_weight_full_bipartite_matching

        row, column = min_weight_full_bipartite_matching(self.matrix)
        taken = column < self.n
        if not taken.any():
            return 0
        cost = np.asarray(self.matrix[row[taken], column[taken]]).sum()
        return round(self.top * int(taken.sum()) - cost)


class SciPyDense:
    def __init__(self, n, m, rows, cols, values):
        self.cost = np.zeros((m, n))
        self.cost[cols, rows] = -np.maximum(values, 0)

    def solve(self):
        from scipy.optimize import linear_sum_assignment

        return round(-self.cost[linear_sum_assignment(self.cost)].sum())


class HiGHS:
    """HiGHS' linear programme (its best choice of method); the assignment needs no integers."""

    def __init__(self, n, m, rows, cols, values):
        import highspy
        from scipy.sparse import csc_matrix

        self.solver = highspy.Highs()
        self.solver.silent()
        count = len(values)
        both = (np.concatenate([rows, n + cols]), np.tile(np.arange(count), 2))
        matrix = csc_matrix((np.ones(2 * count), both), shape=(n + m, count))
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = count, n + m
        model.col_cost_ = -values.astype(float)
        model.col_lower_, model.col_upper_ = np.zeros(count), np.full(count, highspy.kHighsInf)
        model.row_lower_ = np.full(n + m, -highspy.kHighsInf)
        model.row_upper_ = np.ones(n + m)
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        model.a_matrix_.start_ = matrix.indptr
        model.a_matrix_.index_ = matrix.indices
        model.a_matrix_.value_ = matrix.data
        self.model = model

    def solve(self):
        import highspy

        self.solver.passModel(self.model)
        self.solver.run()
        assert self.solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        return round(-self.solver.getInfo().objective_function_value)


class MatchingPackage:
    """The `matching` package's stable matching: another aim, so its value is only shown."""

    def __init__(self, n, m, rows, cols, values):
        sys.setrecursionlimit(10**7)
        self.pairs = {(int(r), int(c)): int(v) for r, c, v in zip(rows, cols, values, strict=True)}
        self.seekers: dict = {}
        self.homes: dict = {}
        for at in np.lexsort((cols, -values, rows)):
            self.seekers.setdefault(("s", int(rows[at])), []).append(("h", int(cols[at])))
        for at in np.lexsort((rows, -values, cols)):
            self.homes.setdefault(("h", int(cols[at])), []).append(("s", int(rows[at])))

    def solve(self):
        from matching.games import HospitalResident

        game = HospitalResident.create_from_dictionaries(
            self.seekers, self.homes, dict.fromkeys(self.homes, 1)
        )
        plan = game.solve(optimal="resident")
        return sum(
            self.pairs[person.name[1], home.name[1]]
            for home, people in plan.items()
            for person in people
        )


class Floor:
    """Not a solver: reads every value once."""

    def __init__(self, n, m, rows, cols, values):
        self.values = values

    def solve(self):
        return int(self.values.max(initial=0))


RIVALS = {
    "heimveg": Ours,
    "or-tools min-cost flow": MinCostFlow,
    "scipy sparse": SciPySparse,
    "scipy dense": SciPyDense,
    "highs lp": HiGHS,
    "matching package": MatchingPackage,
    "floor": Floor,
}


def main() -> None:
    name, path = sys.argv[1], sys.argv[2]
    data = np.load(path)
    given = int(data["n"]), int(data["m"]), data["rows"], data["cols"], data["values"]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    if name == "heimveg":
        RIVALS[name](*given).solve()  # machine code is loaded once, as it is in the product
    for _ in sys.stdin:
        began = time.perf_counter()
        rival = RIVALS[name](*given)
        built = time.perf_counter()
        value = rival.solve()
        solved = time.perf_counter()
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        answer = {
            "build": built - began,
            "solve": solved - built,
            "value": value,
            "mb": memory / 1024,
        }
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
