"""A run as a document in the format heimveg-flow-result/1: the same run gives the same bytes."""

from typing import Any

import numpy as np

from heimveg.engines.flow import ENGINE_VERSION
from heimveg.engines.flow.comparison import rows
from heimveg.engines.flow.estimates import Estimate
from heimveg.engines.flow.figures import figures_of, yearly_figures
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
    figures, years, at = figures_of(run), yearly_figures(run), rows(run)
    scenario = run.scenario

    def part(name: str) -> dict[str, Any]:
        row = at[name]
        shown = {figure: interval(estimate, row, figure) for figure, estimate in figures.items()}
        if each_replication:
            for figure, estimate in figures.items():
                shown[figure]["each"] = each_value(estimate, row, figure)
        return {"figures": shown, "years": [year_part(*year, row) for year in years]}

    def year_part(
        start: int, days: float, estimates: dict[str, Estimate], row: int
    ) -> dict[str, Any]:
        return {
            "from_day": start,
            "days": int(days),
            "warmup": start < scenario.warmup_days,
            **{figure: interval(estimates[figure], row, figure) for figure in YEARLY},
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


def interval(estimate: Estimate, row: int, figure: str) -> dict[str, Any]:
    """The estimate with its 95 % interval; no bounds where there is one replication only."""
    value, half = float(estimate.value[row]), float(estimate.half_width()[row])
    if not np.isfinite(half):
        return {"mean": rounded(value, figure), "low": None, "high": None}
    return {
        "mean": rounded(value, figure),
        "low": rounded(value - half, figure),
        "high": rounded(value + half, figure),
    }


def each_value(estimate: Estimate, row: int, figure: str) -> list[float | None]:
    """The figure in each replication, null where it does not exist."""
    return [
        rounded(value, figure) if np.isfinite(value) else None
        for value in estimate.each[:, row].tolist()
    ]


def rounded(value: float, figure: str) -> float | int:
    """Whole øre for money, six decimals for the rest: what lies beyond is noise."""
    if "_ore" in figure:
        return round(value)
    return round(value, DECIMALS) + 0.0
