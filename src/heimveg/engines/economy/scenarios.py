"""What scenarios of the flow cost, against each other, and how sure that is.

Kept apart from the rest of `economy`: it loads the compiled flow.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from heimveg.engines.flow.figures.comparison import check_comparable
from heimveg.engines.flow.figures.costs import COST_KINDS, cost_records
from heimveg.engines.flow.figures.estimates import Estimate, mean_of, ratio_of
from heimveg.engines.flow.figures.per_station import warm_window
from heimveg.engines.flow.format.scenario import DAYS_A_YEAR
from heimveg.engines.flow.replication import world as w
from heimveg.engines.flow.runs import Run


@dataclass(frozen=True, slots=True)
class Amount:
    """Whole øre with a 95 % interval; no bounds with one replication."""

    ore: int
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class CostSwing:
    """What the yearly difference would be with one station's cost lower and higher."""

    station: str
    kind: str
    low: Amount
    high: Amount


def measured(run: Run) -> NDArray[np.int64]:
    """Øre after the warm-up, [R, S, 4]: sums of the records, exact."""
    whole: NDArray[np.int64] = cost_records(run)[:, :, warm_window(run) :].sum(axis=2)
    return whole


def person_day_cost(run: Run) -> Estimate:
    """Øre for each day somebody lived somewhere, all cost shared out on them."""
    return cost_per(run, w.OCCUPIED)


def exit_cost(run: Run) -> Estimate:
    """Øre for each person who left the model, all cost shared out on them."""
    return cost_per(run, w.EXITS)


def cost_per(run: Run, column: int) -> Estimate:
    counted = run.figures[:, :, warm_window(run) :, column].sum(axis=(1, 2))
    return ratio_of(measured(run).sum(axis=(1, 2)).astype(np.float64), counted)


def difference_sensitivity(new: Run, old: Run, *, share: float) -> tuple[CostSwing, ...]:
    """The yearly difference with each station's each cost in turn lower and higher by `share`.

    Greatest swing first; costs that change nothing are left out. Raises ValueError if the runs
    cannot be compared replication by replication.
    """
    check_comparable(new, old)
    ours, theirs = measured(new), measured(old)
    base = yearly(ours, new) - yearly(theirs, old)
    swings = []
    for station in sorted({*names(new), *names(old)}):
        for row, kind in enumerate(COST_KINDS):
            part = share * (part_of(ours, new, station, row) - part_of(theirs, old, station, row))
            if np.any(part):
                low, high = amount(mean_of(base - part)), amount(mean_of(base + part))
                swings.append(CostSwing(station, kind, low, high))
    return tuple(sorted(swings, key=lambda s: (-abs(s.high.ore - s.low.ore), s.station, s.kind)))


def part_of(
    records: NDArray[np.int64], run: Run, station: str, kind: int
) -> NDArray[np.float64] | float:
    """A station's cost of one kind a year, [R]; 0 if the run has no such station."""
    if station not in names(run):
        return 0.0
    return records[:, names(run).index(station), kind] / years_of(run)


def yearly(records: NDArray[np.int64], run: Run) -> NDArray[np.float64]:
    amounts: NDArray[np.float64] = records.sum(axis=(1, 2)) / years_of(run)
    return amounts


def years_of(run: Run) -> float:
    return (run.scenario.horizon_days - run.scenario.warmup_days) / DAYS_A_YEAR


def names(run: Run) -> list[str]:
    return sorted(station.id for station in run.scenario.stations)


def amount(estimate: Estimate) -> Amount:
    value, half = float(estimate.value), float(estimate.half_width())
    if not np.isfinite(half):
        return Amount(round(value), None, None)
    return Amount(round(value), round(value - half), round(value + half))
