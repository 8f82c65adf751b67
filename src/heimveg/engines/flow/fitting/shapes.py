"""Shapes of lengths fitted by maximum likelihood, with stays that still go on."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special, stats

from heimveg.engines.flow.scenario import Distribution, Kind

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

MOST_STAGES = 8
LIMITS = {"mean": 12.0, "form": 3.0}  # of logarithms: from e^-3 to e^3 for shape and cv


@dataclass(frozen=True, slots=True)
class Fitted:
    distribution: Distribution
    mean_low: float
    mean_high: float
    bic: float  # lower is better; each parameter costs the logarithm of the ended stays


def fit_exponential(days: Array, ended: Flags) -> Fitted:
    """Exact interval of the rate from the number of ends (chi-squared)."""
    total, count = float(days.sum()), int(ended.sum())
    mean = total / count
    low = 2 * total / float(stats.chi2.ppf(0.975, 2 * count + 2))
    high = 2 * total / float(stats.chi2.ppf(0.025, 2 * count))
    bic = math.log(count) + 2.0 * (count * math.log(mean) + count)
    return Fitted(Distribution(Kind.EXPONENTIAL, mean), low, high, bic)


def fit_weibull(days: Array, ended: Flags) -> Fitted:
    return fit_two(days, ended, lambda mean, shape: Distribution(Kind.WEIBULL, mean, shape=shape))


def fit_lognormal(days: Array, ended: Flags) -> Fitted:
    return fit_two(days, ended, lambda mean, cv: Distribution(Kind.LOGNORMAL, mean, cv=cv))


def fit_erlang(days: Array, ended: Flags) -> Fitted:
    """The best number of stages from 2; it counts as a parameter."""
    fits = [fit_erlang_of(days, ended, stages) for stages in range(2, MOST_STAGES + 1)]
    return min(fits, key=lambda fitted: fitted.bic)


SHAPES: tuple[Callable[[Array, Flags], Fitted], ...] = (fit_weibull, fit_lognormal, fit_erlang)


def fit_two(days: Array, ended: Flags, make: Callable[[float, float], Distribution]) -> Fitted:
    """Fit a mean and a form, both by their logarithms."""

    def cost(at: Array) -> float:
        return -likelihood(make(math.exp(at[0]), math.exp(at[1])), days, ended)

    start = np.array([math.log(days.sum() / ended.sum()), 0.0])
    bounds = [(start[0] - LIMITS["form"], start[0] + LIMITS["mean"]), (-3.0, 3.0)]
    found = optimize.minimize(cost, start, method="Nelder-Mead", bounds=bounds)
    mean, form = math.exp(found.x[0]), math.exp(found.x[1])
    spread = math.sqrt(max(covariance(cost, found.x)[0, 0], 0.0))
    return Fitted(make(mean, form), *interval(mean, spread), two_cost(ended, float(found.fun)))


def fit_erlang_of(days: Array, ended: Flags, stages: int) -> Fitted:
    def cost(at: Array) -> float:
        mean = math.exp(float(at[0]))
        return -likelihood(Distribution(Kind.ERLANG, mean, stages=stages), days, ended)

    start = math.log(days.sum() / ended.sum())
    found = optimize.minimize_scalar(lambda x: cost(np.array([x])), bracket=(start - 1, start))
    at, mean = np.array([found.x]), math.exp(found.x)
    spread = math.sqrt(max(covariance(cost, at)[0, 0], 0.0))
    distribution = Distribution(Kind.ERLANG, mean, stages=stages)
    return Fitted(distribution, *interval(mean, spread), two_cost(ended, float(found.fun)))


def two_cost(ended: Flags, cost: float) -> float:
    """Schwarz's criterion of a shape with two parameters."""
    return 2.0 * math.log(ended.sum()) + 2.0 * cost


def interval(mean: float, spread: float) -> tuple[float, float]:
    """95 % interval of a mean whose logarithm has this standard error."""
    return mean * math.exp(-1.96 * spread), mean * math.exp(1.96 * spread)


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
    return frozen(distribution).logpdf(days)  # type: ignore[no-any-return]


def log_survival(distribution: Distribution, days: Array) -> Array:
    return frozen(distribution).logsf(days)  # type: ignore[no-any-return]


def survival(distribution: Distribution, days: Array) -> Array:
    """Share still there after `days`."""
    return np.exp(log_survival(distribution, days))


def frozen(distribution: Distribution) -> stats.rv_continuous:
    """The distribution in SciPy's terms."""
    mean = distribution.mean_days
    if distribution.kind is Kind.WEIBULL:
        scale = mean / float(special.gamma(1 + 1 / distribution.shape))
        return stats.weibull_min(distribution.shape, scale=scale)
    if distribution.kind is Kind.LOGNORMAL:
        variance = math.log1p(distribution.cv**2)
        return stats.lognorm(math.sqrt(variance), scale=mean * math.exp(-variance / 2))
    stages = distribution.stages if distribution.kind is Kind.ERLANG else 1
    return stats.gamma(stages, scale=mean / stages)
