"""How many come: a rate with an exact interval, and whether one rate describes it."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from heimveg.engines.flow.fitting.history import THIN
from heimveg.engines.flow.format.scenario import DAYS_A_YEAR

PERIOD = 30.0  # days
UNLIKELY = 0.01


@dataclass(frozen=True, slots=True)
class RateFit:
    """People per 365 days with a 95 % interval (Poisson, exact).

    `dispersion` is variance over mean of the counts in periods of 30 days: near 1 if people come
    at random, `chance` the probability of one as far from 1. `halves` are how many came in each
    half of the stretch, `trend_chance` the probability of days that lie as far to one side when
    the rate is one. `notes` are codes: `thin_history`, `not_at_random`, `rising`, `falling`.
    """

    arrivals: int
    rate: float
    low: float
    high: float
    dispersion: float | None
    chance: float | None
    halves: tuple[int, int]
    trend_chance: float | None
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
    days = np.sort(days)  # sums of numbers depend on their order in the last digit
    share = (np.where(days % 1, days, days + 0.5) - from_day) / (until_day - from_day)
    trend_chance = trend(share, dispersion or 1.0) if count >= THIN else None
    if trend_chance is not None and trend_chance < UNLIKELY:
        notes.append("rising" if share.mean() > 0.5 else "falling")
    late = int((share >= 0.5).sum())  # a whole day is its noon
    return RateFit(
        arrivals=count,
        rate=count / years,
        low=low / years,
        high=high / years,
        dispersion=dispersion,
        chance=chance,
        halves=(count - late, late),
        trend_chance=trend_chance,
        notes=tuple(notes),
    )


def trend(share: NDArray[np.float64], dispersion: float) -> float:
    """The two-sided probability that days, as shares [N] of a stretch, lie as far to one side.

    Laplace's test of a constant rate: days that come at random are even over the stretch, and
    their mean is near its middle. A dispersion above 1 widens what is near, so that a few flocks
    are no trend. Source: Cox and Lewis, The Statistical Analysis of Series of Events (1966),
    chapter 3; NIST/SEMATECH e-Handbook of Statistical Methods, 8.2.3.4.
    """
    near = math.sqrt(max(1.0, dispersion) / (12 * len(share)))
    distance = abs(float(share.mean()) - 0.5) / near
    return float(2 * stats.norm.sf(distance))


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
