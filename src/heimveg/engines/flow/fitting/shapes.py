"""Shapes of lengths fitted by maximum likelihood, with stays that still go on."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special, stats

from heimveg.engines.flow.format.reading import LONGEST_STAY, MOST_CV, SHAPE, SHORTEST_STAY
from heimveg.engines.flow.format.scenario import Distribution, Kind

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

MOST_STAGES = 8
LIMITS = {  # what a scenario can hold, so that every fit can be put into one
    "mean": (SHORTEST_STAY, LONGEST_STAY),
    "shape": SHAPE,
    "cv": (0.05, MOST_CV),
}
WIDEST = 300.0  # of a logarithm; beyond it an interval has no end that a number can hold


@dataclass(frozen=True, slots=True)
class Fitted:
    distribution: Distribution
    mean_low: float
    mean_high: float  # infinite: the stays do not say how long
    bic: float  # lower is better; each parameter costs the logarithm of the ended stays
    form_low: float | None = None  # 95 % interval of the shape or cv, where there is one
    form_high: float | None = None


def fit_exponential(days: Array, ended: Flags) -> Fitted:
    """Exact interval of the rate from the number of ends (chi-squared)."""
    total, count = float(days.sum()), int(ended.sum())
    mean = total / count
    low = 2 * total / float(stats.chi2.ppf(0.975, 2 * count + 2))
    high = 2 * total / float(stats.chi2.ppf(0.025, 2 * count))
    bic = math.log(count) + 2.0 * (count * math.log(mean) + count)
    return Fitted(Distribution(Kind.EXPONENTIAL, mean), low, high, bic)


def fit_weibull(days: Array, ended: Flags) -> Fitted:
    def make(mean: float, shape: float) -> Distribution:
        return Distribution(Kind.WEIBULL, mean, shape=shape)

    return fit_two(days, ended, make, LIMITS["shape"])


def fit_lognormal(days: Array, ended: Flags) -> Fitted:
    def make(mean: float, cv: float) -> Distribution:
        return Distribution(Kind.LOGNORMAL, mean, cv=cv)

    return fit_two(days, ended, make, LIMITS["cv"])


def fit_erlang(days: Array, ended: Flags) -> Fitted:
    """The best number of stages from 2; it counts as a parameter."""
    fits = [fit_erlang_of(days, ended, stages) for stages in range(2, MOST_STAGES + 1)]
    return min(fits, key=lambda fitted: fitted.bic)


SHAPES: tuple[Callable[[Array, Flags], Fitted], ...] = (fit_weibull, fit_lognormal, fit_erlang)


def fit_two(
    days: Array,
    ended: Flags,
    make: Callable[[float, float], Distribution],
    forms: tuple[float, float],
) -> Fitted:
    """Fit a mean and a form within `forms`, both by their logarithms."""

    def cost(at: Array) -> float:
        return -likelihood(make(math.exp(at[0]), math.exp(at[1])), days, ended)

    bounds = np.log([LIMITS["mean"], forms])
    start = np.clip([math.log(days.sum() / ended.sum()), 0.0], *bounds.T)
    found = optimize.minimize(cost, start, method="Nelder-Mead", bounds=bounds.tolist())
    mean, form = within(found.x[0], *LIMITS["mean"]), within(found.x[1], *forms)
    spreads = np.sqrt(np.maximum(np.diag(covariance(cost, found.x)), 0.0))
    means, formed = interval(mean, float(spreads[0])), interval(form, float(spreads[1]))
    return Fitted(make(mean, form), *means, two_cost(ended, float(found.fun)), *formed)


def fit_erlang_of(days: Array, ended: Flags, stages: int) -> Fitted:
    def cost(at: Array) -> float:
        mean = math.exp(float(at[0]))
        return -likelihood(Distribution(Kind.ERLANG, mean, stages=stages), days, ended)

    start = math.log(days.sum() / ended.sum())
    found = optimize.minimize_scalar(lambda x: cost(np.array([x])), bracket=(start - 1, start))
    at, mean = np.array([found.x]), within(found.x, *LIMITS["mean"])
    spread = math.sqrt(max(covariance(cost, at)[0, 0], 0.0))
    distribution = Distribution(Kind.ERLANG, mean, stages=stages)
    return Fitted(distribution, *interval(mean, spread), two_cost(ended, float(found.fun)))


def two_cost(ended: Flags, cost: float) -> float:
    """Schwarz's criterion of a shape with two parameters."""
    return 2.0 * math.log(ended.sum()) + 2.0 * cost


def within(logarithm: float, low: float, high: float) -> float:
    """The number of a logarithm, which rounding may have put a last digit outside."""
    return min(max(math.exp(logarithm), low), high)


def interval(value: float, spread: float) -> tuple[float, float]:
    """95 % interval of a number whose logarithm has this standard error."""
    width = 1.96 * spread
    if width > WIDEST:
        return 0.0, math.inf
    return value * math.exp(-width), value * math.exp(width)


def covariance(cost: Callable[[Array], float], at: Array, step: float = 1e-3) -> Array:
    """The inverse of the observed information, by central differences."""
    size = len(at)
    moves = np.eye(size) * step
    second = np.empty((size, size))
    for i in range(size):
        for j in range(size):
            a, b = moves[i], moves[j]
            terms = cost(at + a + b) - cost(at + a - b) - cost(at - a + b) + cost(at - a - b)
            second[i, j] = terms / (4 * step * step)
    return np.asarray(np.linalg.pinv(second), np.float64)


def likelihood(distribution: Distribution, days: Array, ended: Flags) -> float:
    """Logarithm of the likelihood: density of what ended, survival of what goes on."""
    dense, left = log_density(distribution, days[ended]), log_survival(distribution, days[~ended])
    total = float(dense.sum() + left.sum())
    return total if math.isfinite(total) else -1e12


def log_density(distribution: Distribution, days: Array) -> Array:
    family, parameters = in_scipy(distribution)
    return np.asarray(family.logpdf(days, **parameters), np.float64)


def log_survival(distribution: Distribution, days: Array) -> Array:
    family, parameters = in_scipy(distribution)
    return np.asarray(family.logsf(days, **parameters), np.float64)


def survival(distribution: Distribution, days: Array) -> Array:
    """Share still there after `days`."""
    return np.exp(log_survival(distribution, days))


def in_scipy(distribution: Distribution) -> tuple[stats.rv_continuous, dict[str, float]]:
    """The distribution in SciPy's terms. Not frozen: that costs more than the likelihood."""
    mean = distribution.mean_days
    if distribution.kind is Kind.WEIBULL:
        form = distribution.shape
        return stats.weibull_min, {"c": form, "scale": mean / special.gamma(1 + 1 / form)}
    if distribution.kind is Kind.LOGNORMAL:
        variance = math.log1p(distribution.cv**2)
        scale = mean * math.exp(-variance / 2)
        return stats.lognorm, {"s": math.sqrt(variance), "scale": scale}
    stages = distribution.stages if distribution.kind is Kind.ERLANG else 1
    return stats.gamma, {"a": float(stages), "scale": mean / stages}
