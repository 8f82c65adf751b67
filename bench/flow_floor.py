"""The random numbers of one replication alone: what no simulation of the model can go below.

Prints nanoseconds an event, of the whole loop and of its random numbers alone: by NumPy's
generator as numba compiles it, and by the addressed numbers the flow uses. Taken in turns.
"""

import json
import statistics
import time

import flow_models
import numba
import numpy as np

from heimveg.engines import flow
from heimveg.engines.flow.replication import world as w
from heimveg.engines.flow.replication.draws import GOLDEN, exponential, unit

NUMBERS = 500_000
TURNS = 15


@numba.njit
def common_exponential(count):
    total = 0.0
    for _ in range(count):
        total += np.random.exponential(1.0)
    return total


@numba.njit
def common_uniform(count):
    total = 0.0
    for _ in range(count):
        total += np.random.random()
    return total


@numba.njit
def addressed_exponential(count):
    total = 0.0
    for number in range(count):
        total += exponential(np.uint64(number) * GOLDEN)
    return total


@numba.njit
def addressed_uniform(count):
    total = 0.0
    for number in range(count):
        total += unit(np.uint64(number) * GOLDEN)
    return total


def nanoseconds(draw):
    start = time.process_time()
    draw(NUMBERS)
    return (time.process_time() - start) / NUMBERS * 1e9


def draws_of_an_event(run, events):
    """Exponential and uniform numbers for each event, counted from the figures of a run.

    One exponential for each arrival, stay and wait with patience, one uniform for each ended
    stay. The acute places are always full, so all who entered them have waited.
    """
    whole, at_end = run.figures.sum(axis=(0, 1, 2)), run.figures[:, :, -1].sum(axis=(0, 1))
    acute = sorted(flow_models.NAMES).index("acute")
    waited = run.figures[:, acute, :, [w.ENTERED, w.GAVE_UP]].sum() + at_end[w.WAITING + 1]
    ended = whole[w.LEFT] + at_end[w.BLOCKED + 1]
    return (whole[w.ARRIVED] + whole[w.ENTERED] + waited) / events, ended / events


def main():
    scenario = flow_models.heimveg_scenario(300, 3)
    run = flow.simulate(scenario, cores=1)
    events = flow_models.heimveg_figures(run)[0].sum()
    exponentials, uniforms = draws_of_an_event(run, events)
    answer = {"loop": [], "common": [], "addressed": []}
    for draw in (common_exponential, common_uniform, addressed_exponential, addressed_uniform):
        draw(10)
    for _ in range(TURNS):
        start = time.process_time()
        flow.simulate(scenario, cores=1)
        answer["loop"].append((time.process_time() - start) / events * 1e9)
        for kind, one, other in (
            ("common", common_exponential, common_uniform),
            ("addressed", addressed_exponential, addressed_uniform),
        ):
            ns = exponentials * nanoseconds(one) + uniforms * nanoseconds(other)
            answer[kind].append(ns)
    print(json.dumps({name: statistics.median(values) for name, values in answer.items()}))


if __name__ == "__main__":
    main()
