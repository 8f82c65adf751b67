"""Lines before the stations: one per station and rank, first come first served.

People who wait outside and people who wait from a place they hold stand in the same line. Who
has given up is found and noted when the line reaches them: nothing else depends on it sooner.
"""

import math

import numpy as np

from heimveg.engines.flow.replication.compiled import Row, compiled, inlined
from heimveg.engines.flow.replication.draws import PATIENCE, VISIT, length
from heimveg.engines.flow.replication.tables import (
    number_at,
    person_at,
    route_at,
    row_at,
    station_at,
)
from heimveg.engines.flow.replication.tally import cell, level, window_of
from heimveg.engines.flow.replication.world import (
    BLOCKED,
    GAVE_UP,
    GAVE_UP_DAYS,
    NEVER,
    NOBODY,
    WAITING,
    WAITING_HOUSED,
)


@inlined
def release(world: Row, row: int) -> None:
    """The person has left the model; the row can be used again."""
    person_at(world.people, row).next = world.free
    world.free = row


@inlined
def stand_last(world: Row, row: int, station: int) -> None:
    """Put the person last in the line of their rank before the station."""
    person = person_at(world.people, row)
    person.wants = station
    person.joined = world.now
    person.next = NOBODY
    rank = person.rank
    if row_at(world.first, station * world.ranks + rank).row < 0:
        row_at(world.first, station * world.ranks + rank).row = row
    else:
        person_at(world.people, row_at(world.last, station * world.ranks + rank).row).next = row
    row_at(world.last, station * world.ranks + rank).row = row
    station_at(world.stations, station).in_line += 1


@inlined
def wait_outside(world: Row, row: int, station: int) -> None:
    """Wait without a place, as long as patience lasts."""
    person, now = person_at(world.people, row), world.now
    stand_last(world, row, station)
    level(world, station, WAITING, 1.0)
    patience = station_at(world.stations, station).patience
    if patience.kind == NEVER:
        person.deadline = math.inf
    else:
        key = person.key + station_at(world.stations, station).key + PATIENCE
        address = key + np.uint64(person.visit) * VISIT
        person.deadline = now + length(patience, world.values, address)


@inlined
def wait_in_place(world: Row, row: int, station: int, route: int) -> None:
    """Ready to move on, but hold the place until there is one at `station`."""
    person = person_at(world.people, row)
    stand_last(world, row, station)
    person.deadline = math.inf
    person.route = route
    route_at(world.routes, route).blocked += 1
    level(world, station, WAITING_HOUSED, 1.0)
    level(world, person.lives, BLOCKED, 1.0)


@compiled
def give_up(world: Row, row: int) -> None:
    """Note a person who gave up on their deadline, which is past."""
    person = person_at(world.people, row)
    window = window_of(world, person.deadline)
    at, end = cell(world, person.wants, window), number_at(world.windows, window + 1).value
    number_at(world.figures, at + WAITING).value -= end - person.deadline
    number_at(world.figures, at + WAITING + 1).value -= 1.0
    number_at(world.figures, at + GAVE_UP).value += 1.0
    number_at(world.figures, at + GAVE_UP_DAYS).value += person.deadline - person.joined
    release(world, row)


@inlined
def first_in_line(world: Row, station: int) -> int:
    """Take the first who still waits out of the station's lines, or NOBODY."""
    now = world.now
    for rank in range(world.ranks):
        row = row_at(world.first, station * world.ranks + rank).row
        while row >= 0:
            row_at(world.first, station * world.ranks + rank).row = person_at(
                world.people, row
            ).next
            station_at(world.stations, station).in_line -= 1
            if person_at(world.people, row).deadline > now:
                return int(row)
            give_up(world, row)
            row = row_at(world.first, station * world.ranks + rank).row
    return NOBODY


@compiled
def first_blocked(world: Row, station: int, route: int) -> int:
    """Take the first who waits for `station` on `route` out of its lines."""
    for rank in range(world.ranks):
        before = NOBODY
        row = row_at(world.first, station * world.ranks + rank).row
        while row >= 0:
            following = person_at(world.people, row).next
            if person_at(world.people, row).route == route:
                if before < 0:
                    row_at(world.first, station * world.ranks + rank).row = following
                else:
                    person_at(world.people, before).next = following
                if following < 0:
                    row_at(world.last, station * world.ranks + rank).row = before
                station_at(world.stations, station).in_line -= 1
                return int(row)
            before = row
            row = following
    return NOBODY


@inlined
def unblock(world: Row, row: int) -> None:
    """The person holds their old place no longer."""
    person = person_at(world.people, row)
    route_at(world.routes, person.route).blocked -= 1
    person.route = NOBODY
    level(world, person.wants, WAITING_HOUSED, -1.0)
    level(world, person.lives, BLOCKED, -1.0)


@compiled
def close_lines(world: Row) -> None:
    """At the horizon, note those in the lines who have given up unnoticed."""
    for station in range(world.most_stations):
        for rank in range(world.ranks):
            row = row_at(world.first, station * world.ranks + rank).row
            while row >= 0:
                following = person_at(world.people, row).next
                if person_at(world.people, row).deadline < world.horizon:
                    give_up(world, row)
                row = following
