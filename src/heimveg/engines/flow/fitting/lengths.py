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
from heimveg.engines.flow.scenario import Distribution

Array = NDArray[np.float64]

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
    """A shape that was tried. `gap` is its greatest distance from the seen curve."""

    distribution: Distribution
    mean_low: float  # 95 % interval of the mean, days
    mean_high: float
    bic: float  # lower is better
    gap: float


@dataclass(frozen=True, slots=True)
class LengthFit:
    """`chosen` is the first of `candidates`. `notes` are codes: `thin_history`, `poor_fit`,
    `mostly_going_on`.
    """

    stays: int
    ended: int
    candidates: tuple[Candidate, ...]
    curve: Curve
    inside: float  # share of the seen curve's points whose interval the chosen shape passes
    notes: tuple[str, ...]

    @property
    def chosen(self) -> Candidate:
        return self.candidates[0]


def fit_length(days: Array, ended: NDArray[np.bool_]) -> LengthFit | None:
    """The fit of stays that lasted `days`, of which some `ended`; None if none did.

    Both are [N]. Cost: a few thousand evaluations of the likelihood, O(N) each.
    """
    count = int(ended.sum())
    if count == 0:
        return None
    days = np.maximum(days, SHORTEST)
    curve_days, seen, low, high = kaplan_meier(days, ended)
    fits = [fit_exponential(days, ended)]
    if count >= THIN:
        fits += [shape(days, ended) for shape in SHAPES]
    candidates = tuple(
        candidate_of(fitted, curve_days, seen) for fitted in sorted(fits, key=lambda f: f.bic)
    )
    fitted_curve = survival(candidates[0].distribution, curve_days)
    inside = float(np.mean((fitted_curve >= low) & (fitted_curve <= high)))
    return LengthFit(
        stays=len(days),
        ended=count,
        candidates=candidates,
        curve=Curve(*(tuple(map(float, c)) for c in (curve_days, seen, low, high, fitted_curve))),
        inside=inside,
        notes=notes_on(count, len(days), inside),
    )


def kaplan_meier(days: Array, ended: NDArray[np.bool_]) -> tuple[Array, Array, Array, Array]:
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


def candidate_of(fitted: Fitted, days: Array, seen: Array) -> Candidate:
    gap = float(np.max(np.abs(survival(fitted.distribution, days) - seen)))
    return Candidate(fitted.distribution, fitted.mean_low, fitted.mean_high, fitted.bic, gap)


def notes_on(ended: int, stays: int, inside: float) -> tuple[str, ...]:
    notes = []
    if ended < THIN:
        notes.append("thin_history")
    if ended < stays / 2:
        notes.append("mostly_going_on")  # the mean leans on what has not been seen yet
    if not math.isfinite(inside) or inside < GOOD_SHARE:
        notes.append("poor_fit")
    return tuple(notes)
