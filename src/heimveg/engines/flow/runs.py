"""Run a scenario: replications in batches on the cores there are.

A replication depends on the scenario, the seed and its own number only. So the figures are the
same bytes on one core, on many, or on several machines, and in whatever batches they were made.
"""

import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from heimveg.engines.flow.format.scenario import Scenario
from heimveg.engines.flow.format.sense import expected_events
from heimveg.engines.flow.replication.loop import replicate_batch
from heimveg.engines.flow.replication.model import build, first_sizes, sizes_of, windows
from heimveg.engines.flow.replication.world import COLUMNS, World

EVENTS_A_BATCH = 1_000_000.0  # a tenth of a second: how long a stop button may wait

Progress = Callable[[int, int], None]  # replications done, replications in all
Stop = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Run:
    """The figures of every replication, as they were counted.

    `figures` is [R, S, W, COLUMNS] and `waits` [R, S + 1, 2] (median, 90th percentile, days; the
    last row is all stations together), with stations sorted by id. A run that was stopped holds
    the first replications only.
    """

    scenario: Scenario
    figures: NDArray[np.float64]
    waits: NDArray[np.float64]

    @property
    def replications(self) -> int:
        return int(self.figures.shape[0])

    @property
    def stopped(self) -> bool:
        return self.replications < self.scenario.replications


def simulate(
    scenario: Scenario,
    *,
    cores: int | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Run:
    """Play every replication of the scenario.

    `stop` is asked between batches; when it answers true, the batches that are done make the
    run. At least the first batch is always played. `progress` is called from this thread.
    """
    workers = cores or available_cores()
    figures, waits = empty_figures(scenario, scenario.replications)
    ends = batch_ends(scenario, workers)
    spare = threading.local()

    def play(first: int, end: int) -> int:
        world = getattr(spare, "world", None)
        spare.world = play_into(scenario, world, first, figures[first:end], waits[first:end])
        return end - first

    done = [False] * len(ends)
    with ThreadPoolExecutor(workers) as pool:

        def submit(first: int, end: int) -> Future[int]:
            return pool.submit(play, first, end)

        for number, finished in in_batches(submit, workers, ends, stop):
            done[number] = True
            if progress is not None:
                progress(finished, scenario.replications)
    whole = done.index(False) if False in done else len(done)
    kept = ends[whole - 1]
    return Run(scenario, figures[:kept], waits[:kept])


def in_batches(
    submit: Callable[[int, int], Future[int]], workers: int, ends: list[int], stop: Stop | None
) -> Iterator[tuple[int, int]]:
    """The number of each batch as it is done, and the replications done so far.

    Only as many batches as there are workers are under way, so that a stop is soon.
    """
    under_way: dict[Future[int], int] = {}
    starts = [0, *ends[:-1]]
    following = finished = 0
    while under_way or following < len(ends):
        stopping = following > 0 and stop is not None and stop()
        if stopping and not under_way:
            return
        while not stopping and following < len(ends) and len(under_way) < workers:
            future = submit(starts[following], ends[following])
            under_way[future] = following
            following += 1
        for future in wait(under_way, return_when=FIRST_COMPLETED).done:
            finished += future.result()
            yield under_way.pop(future), finished


def play_into(
    scenario: Scenario,
    world: World | None,
    first: int,
    figures: NDArray[np.float64],
    waits: NDArray[np.float64],
) -> World:
    """Play as many replications as `figures` has rows, from number `first`, into its rows.

    Returns the tables used, for the next batch. They are made anew, twice as large, when a
    replication outgrows them, and that replication is played again from its beginning.
    """
    sizes = first_sizes(scenario)
    if world is None:
        world = build(scenario, sizes)
    else:
        sizes = sizes_of(world)
    seed, done = np.uint64(scenario.seed), 0
    while True:
        done += replicate_batch(world.row, seed, first + done, figures[done:], waits[done:])
        if done == len(figures):
            return world
        sizes = sizes.doubled()
        world = build(scenario, sizes)


def empty_figures(
    scenario: Scenario, replications: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    stations, cuts = len(scenario.stations), len(windows(scenario))
    shape = (replications, stations, cuts - 1, COLUMNS)
    return np.empty(shape), np.empty((replications, stations + 1, 2))


def batch_ends(scenario: Scenario, workers: int) -> list[int]:
    """Where each batch ends: about EVENTS_A_BATCH each, and some for every worker."""
    by_events = EVENTS_A_BATCH / max(1.0, expected_events(scenario))
    size = max(1, int(min(by_events, scenario.replications / (4 * workers))))
    return [*range(size, scenario.replications, size), scenario.replications]


def available_cores() -> int:
    return (
        len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    )
