"""From the figures of each replication to an estimate with a 95 % interval.

Each estimate keeps what every replication adds to its error. So the interval of a difference
between two runs with common random numbers needs nothing but the difference of those parts.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Estimate:
    """`value` is [...]; `parts` [R, ...] the error each replication brings, mean 0; `each`
    [R, ...] the figure in each replication, not a number where it does not exist.
    """

    value: Values
    parts: Values
    each: Values

    def half_width(self) -> Values:
        """Half the 95 % interval, by Student's t; not a number with one replication."""
        count = self.parts.shape[0]
        if count < 2:
            return np.full(self.value.shape, math.nan)
        spread: Values = np.std(self.parts, axis=0, ddof=1) / math.sqrt(count)
        return float(stdtrit(count - 1, 0.975)) * spread

    def minus(self, other: "Estimate") -> "Estimate":
        """This less the other, replication by replication."""
        return Estimate(self.value - other.value, self.parts - other.parts, self.each - other.each)


def mean_of(values: Values) -> Estimate:
    """The mean over replications of `values` [R, ...]."""
    mean = values.mean(axis=0)
    return Estimate(mean, values - mean, values)


def ratio_of(above: Values, below: Values) -> Estimate:
    """The sum of `above` over the sum of `below`, both [R, ...]; 0 where nothing is below.

    The parts are those of the linearised ratio (Cochran, Sampling Techniques, section 2.11).
    """
    mean = below.mean(axis=0)
    known = np.where(mean > 0, mean, 1.0)
    value = np.where(mean > 0, above.mean(axis=0) / known, 0.0)
    parts = np.where(mean > 0, (above - value * below) / known, 0.0)
    each = np.where(below > 0, above / np.where(below > 0, below, 1.0), math.nan)
    return Estimate(value, parts, each)


def mean_where_known(values: Values) -> Estimate:
    """The mean over the replications in which the figure exists (is a number); 0 if in none."""
    known = np.isfinite(values)
    count = np.maximum(known.sum(axis=0), 1)
    mean = np.where(known, values, 0.0).sum(axis=0) / count
    parts = np.where(known, values - mean, 0.0) * (values.shape[0] / count)
    return Estimate(mean, parts, values)
