"""The figures a run is read by, per station and for all stations together."""

import numpy as np
from numpy.typing import NDArray

from heimveg.engines.flow.figures.costs import cost_records, place_days
from heimveg.engines.flow.figures.estimates import Estimate, mean_of, mean_where_known, ratio_of
from heimveg.engines.flow.format.scenario import DAYS_A_YEAR
from heimveg.engines.flow.replication import world as w
from heimveg.engines.flow.replication.model import windows
from heimveg.engines.flow.runs import Run

Array = NDArray[np.float64]

LEVELS = {
    "occupied": w.OCCUPIED,
    "waiting": w.WAITING,
    "waiting_housed": w.WAITING_HOUSED,
    "blocked": w.BLOCKED,
}
RATES = {
    "asked": w.ASKED,
    "arrived": w.ARRIVED,
    "entered": w.ENTERED,
    "left": w.LEFT,
    "exits": w.EXITS,
    "gave_up": w.GAVE_UP,
    "turned_away": w.TURNED_AWAY,
    "returns": w.RETURNS,
}


def with_total(values: Array) -> Array:
    """[..., S] becomes [..., S + 1]: the last is the sum."""
    return np.concatenate([values, values.sum(axis=-1, keepdims=True)], axis=-1)


def figures_of(run: Run) -> dict[str, Estimate]:
    """Every figure after the warm-up, each [S + 1]: stations sorted by id, then the total."""
    scenario, warm = run.scenario, warm_window(run)
    counted = run.figures[:, :, warm:].sum(axis=2)
    places = with_total(place_days(scenario)[:, warm:].sum(axis=1))
    cost = cost_records(run)[:, :, warm:].sum(axis=(2, 3)).astype(np.float64)
    days = float(scenario.horizon_days - scenario.warmup_days)
    figures = summarised(counted, places, cost, days)
    figures["wait_median_days"] = mean_where_known(run.waits[..., 0])
    figures["wait_p90_days"] = mean_where_known(run.waits[..., 1])
    at_end = with_total(run.figures[:, :, -1, w.WAITING + 1])
    figures["waiting_at_end"] = mean_of(at_end)
    return figures


def summarised(counted: Array, places: Array, cost: Array, days: float) -> dict[str, Estimate]:
    """Figures of a stretch of `days`: `counted` [R, S, COLUMNS], `places` [S + 1] place-days,
    `cost` [R, S] øre. Levels are means over the stretch, counts and cost are per 365 days.
    """
    years = days / DAYS_A_YEAR
    columns = {c: with_total(counted[..., c]) for c in range(w.COLUMNS)}
    figures = {name: mean_of(columns[c] / days) for name, c in LEVELS.items()}
    figures |= {name: mean_of(columns[c] / years) for name, c in RATES.items()}
    every = np.broadcast_to(places, columns[w.OCCUPIED].shape)
    figures["places"] = mean_of(every / days)
    figures["occupancy"] = ratio_of(columns[w.OCCUPIED], every)
    figures["blocked_share"] = ratio_of(columns[w.BLOCKED], columns[w.OCCUPIED])
    figures["gave_up_share"] = ratio_of(columns[w.GAVE_UP], columns[w.ASKED])
    figures["wait_days"] = ratio_of(columns[w.WAITED], columns[w.ENTERED])
    figures["gave_up_after_days"] = ratio_of(columns[w.GAVE_UP_DAYS], columns[w.GAVE_UP])
    figures["cost_ore_year"] = mean_of(with_total(cost) / years)
    return figures


def yearly_figures(run: Run) -> list[tuple[int, float, dict[str, Estimate]]]:
    """For each year from day 0, warm-up included: first day, days, figures as `summarised`."""
    cuts = windows(run.scenario)
    year_of = (cuts[:-1] // DAYS_A_YEAR).astype(int)
    places, cost = place_days(run.scenario), cost_records(run).sum(axis=3)
    series = []
    for year in range(int(year_of[-1]) + 1):
        chosen = year_of == year
        start = float(year * DAYS_A_YEAR)
        days = min(float(DAYS_A_YEAR), float(cuts[-1]) - start)
        figures = summarised(
            run.figures[:, :, chosen].sum(axis=2),
            with_total(places[:, chosen].sum(axis=1)),
            cost[:, :, chosen].sum(axis=2).astype(np.float64),
            days,
        )
        series.append((int(start), days, figures))
    return series


def warm_window(run: Run) -> int:
    """The first window that is measured."""
    return int(np.searchsorted(windows(run.scenario), run.scenario.warmup_days))
