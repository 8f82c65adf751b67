"""What one scenario changes against another, replication by replication.

The same seed gives the same people with the same luck in both (common random numbers), so the
interval of the difference is much narrower than the two scenarios' own.
"""

import numpy as np

from heimveg.engines.flow.figures.estimates import Estimate
from heimveg.engines.flow.figures.per_station import figures_of
from heimveg.engines.flow.format.sense import TOTAL
from heimveg.engines.flow.runs import Run

ALIKE = ("seed", "horizon_days", "warmup_days")  # else the same people meet other years


def differences(new: Run, old: Run) -> dict[str, dict[str, Estimate]]:
    """For each station in both, and "total": each figure of `new` less that of `old`.

    Raises ValueError if the runs cannot be compared replication by replication.
    """
    check_comparable(new, old)
    ours_at, theirs_at = rows(new), rows(old)
    ours_figures, theirs_figures = figures_of(new), figures_of(old)
    return {
        name: {
            figure: at(ours_figures[figure], ours_at[name]).minus(
                at(theirs_figures[figure], theirs_at[name])
            )
            for figure in ours_figures
        }
        for name in ours_at
        if name in theirs_at
    }


def check_comparable(new: Run, old: Run) -> None:
    """Raises ValueError if the runs cannot be compared replication by replication."""
    ours, theirs = new.scenario, old.scenario
    for name in ALIKE:
        if getattr(ours, name) != getattr(theirs, name):
            raise ValueError(f"the scenarios have different {name}: {name} must be the same")
    if new.replications != old.replications:
        raise ValueError("the runs have different numbers of replications: play as many of each")


def rows(run: Run) -> dict[str, int]:
    """The row of each station, and of the total, in the run's figures."""
    ids = sorted(station.id for station in run.scenario.stations)
    return {name: row for row, name in enumerate([*ids, TOTAL])}


def at(estimate: Estimate, row: int) -> Estimate:
    """The estimate of one row alone."""
    return Estimate(np.asarray(estimate.value[row]), estimate.parts[:, row], estimate.each[:, row])
