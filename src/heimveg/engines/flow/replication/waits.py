"""The median and the 90th percentile of the waits of one replication, exactly."""

import math

import numpy as np
from numpy.typing import NDArray

from heimveg.engines.flow.replication.compiled import Row, compiled, inlined
from heimveg.engines.flow.replication.tables import count_at, number_at, wait_at
from heimveg.engines.flow.replication.tally import cell
from heimveg.engines.flow.replication.world import ENTERED


@inlined
def swap(one: Row, other: Row) -> None:
    kept = one.value
    one.value = other.value
    other.value = kept


@compiled
def part(values: int, low: int, high: int, rank: int) -> None:
    """Reorder rows `low` to `high` of `values` so that row `rank` is what it would be if sorted.

    Cost: O(n) on average (Hoare's selection, the middle one as pivot).
    """
    while low < high:
        pivot = number_at(values, (low + high) >> 1).value
        left, right = low, high
        while left <= right:
            while number_at(values, left).value < pivot:
                left += 1
            while number_at(values, right).value > pivot:
                right -= 1
            if left <= right:
                swap(number_at(values, left), number_at(values, right))
                left += 1
                right -= 1
        if rank <= right:
            high = right
        elif rank >= left:
            low = left
        else:
            return


@compiled
def quantile(values: int, size: int, zeros: int, share: float) -> float:
    """The quantile of `zeros` waits of no length and of the `size` rows of `values`.

    Between two ranks it is linear.
    """
    place = (zeros + size - 1) * share
    rank = int(math.floor(place)) - zeros  # noqa: RUF046 — a float in compiled code
    if rank + 1 < 0 or size == 0:
        return 0.0
    part(values, 0, size - 1, max(rank, 0))
    within = place - math.floor(place)
    if rank < 0:
        return float(within * number_at(values, 0).value)
    lower = number_at(values, rank).value
    upper = number_at(values, min(rank + 1, size - 1)).value
    for at in range(rank + 2, size):
        upper = min(upper, number_at(values, at).value)
    return float(lower + within * (upper - lower))


@compiled
def sort_by_station(world: Row) -> None:
    """Put the noted waits station by station in `sorted_waits`; `starts` says where each ends."""
    for station in range(world.most_starts):
        count_at(world.starts, station).value = 0
    for at in range(world.noted_waits):
        count_at(world.starts, wait_at(world.waits, at).station + 1).value += 1
    for station in range(world.most_stations):
        count_at(world.starts, station + 1).value += count_at(world.starts, station).value
    for at in range(world.noted_waits):  # moves each start on to the station's end
        wait = wait_at(world.waits, at)
        place = count_at(world.starts, wait.station)
        number_at(world.sorted_waits, place.value).value = wait.days
        place.value += 1


@compiled
def entered_after_warmup(world: Row, station: int) -> int:
    entered = 0.0
    for window in range(world.warm_window, world.window_count):
        entered += number_at(world.figures, cell(world, station, window) + ENTERED).value
    return int(entered)


@compiled
def fill_quantiles(
    world: Row, first: int, end: int, entered: int, out: NDArray[np.float64]
) -> None:
    """The quantiles of `entered` waits; those above zero are `first` to `end`, end left out."""
    values, size = world.sorted_waits + 8 * first, end - first
    out[0] = out[1] = math.nan
    if entered > 0:
        out[1] = quantile(values, size, entered - size, 0.9)
        out[0] = quantile(values, size, entered - size, 0.5)


@compiled
def quantiles_of_waits(world: Row, out: NDArray[np.float64]) -> None:
    """Fill out[S + 1, 2] with the median and the 90th percentile of each station's waits.

    The last row is all stations together. Not a number where nobody entered.
    """
    sort_by_station(world)
    first = total = 0
    for station in range(world.most_stations):
        entered = entered_after_warmup(world, station)
        end = count_at(world.starts, station).value
        fill_quantiles(world, first, end, entered, out[station])
        first = end
        total += entered
    fill_quantiles(world, 0, world.noted_waits, total, out[world.most_stations])
