"""How the loop writes down what happens, and what the notes come to."""

from heimveg.engines.flow.replication.compiled import Row, compiled, inlined
from heimveg.engines.flow.replication.tables import count_at, number_at, wait_at
from heimveg.engines.flow.replication.world import COLUMNS, LEVEL_COLUMNS


@inlined
def cell(world: Row, station: int, window: int) -> int:
    """The number of the first figure of a station in a window."""
    return int((station * world.window_count + window) * COLUMNS)


@inlined
def note(world: Row, station: int, column: int, amount: float) -> None:
    """Count `amount` at a station in the present window."""
    number_at(world.figures, cell(world, station, world.window) + column).value += amount


@inlined
def level(world: Row, station: int, column: int, by: float) -> None:
    """A level changes now by `by`: its days in the rest of the window, and what follows it."""
    at = cell(world, station, world.window) + column
    number_at(world.figures, at).value += by * (world.window_end - world.now)
    number_at(world.figures, at + 1).value += by


@inlined
def window_of(world: Row, day: float) -> int:
    """The window a day up to now lies in."""
    window = count_at(world.years, int(day / 365.0)).value
    while day >= number_at(world.windows, window + 1).value:
        window += 1
    return int(window)


@inlined
def note_wait(world: Row, station: int, days: float) -> None:
    """Keep a wait for the median and the 90th percentile. Waits of no length are only counted."""
    at = world.noted_waits
    if at == world.most_waits:
        world.full = 1
        return
    wait = wait_at(world.waits, at)
    wait.station = station
    wait.days = days
    world.noted_waits = at + 1


@compiled
def clear(world: Row) -> None:
    """Nothing has happened yet."""
    for at in range(world.most_stations * world.window_count * COLUMNS):
        number_at(world.figures, at).value = 0.0


@compiled
def close_level(world: Row, station: int, column: int) -> None:
    """Turn the noted changes of a level into days, window by window.

    After this its first column holds person-days in the window and its second the number at its
    end.
    """
    number = 0.0
    for window in range(world.window_count):
        at = cell(world, station, window) + column
        start = number_at(world.windows, window).value
        days = number_at(world.windows, window + 1).value - start
        number_at(world.figures, at).value += number * days
        number += number_at(world.figures, at + 1).value
        number_at(world.figures, at + 1).value = number


@compiled
def close_levels(world: Row) -> None:
    for station in range(world.most_stations):
        for column in range(0, LEVEL_COLUMNS, 2):
            close_level(world, station, column)
