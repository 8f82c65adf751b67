"""People move: into places, out of them, and round in rings of people who block each other."""

import numpy as np

from heimveg.engines.flow.replication.agenda import appoint
from heimveg.engines.flow.replication.compiled import Row, compiled, inlined
from heimveg.engines.flow.replication.draws import VISIT, length
from heimveg.engines.flow.replication.lines import first_blocked, first_in_line, unblock
from heimveg.engines.flow.replication.tables import (
    count_at,
    person_at,
    route_at,
    station_at,
    word_at,
)
from heimveg.engines.flow.replication.tally import level, note, note_wait
from heimveg.engines.flow.replication.world import (
    ENTERED,
    LEFT,
    NOBODY,
    NOWHERE,
    OCCUPIED,
    OVER,
    WAITED,
    WAITING,
)


@inlined
def remember(world: Row, row: int, station: int) -> None:
    """The person has now lived at the station."""
    word = word_at(world.lived, row * world.words + (station >> 6))
    word.bits |= np.uint64(1) << np.uint64(station & 63)


@inlined
def has_lived(world: Row, row: int, station: int) -> float:
    """1 if the person has lived at the station, else 0."""
    word = word_at(world.lived, row * world.words + (station >> 6))
    return float((word.bits >> np.uint64(station & 63)) & np.uint64(1))


@inlined
def begin_stay(world: Row, row: int, station: int) -> None:
    """Draw how long the stay lasts and appoint its end."""
    person, place = person_at(world.people, row), station_at(world.stations, station)
    person.lives = station
    person.visit += 1
    address = person.key + place.key + np.uint64(person.visit) * VISIT
    appoint(world, row, world.now + length(place.service, world.values, address))


@inlined
def enter(world: Row, row: int, station: int) -> None:
    """Take a place and begin the stay."""
    place = station_at(world.stations, station)
    if place.people >= place.places:  # only in a ring of swaps
        level(world, station, OVER, 1.0)
    place.people += 1
    level(world, station, OCCUPIED, 1.0)
    note(world, station, ENTERED, 1.0)
    word_at(world.lived, row * world.words + (station >> 6)).bits |= np.uint64(1) << np.uint64(
        station & 63
    )
    begin_stay(world, row, station)


@inlined
def leave(world: Row, station: int) -> None:
    """Give a place up."""
    place = station_at(world.stations, station)
    if place.people > place.places:
        level(world, station, OVER, -1.0)
    place.people -= 1
    level(world, station, OCCUPIED, -1.0)
    note(world, station, LEFT, 1.0)


@inlined
def enter_from_line(world: Row, row: int, station: int) -> int:
    """Take a place after waiting. Returns the station whose place was held, or NOWHERE."""
    person = person_at(world.people, row)
    days = world.now - person.joined
    note(world, station, WAITED, days)
    if days > 0.0 and world.window >= world.warm_window:
        note_wait(world, station, days)
    held = NOWHERE
    if person.route >= 0:
        unblock(world, row)
        held = int(person.lives)
        leave(world, held)
    else:
        level(world, station, WAITING, -1.0)
    enter(world, row, station)
    return held


@compiled
def fill(world: Row, station: int) -> None:
    """Let people in line take what is free at `station`, and what that frees elsewhere."""
    count_at(world.todo, 0).value = station
    size = 1
    while size > 0:
        here = count_at(world.todo, size - 1).value
        place = station_at(world.stations, here)
        row = NOBODY
        if place.in_line > 0 and place.people < place.places:
            row = first_in_line(world, here)
        if row == NOBODY:
            size -= 1
            continue
        held = enter_from_line(world, row, here)
        if held >= 0:  # no station comes twice: that would be a ring, and rings are swapped
            count_at(world.todo, size).value = held
            size += 1


@inlined
def fill_if_wanted(world: Row, station: int) -> None:
    """A place at `station` may be free."""
    if station_at(world.stations, station).in_line > 0:
        fill(world, station)


@compiled
def blocked_way(world: Row, number: int, start: int) -> int:
    """Where people are blocked on the way to by this route, if not reached yet, else NOWHERE."""
    route = route_at(world.routes, number)
    reached = route.to == start or route.to < 0
    if route.blocked == 0 or reached or count_at(world.taken, route.to).value >= 0:
        return NOWHERE
    return int(route.to)


@compiled
def find_trail(world: Row, start: int, goal: int) -> bool:
    """Whether people who block each other lead from `start` to `goal`, shortest way first.

    Leaves in `before` the station each was reached from, and in `taken` by which route.
    """
    for station in range(world.most_stations):
        count_at(world.taken, station).value = NOBODY
    count_at(world.search, 0).value = start
    read, written = 0, 1
    while read < written:
        here = count_at(world.search, read).value
        read += 1
        for number in range(
            station_at(world.stations, here).first_route,
            station_at(world.stations, here).end_route,
        ):
            there = blocked_way(world, number, start)
            if there < 0:
                continue
            count_at(world.before, there).value = here
            count_at(world.taken, there).value = number
            if there == goal:
                return True
            count_at(world.search, written).value = there
            written += 1
    return False


@compiled
def swap_in_ring(world: Row, row: int) -> None:
    """Let people who block each other in a ring swap, if the wait of `row` closed one.

    Only a new wait can close a ring, and at most one, so asking then is enough. Nobody in line
    is passed: the others could not have had these places.
    """
    person = person_at(world.people, row)
    start, goal = person.wants, person.lives
    if not find_trail(world, start, goal):
        return
    enter_from_line(world, first_blocked(world, start, person.route), start)
    station = goal
    while station != start:
        route = count_at(world.taken, station).value
        enter_from_line(world, first_blocked(world, station, route), station)
        station = count_at(world.before, station).value
