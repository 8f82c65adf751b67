"""A run as a document in the format heimveg-flow-result/1: the same run gives the same bytes."""

from typing import Any

import numpy as np

from heimveg.engines.flow.figures.comparison import rows
from heimveg.engines.flow.figures.estimates import Estimate
from heimveg.engines.flow.figures.per_station import figures_of, yearly_figures
from heimveg.engines.flow.format.scenario import ENGINE_VERSION, Scenario
from heimveg.engines.flow.runs import Run

RESULT_FORMAT = "heimveg-flow-result/1"
ENGINE = f"flow {ENGINE_VERSION}"
DECIMALS = 6

YEARLY = (
    "places",
    "occupied",
    "waiting",
    "blocked",
    "entered",
    "left",
    "gave_up",
    "turned_away",
    "returns",
    "wait_days",
    "cost_ore_year",
)


def document(run: Run, *, each_replication: bool = False) -> dict[str, Any]:
    """The figures of a run, per station in the scenario's order and in total.

    With `each_replication`, every figure also has its value in each replication.
    """
    scenario, at = run.scenario, rows(run)
    columns = {
        name: column(name, estimate, each=each_replication)
        for name, estimate in figures_of(run).items()
    }
    years = [
        (year_head(start, days, scenario), {n: column(n, estimates[n]) for n in YEARLY})
        for start, days, estimates in yearly_figures(run)
    ]

    def part(name: str) -> dict[str, Any]:
        row = at[name]
        return {
            "figures": {figure: values[row] for figure, values in columns.items()},
            "years": [
                {**head, **{figure: values[row] for figure, values in of_year.items()}}
                for head, of_year in years
            ],
        }

    return {
        "format": RESULT_FORMAT,
        "engine": ENGINE,
        "status": "stopped" if run.stopped else "finished",
        "seed": scenario.seed,
        "replications": run.replications,
        "horizon_days": scenario.horizon_days,
        "warmup_days": scenario.warmup_days,
        "stations": [{"id": s.id, **part(s.id)} for s in scenario.stations],
        "total": part("total"),
    }


def year_head(start: int, days: float, scenario: Scenario) -> dict[str, Any]:
    return {"from_day": start, "days": int(days), "warmup": start < scenario.warmup_days}


def column(name: str, estimate: Estimate, *, each: bool = False) -> list[dict[str, Any]]:
    """A figure's estimate and interval in every row: stations sorted by id, then the total."""
    halves = estimate.half_width().tolist()
    column = [
        interval(name, value, half)
        for value, half in zip(estimate.value.tolist(), halves, strict=True)
    ]
    if each:
        for row, shown in enumerate(column):
            values = estimate.each[:, row].tolist()
            shown["each"] = [rounded(v, name) if np.isfinite(v) else None for v in values]
    return column


def interval(name: str, value: float, half: float) -> dict[str, Any]:
    """The estimate with its 95 % interval; no bounds where there is one replication only."""
    if not np.isfinite(half):
        return {"mean": rounded(value, name), "low": None, "high": None}
    return {
        "mean": rounded(value, name),
        "low": rounded(value - half, name),
        "high": rounded(value + half, name),
    }


def rounded(value: float, figure: str) -> float | int:
    """Whole øre for money, six decimals for the rest: what lies beyond is noise."""
    if "_ore" in figure:
        return round(value)
    return round(value, DECIMALS) + 0.0
