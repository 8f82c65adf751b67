"""How many come: a rate with an exact interval, and whether they come at random."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from heimveg.engines.flow.fitting.history import THIN
from heimveg.engines.flow.scenario import DAYS_A_YEAR

PERIOD = 30.0  # days
UNLIKELY = 0.01


@dataclass(frozen=True, slots=True)
class RateFit:
    """People per 365 days with a 95 % interval (Poisson, exact).

    `dispersion` is variance over mean of the counts in periods of 30 days: near 1 if people come
    at random, `chance` the probability of one as far from 1. `notes` are codes:
    `thin_history`, `not_at_random`.
    """

    arrivals: int
    rate: float
    low: float
    high: float
    dispersion: float | None
    chance: float | None
    notes: tuple[str, ...]


def fit_rate(days: NDArray[np.float64], from_day: float, until_day: float) -> RateFit:
    """The rate of arrivals on `days` [N] in the stretch."""
    count, years = len(days), (until_day - from_day) / DAYS_A_YEAR
    low = float(stats.chi2.ppf(0.025, 2 * count)) / 2 if count else 0.0
    high = float(stats.chi2.ppf(0.975, 2 * count + 2)) / 2
    dispersion, chance = randomness(days, from_day, until_day)
    notes = ["thin_history"] if count < THIN else []
    if chance is not None and chance < UNLIKELY:
        notes.append("not_at_random")
    return RateFit(
        count, count / years, low / years, high / years, dispersion, chance, tuple(notes)
    )


def randomness(
    days: NDArray[np.float64], from_day: float, until_day: float
) -> tuple[float | None, float | None]:
    """Index of dispersion and its two-sided probability; None with too little to say."""
    periods = int((until_day - from_day) // PERIOD)
    if len(days) < THIN or periods < 5:
        return None, None
    edges = from_day + PERIOD * np.arange(periods + 1)
    counts, _ = np.histogram(days, edges)
    if counts.sum() == 0:
        return None, None
    dispersion = float(counts.var(ddof=1) / counts.mean())
    above = float(stats.chi2.sf(dispersion * (periods - 1), periods - 1))
    return dispersion, min(1.0, 2 * min(above, 1 - above))
