"""Lengths of stay: the curve that was seen, and the shape that describes it best.

The seen curve is Kaplan and Meier's (scipy.stats.ecdf); shapes are fitted by likelihood with
stays that still go on as censored, and compared by Schwarz's criterion.
"""

import math
import warnings
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from heimveg.engines.flow.fitting.history import THIN
from heimveg.engines.flow.fitting.shapes import SHAPES, Fitted, fit_exponential, survival
from heimveg.engines.flow.format.scenario import Distribution

Array = NDArray[np.float64]
Seen = tuple[Array, Array, Array, Array]  # days, share still there, low, high: each [points]

SHORTEST = 0.5  # days; a stay that ended on its first day lasted half of it
GOOD_SHARE = 0.9  # of the points of the seen curve, whose intervals a good shape passes through


@dataclass(frozen=True, slots=True)
class Curve:
    """Share still there after so many days: seen with 95 % interval, and by the chosen shape."""

    days: tuple[float, ...]
    seen: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    fitted: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A shape that was tried. `gap` is its greatest distance from the seen curve, `inside` the
    share of the curve's points whose interval it passes through.
    """

    distribution: Distribution
    mean_low: float  # 95 % interval of the mean, days
    mean_high: float
    bic: float  # lower is better
    gap: float
    inside: float
    form_low: float | None = None  # 95 % interval of the shape or cv
    form_high: float | None = None


@dataclass(frozen=True, slots=True)
class LengthFit:
    """`chosen` is the first of `candidates`. `notes` are codes: `thin_history`, `poor_fit`,
    `mostly_going_on`.
    """

    stays: int
    ended: int
    candidates: tuple[Candidate, ...]
    curve: Curve
    notes: tuple[str, ...]

    @property
    def chosen(self) -> Candidate:
        return self.candidates[0]


def fit_length(days: Array, ended: NDArray[np.bool_]) -> LengthFit | None:
    """The fit of stays that lasted `days`, of which some `ended`; None if none did.

    Both are [N], in any order. Cost: a few thousand evaluations of the likelihood, O(N) each.
    """
    count = int(ended.sum())
    if count == 0:
        return None
    order = np.lexsort((ended, days))  # sums of numbers depend on their order in the last digit
    days, ended = np.maximum(days[order], SHORTEST), ended[order]
    seen = kaplan_meier(days, ended)
    fits = [fit_exponential(days, ended)]
    if count >= THIN:
        fits += [shape(days, ended) for shape in SHAPES]
    candidates = tuple(candidate_of(fitted, seen) for fitted in sorted(fits, key=lambda f: f.bic))
    curve = (*seen, survival(candidates[0].distribution, seen[0]))
    return LengthFit(
        stays=len(days),
        ended=count,
        candidates=candidates,
        curve=Curve(*(tuple(map(float, column)) for column in curve)),
        notes=notes_on(count, len(days), candidates[0].inside),
    )


def kaplan_meier(days: Array, ended: NDArray[np.bool_]) -> Seen:
    """Days on which stays ended, share still there after them, 95 % interval (log-log)."""
    data = stats.CensoredData(uncensored=days[ended], right=days[~ended])
    curve = stats.ecdf(data).sf
    with warnings.catch_warnings():  # the last point has no interval if nobody is left
        warnings.simplefilter("ignore", RuntimeWarning)
        band = curve.confidence_interval(0.95, method="log-log")
    at = np.isin(curve.quantiles, days[ended])
    low = np.nan_to_num(band.low.probabilities[at], nan=0.0)
    high = np.nan_to_num(band.high.probabilities[at], nan=1.0)
    return curve.quantiles[at], curve.probabilities[at], low, high


def candidate_of(fitted: Fitted, seen: Seen) -> Candidate:
    days, share, low, high = seen
    told = survival(fitted.distribution, days)
    return Candidate(
        distribution=fitted.distribution,
        mean_low=fitted.mean_low,
        mean_high=fitted.mean_high,
        bic=fitted.bic,
        gap=float(np.max(np.abs(told - share))),
        inside=float(np.mean((told >= low) & (told <= high))),
        form_low=fitted.form_low,
        form_high=fitted.form_high,
    )


def notes_on(ended: int, stays: int, inside: float) -> tuple[str, ...]:
    notes = []
    if ended < THIN:
        notes.append("thin_history")
    if ended < stays / 2:
        notes.append("mostly_going_on")  # the mean leans on what has not been seen yet
    if not math.isfinite(inside) or inside < GOOD_SHARE:
        notes.append("poor_fit")
    return tuple(notes)
