"""What the event loop works on: rows of plain numbers, so that it can be compiled."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

NOBODY = NOWHERE = -1

EXPONENTIAL, ERLANG, LOGNORMAL, WEIBULL, DETERMINISTIC, EMPIRICAL, NEVER = range(7)
DISTRIBUTION = np.dtype(
    [("kind", np.int64), ("a", np.float64), ("b", np.float64), ("first", np.int64)]
)  # what a, b and first mean stands in `draws.length`

# A row per person now in the system; rows are used again. The first rows are not people but the
# appointments of the model itself: one per stream of arrivals, one per change of places.
PERSON = np.dtype(
    [
        ("key", np.uint64),
        ("time", np.float64),  # day of the next event
        ("joined", np.float64),  # day the wait began
        ("deadline", np.float64),  # day the person gives up waiting
        ("next", np.int32),  # next in the same line, bucket or list of free rows
        ("lives", np.int32),  # station of the place held
        ("wants", np.int32),  # station waited for
        ("visit", np.int32),  # stays begun
        ("rank", np.int32),  # row of the line among the station's lines, 0 is served first
        ("route", np.int32),  # route on which a blocked person waits
    ],
    align=True,
)
STATION = np.dtype(
    [
        ("key", np.uint64),
        ("people", np.int64),
        ("places", np.int64),
        ("queue", np.int64),  # 1 if people can wait outside
        ("in_line", np.int64),  # rows in the lines, those who have given up unnoticed included
        ("first_route", np.int64),
        ("end_route", np.int64),
        ("service", DISTRIBUTION),
        ("patience", DISTRIBUTION),
    ],
    align=True,
)
ROUTE = np.dtype(
    [
        ("upto", np.float64),  # cumulative share
        ("to", np.int64),
        ("stays", np.int64),  # 1 if the place is held until there is one at `to`
        ("blocked", np.int64),  # people who hold a place and wait on this route
    ],
    align=True,
)
ARRIVAL = np.dtype(
    [
        ("key", np.uint64),
        ("stream", np.uint64),  # `key` mixed with the seed and the replication
        ("count", np.uint64),
        ("station", np.int64),
        ("rank", np.int64),
        ("piece", np.int64),
        ("first_piece", np.int64),
        ("end_piece", np.int64),
    ],
    align=True,
)
PIECE = np.dtype([("until", np.float64), ("rate", np.float64)], align=True)  # people a day
CHANGE = np.dtype([("day", np.float64), ("station", np.int64), ("places", np.int64)], align=True)
OPENING = np.dtype([("housed", np.int64), ("waiting", np.int64), ("places", np.int64)], align=True)
ROW = np.dtype([("row", np.int32)], align=True)
WORD = np.dtype([("bits", np.uint64)], align=True)
NUMBER = np.dtype([("value", np.float64)], align=True)
COUNT = np.dtype([("value", np.int64)], align=True)
WAIT = np.dtype([("days", np.float64), ("station", np.int64)], align=True)

# Each table's name, and what its rows are. P people, S stations, K ranks, W windows, B buckets.
TABLES = {
    "people": PERSON,  # [P]
    "stations": STATION,  # [S]
    "routes": ROUTE,
    "arrivals": ARRIVAL,
    "pieces": PIECE,
    "changes": CHANGE,
    "openings": OPENING,  # [S]
    "values": NUMBER,  # of empirical distributions
    "windows": NUMBER,  # [W + 1] days
    "years": COUNT,  # first window of each year
    "heads": ROW,  # [B] first event of each bucket
    "heap": ROW,  # [P] events of the present bucket
    "first": ROW,  # [S, K] first in line
    "last": ROW,  # [S, K] last in line
    "lived": WORD,  # [P, words] one bit for each station a person has lived at
    "todo": COUNT,  # [S + 1] stations to be filled
    "before": COUNT,  # [S] the search for rings: the station before
    "taken": COUNT,  # [S] the search for rings: the route taken
    "search": COUNT,  # [S] the search for rings: stations to look at
    "waits": WAIT,  # [N] each wait above zero
    "sorted_waits": NUMBER,  # [N] days, station by station
    "starts": COUNT,  # [S + 1] where each station's waits begin
}

# One row: where the tables are, how long they are, and how far the replication has come.
WORLD = np.dtype(
    [(name, np.int64) for name in TABLES]
    + [("figures", np.int64)]  # table [S, W, COLUMNS] of NUMBER, of the present replication
    + [("most_" + name, np.int64) for name in TABLES]
    + [
        ("now", np.float64),
        ("horizon", np.float64),
        ("buckets_a_day", np.float64),
        ("window_end", np.float64),
        ("bucket", np.int64),
        ("near", np.int64),  # size of the heap of events in the present bucket
        ("window", np.int64),
        ("free", np.int64),  # first row of people to be used again
        ("fresh", np.int64),  # first row of people never used
        ("fixed", np.int64),  # rows of people that are appointments
        ("noted_waits", np.int64),
        ("warm_window", np.int64),  # first window that is measured
        ("window_count", np.int64),
        ("ranks", np.int64),
        ("words", np.int64),
        ("rings", np.int64),  # 1 if people can block each other in a ring
        ("full", np.int64),  # 1 if a table was too small: the replication starts again
    ],
    align=True,
)

# Columns of what is measured, per station and window. A level is two columns: what the changes
# in the window add to its day count, and the net change that the next window starts from.
LEVELS = ("occupied", "waiting", "waiting_housed", "blocked", "over_places")
LEVEL_COLUMNS = 2 * len(LEVELS)
OCCUPIED, WAITING, WAITING_HOUSED, BLOCKED, OVER = range(0, LEVEL_COLUMNS, 2)
COUNTS = (
    "asked",  # came to the station, from outside the model or by a route
    "arrived",  # came from outside the model
    "entered",
    "waited_days",  # of those who entered
    "left",  # gave their place up
    "gave_up",
    "gave_up_days",
    "turned_away",
    "returns",  # asked, having lived there before
    "exits",  # left and did not ask for another station
)
COLUMNS = LEVEL_COLUMNS + len(COUNTS)
ASKED, ARRIVED, ENTERED, WAITED, LEFT = range(10, 15)
GAVE_UP, GAVE_UP_DAYS, TURNED_AWAY, RETURNS, EXITS = range(15, COLUMNS)


@dataclass(frozen=True, slots=True)
class World:
    """The tables one worker plays its replications in."""

    row: NDArray[Any]  # [1] of WORLD; it knows the tables by address, so they are kept here
    tables: dict[str, NDArray[Any]]


def world_of(tables: dict[str, NDArray[Any]]) -> World:
    """A world on these tables, which are of the types in TABLES and lie whole in memory."""
    row = np.zeros(1, WORLD)
    for name, dtype in TABLES.items():
        table = tables[name]
        if table.dtype != dtype or not table.flags.c_contiguous:
            raise TypeError(f"table {name} is {table.dtype}, not {dtype}")
        row[name] = table.ctypes.data
        row["most_" + name] = table.size
    return World(row, tables)
