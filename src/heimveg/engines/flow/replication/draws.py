"""Random numbers by address, not by order: the number a person draws depends on who draws it
and for what, never on what happened before. That is what makes scenarios comparable person by
person (common random numbers) and a run the same on any number of cores.

The mixing function is SplitMix64's finaliser (Steele, Lea and Flood, OOPSLA 2014). Exponential
numbers are drawn by layers of equal area (Marsaglia and Tsang, The Ziggurat Method, Journal of
Statistical Software 5(8), 2000): 99 of 100 need one look-up and no logarithm.
"""

import math

import numpy as np
from numpy.typing import NDArray

from heimveg.engines.flow.replication.compiled import Row, compiled, inlined
from heimveg.engines.flow.replication.tables import number_at
from heimveg.engines.flow.replication.world import (
    DETERMINISTIC,
    EMPIRICAL,
    ERLANG,
    EXPONENTIAL,
    LOGNORMAL,
    WEIBULL,
)

GOLDEN = np.uint64(0x9E3779B97F4A7C15)  # 2**64 divided by the golden ratio: spreads counters
VISIT = np.uint64(0xD1B54A32D192ED03)  # odd, so that visits never meet stages of an Erlang stay
PATIENCE, ROUTE = np.uint64(0x8CB92BA72F3D8DD7), np.uint64(0xABC98388FB8FAC03)
TO_UNIT = 1.0 / 9007199254740992.0  # 2**-53


EDGE = np.uint64(0x8EBC6AF09C88C6E3)  # the second number of a try
RETRY = np.uint64(0xE7037ED1A0B428DB)  # odd: from one try at an exponential number to the next

LAYERS = 256
TAIL = 7.69711747013104972  # where the lowest layer of 256 ends and the tail begins
AREA = 3.949659822581572e-3  # of each layer


def layer_widths() -> NDArray[np.float64]:
    """The widths of the layers under exp(-x), from the widest; the last of [257] is 0."""
    widths = [AREA * math.exp(TAIL), TAIL]
    while len(widths) < LAYERS:
        widths.append(-math.log(math.exp(-widths[-1]) + AREA / widths[-1]))
    return np.array([*widths, 0.0])


WIDTHS = layer_widths()
HEIGHTS = np.exp(-WIDTHS)


@inlined
def mix(x: np.uint64) -> np.uint64:
    """A 64-bit number in which every bit of `x` has had its say."""
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


@inlined
def unit(address: np.uint64) -> float:
    """The uniform number at this address, strictly between 0 and 1."""
    return (float(mix(address) >> np.uint64(11)) + 0.5) * TO_UNIT


@inlined
def erlang(mean_of_stage: float, stages: float, address: np.uint64) -> float:
    """The sum of `stages` exponential stages."""
    total = 0.0
    for stage in range(int(stages)):
        total += exponential(address + np.uint64(stage) * GOLDEN)
    return mean_of_stage * total


@inlined
def exponential(address: np.uint64) -> float:
    """The exponential number of mean 1 at this address."""
    bits = mix(address)
    layer = int(bits & np.uint64(LAYERS - 1))
    number = float(bits >> np.uint64(11)) * TO_UNIT * WIDTHS[layer]
    if number < WIDTHS[layer + 1]:
        return float(number)
    return rarer_exponential(address)


@compiled
def rarer_exponential(address: np.uint64) -> float:
    """As `exponential`, where the layer's edge or the tail is met."""
    while True:
        bits = mix(address)
        layer = int(bits & np.uint64(LAYERS - 1))
        number = float(bits >> np.uint64(11)) * TO_UNIT * WIDTHS[layer]
        chance = unit(address + EDGE)
        if number < WIDTHS[layer + 1]:
            return float(number)
        if layer == 0:
            return TAIL - math.log(chance)
        height = HEIGHTS[layer] + chance * (HEIGHTS[layer + 1] - HEIGHTS[layer])
        if height < math.exp(-number):
            return float(number)
        address = address + RETRY


@compiled
def rarer_length(kind: Row, values: int, address: np.uint64) -> float:
    """All distributions but the exponential."""
    first = unit(address)
    if kind.kind == ERLANG:  # a: mean of one stage, b: stages
        return erlang(kind.a, kind.b, address)
    if kind.kind == LOGNORMAL:  # a: mean of the logarithm, b: its standard deviation
        angle = 2.0 * math.pi * unit(address + GOLDEN)
        return math.exp(kind.a + kind.b * math.sqrt(-2.0 * math.log(first)) * math.cos(angle))
    if kind.kind == WEIBULL:  # a: scale, b: 1 / shape
        return float(kind.a * (-math.log(first)) ** kind.b)
    if kind.kind == DETERMINISTIC:  # a: days
        return float(kind.a)
    if kind.kind == EMPIRICAL:  # rows first to first + b of `values`
        return float(number_at(values, kind.first + int(first * kind.b)).value)
    return math.inf  # NEVER


@inlined
def length(kind: Row, values: int, address: np.uint64) -> float:
    """The length in days at this address, from a row of type DISTRIBUTION.

    `values` is the address of the values of empirical distributions.
    """
    if kind.kind == EXPONENTIAL:  # a: mean
        return float(kind.a * exponential(address))
    return rarer_length(kind, values, address)
