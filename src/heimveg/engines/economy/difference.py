"""Two scenarios of the flow against each other, in the format heimveg-flow-difference/1.

Apart from the rest of `economy`, as `scenarios`: it loads the compiled flow.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from heimveg.engines.economy import scenarios as s
from heimveg.engines.flow.figures.comparison import at, check_comparable, rows
from heimveg.engines.flow.figures.costs import COST_KINDS
from heimveg.engines.flow.figures.documents import ENGINE, interval
from heimveg.engines.flow.figures.estimates import Estimate, mean_of
from heimveg.engines.flow.figures.per_station import figures_of
from heimveg.engines.flow.runs import Run

DIFFERENCE_FORMAT = "heimveg-flow-difference/1"
SENSITIVITY_PERCENT = 20  # unless said
ORE = "cost_ore"  # what `interval` rounds to whole øre by

Records = NDArray[np.int64]  # [R, kinds], kinds as in COST_KINDS
Against = dict[str, Any]  # {"new": …, "old": …, "difference": …}


def document(new: Run, old: Run, *, percent: int = SENSITIVITY_PERCENT) -> dict[str, Any]:
    """Each figure and cost of `new`, of `old`, and `new` less `old`, with 95 % intervals.

    `percent`: how much lower and higher each cost is tried, one at a time. Raises ValueError if
    the runs cannot be compared replication by replication.
    """
    check_comparable(new, old)
    scenario = new.scenario
    return {
        "format": DIFFERENCE_FORMAT,
        "engine": ENGINE,
        "seed": scenario.seed,
        "replications": new.replications,
        "horizon_days": scenario.horizon_days,
        "warmup_days": scenario.warmup_days,
        **_figures(new, old),
        "cost": _cost(new, old, percent),
    }


def stations_of(new: Run, old: Run) -> list[str]:
    """Stations in the order of `new`, then those that are in `old` only."""
    ours = [station.id for station in new.scenario.stations]
    theirs = [station.id for station in old.scenario.stations]
    return ours + [name for name in theirs if name not in set(ours)]


def _figures(new: Run, old: Run) -> dict[str, Any]:
    figures = figures_of(new), figures_of(old)
    places = rows(new), rows(old)

    def part(name: str) -> dict[str, Against]:
        return {
            figure: against(
                figure,
                *(
                    at(its[figure], row[name]) if name in row else None
                    for its, row in zip(figures, places, strict=True)
                ),
            )
            for figure in figures[0]
        }

    return {
        "stations": [{"id": name, "figures": part(name)} for name in stations_of(new, old)],
        "total": {"figures": part("total")},
    }


def against(figure: str, new: Estimate | None, old: Estimate | None) -> Against:
    """A figure in both; null where the scenario has no such station."""
    return {
        "new": None if new is None else shown(figure, new),
        "old": None if old is None else shown(figure, old),
        "difference": None if new is None or old is None else shown(figure, new.minus(old)),
    }


def shown(figure: str, estimate: Estimate) -> dict[str, Any]:
    return interval(figure, float(estimate.value), float(estimate.half_width()))


def _cost(new: Run, old: Run, percent: int) -> dict[str, Any]:
    """Øre a year; a station that a scenario does not have costs it nothing."""
    years = s.years_of(new)
    ours, theirs = records_of(new), records_of(old)
    nothing = np.zeros((new.replications, len(COST_KINDS)), np.int64)
    swings = s.difference_sensitivity(new, old, share=percent / 100)
    return {
        **yearly(s.measured(new).sum(axis=1), s.measured(old).sum(axis=1), years),
        "by_station": [
            {"id": name, **yearly(ours.get(name, nothing), theirs.get(name, nothing), years)}
            for name in stations_of(new, old)
        ],
        "person_day": against(ORE, s.person_day_cost(new), s.person_day_cost(old)),
        "exit": against(ORE, s.exit_cost(new), s.exit_cost(old)),
        "sensitivity_percent": percent,
        "sensitivity": [_swing(swing) for swing in swings],
    }


def records_of(run: Run) -> dict[str, Records]:
    measured = s.measured(run)
    return {name: measured[:, row] for row, name in enumerate(s.names(run))}


def yearly(ours: Records, theirs: Records, years: float) -> dict[str, Any]:
    def pair(our: Records, their: Records) -> Against:
        return against(ORE, mean_of(our / years), mean_of(their / years))

    return {
        "year": pair(ours.sum(axis=1), theirs.sum(axis=1)),
        "by_kind": [
            {"kind": kind, **pair(ours[:, row], theirs[:, row])}
            for row, kind in enumerate(COST_KINDS)
        ],
    }


def _swing(swing: s.CostSwing) -> dict[str, Any]:
    return {
        "station": swing.station,
        "kind": swing.kind,
        "low": _amount(swing.low),
        "high": _amount(swing.high),
    }


def _amount(amount: s.Amount) -> dict[str, int | None]:
    return {"mean": amount.ore, "low": amount.low, "high": amount.high}
