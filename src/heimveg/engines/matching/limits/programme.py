"""A mixed-integer programme, built row by row and solved by HiGHS."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import highspy
import numpy as np
from numpy.typing import NDArray

from heimveg.engines.matching.best.arrays import Ints

INFINITE = highspy.kHighsInf
PROVEN, STOPPED, IMPOSSIBLE = "proven", "stopped", "impossible"


@dataclass(slots=True)
class Programme:
    """Maximise value · x, x whole from 0 to `most`, subject to rows least <= a · x <= most."""

    values: list[float] = field(default_factory=list)
    ceilings: list[float] = field(default_factory=list)
    row_least: list[float] = field(default_factory=list)
    row_most: list[float] = field(default_factory=list)
    _row: list[NDArray[np.int64]] = field(default_factory=list)
    _column: list[NDArray[np.int64]] = field(default_factory=list)
    _factor: list[NDArray[np.float64]] = field(default_factory=list)

    def columns(self, values: Sequence[float] | Ints, most: float = 1.0) -> Ints:
        """Adds columns and answers their numbers."""
        first = len(self.values)
        self.values.extend(float(value) for value in values)
        self.ceilings.extend([most] * len(values))
        return np.arange(first, len(self.values))

    def rows(self, count: int, least: float, most: float) -> Ints:
        """Adds empty rows and answers their numbers."""
        first = len(self.row_most)
        self.row_least.extend([least] * count)
        self.row_most.extend([most] * count)
        return np.arange(first, len(self.row_most))

    def put(self, rows: Ints, columns: Ints, factor: float) -> None:
        """Adds `factor` at each (row, column)."""
        self._row.append(np.asarray(rows, dtype=np.int64))
        self._column.append(np.asarray(columns, dtype=np.int64))
        self._factor.append(np.full(len(rows), factor))

    def at_most(self, columns: Iterable[int], most: float) -> None:
        """Adds one row: the sum of the columns is at most `most`."""
        members = np.fromiter(columns, dtype=np.int64)
        row = self.rows(1, -INFINITE, most)
        self.put(np.repeat(row, len(members)), members, 1.0)


@dataclass(frozen=True, slots=True)
class Answer:
    how: str  # PROVEN, STOPPED or IMPOSSIBLE
    x: NDArray[np.float64] | None  # the best found, None when none was found
    bound: float  # no x is worth more


class Effort(NamedTuple):
    """How long to look for the best; None: no limit."""

    seconds: float | None
    nodes: int | None
    near: float = 0.0  # how near the best is enough, as a share of it


def solve(
    programme: Programme, effort: Effort, start: NDArray[np.float64] | None = None
) -> Answer:
    """The best whole x, as far as the effort goes. `start`: a solution known already."""
    if not programme.values:  # HiGHS answers an empty model in its own way
        possible = max(programme.row_least, default=0.0) <= 0 <= min(programme.row_most, default=0)
        return Answer(PROVEN, np.zeros(0), 0.0) if possible else Answer(IMPOSSIBLE, None, 0.0)
    solver = highspy.Highs()
    solver.silent()
    options = {"mip_rel_gap": effort.near, "mip_abs_gap": 0.5, "parallel": "off", "random_seed": 0}
    if effort.seconds is not None:
        options["time_limit"] = max(effort.seconds, 0.01)
    if effort.nodes is not None:
        options["mip_max_nodes"] = effort.nodes
    for name, value in options.items():
        solver.setOptionValue(name, value)
    if solver.passModel(_model(programme)) == highspy.HighsStatus.kError:
        raise RuntimeError("HiGHS refused the programme")
    if start is not None:
        known = highspy.HighsSolution()
        known.col_value = list(start)
        solver.setSolution(known)
    solver.run()
    return _answer(solver)


@dataclass(frozen=True, slots=True)
class Inside:
    """A best solution that need not be whole, in the middle of those that are as good."""

    value: float
    x: NDArray[np.float64]
    prices: NDArray[np.float64]  # what one more in each row would be worth


def relax(programme: Programme, precise: float, seconds: float | None) -> Inside | None:
    """The best x, whole or not, nearly: by an interior method that is not led to a corner. None
    when the time is over."""
    solver = highspy.Highs()
    solver.silent()
    options = {"solver": "ipm", "run_crossover": "off", "ipm_optimality_tolerance": precise}
    if seconds is not None:
        options["time_limit"] = max(seconds, 0.01)
    for name, value in options.items():
        solver.setOptionValue(name, value)
    model = _model(programme)
    model.integrality_ = []
    model.sense_, model.col_cost_ = highspy.ObjSense.kMinimize, -np.array(programme.values)
    if solver.passModel(model) == highspy.HighsStatus.kError:
        raise RuntimeError("HiGHS refused the programme")
    solver.run()
    solution = solver.getSolution()
    if not solution.dual_valid:
        return None
    value = -solver.getInfo().objective_function_value
    return Inside(value, np.array(solution.col_value), -np.array(solution.row_dual))


def _model(programme: Programme) -> highspy.HighsLp:
    model = highspy.HighsLp()
    columns, rows = len(programme.values), len(programme.row_most)
    model.num_col_, model.num_row_ = columns, rows
    model.sense_ = highspy.ObjSense.kMaximize
    model.col_cost_ = np.array(programme.values)
    model.col_lower_ = np.zeros(columns)
    model.col_upper_ = np.array(programme.ceilings)
    model.row_lower_ = np.array(programme.row_least)
    model.row_upper_ = np.array(programme.row_most)
    row, column, factor = _joined(programme)
    matrix = model.a_matrix_
    matrix.format_ = highspy.MatrixFormat.kColwise
    order = np.lexsort((row, column))
    matrix.start_ = np.searchsorted(column[order], np.arange(columns + 1)).astype(np.int32)
    matrix.index_ = row[order].astype(np.int32)
    matrix.value_ = factor[order]
    model.integrality_ = [highspy.HighsVarType.kInteger] * columns
    return model


def _joined(programme: Programme) -> tuple[Ints, Ints, NDArray[np.float64]]:
    """The matrix as triplets, each (row, column) once."""
    row = np.concatenate([np.zeros(0, np.int64), *programme._row])
    column = np.concatenate([np.zeros(0, np.int64), *programme._column])
    factor = np.concatenate([np.zeros(0), *programme._factor])
    key = column * max(len(programme.row_most), 1) + row
    unique, back = np.unique(key, return_inverse=True)
    total = np.bincount(back, weights=factor, minlength=len(unique))
    column, row = np.divmod(unique, max(len(programme.row_most), 1))
    return row[total != 0], column[total != 0], total[total != 0]


def _answer(solver: highspy.Highs) -> Answer:
    """Reads the status before anything else: HiGHS answers zeros when it did not solve."""
    status = solver.getModelStatus()
    known = highspy.HighsModelStatus
    if status in (known.kInfeasible, known.kUnboundedOrInfeasible):
        return Answer(IMPOSSIBLE, None, -INFINITE)
    info = solver.getInfo()
    has_plan = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    x = np.array(solver.getSolution().col_value) if has_plan else None
    if status == known.kOptimal:
        return Answer(PROVEN, x, info.objective_function_value)
    stops = (known.kTimeLimit, known.kSolutionLimit, known.kIterationLimit, known.kInterrupt)
    if status not in stops:
        raise RuntimeError(f"HiGHS ended with {solver.modelStatusToString(status)}")
    return Answer(STOPPED, x, info.mip_dual_bound)
