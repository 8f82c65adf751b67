"""One replication: what happens, event by event."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from heimveg.engines.flow.replication.agenda import appoint, next_row
from heimveg.engines.flow.replication.compiled import Row, compiled, inlined, kept
from heimveg.engines.flow.replication.draws import GOLDEN, ROUTE, VISIT, exponential, mix, unit
from heimveg.engines.flow.replication.lines import (
    close_lines,
    release,
    wait_in_place,
    wait_outside,
)
from heimveg.engines.flow.replication.moves import (
    begin_stay,
    enter,
    fill,
    fill_if_wanted,
    has_lived,
    leave,
    remember,
    swap_in_ring,
)
from heimveg.engines.flow.replication.tables import (
    arrival_at,
    change_at,
    number_at,
    opening_at,
    person_at,
    piece_at,
    route_at,
    row_at,
    station_at,
    word_at,
)
from heimveg.engines.flow.replication.tally import clear, close_levels, level, note
from heimveg.engines.flow.replication.waits import quantiles_of_waits
from heimveg.engines.flow.replication.world import (
    ARRIVED,
    ASKED,
    EXITS,
    NOBODY,
    NOWHERE,
    OCCUPIED,
    OVER,
    RETURNS,
    TURNED_AWAY,
)

Rows = NDArray[Any]
Figures = NDArray[np.float64]
Waits = NDArray[np.float64]


@inlined
def newcomer(world: Row, key: np.uint64, rank: int) -> int:
    """A row for a person not seen before, or NOBODY if the table is full."""
    row = world.free
    if row >= 0:
        world.free = person_at(world.people, row).next
    elif world.fresh < world.most_people:
        row = world.fresh
        world.fresh = row + 1
    else:
        world.full = 1
        return NOBODY
    person = person_at(world.people, row)
    person.key = key
    person.visit = 0
    person.rank = rank
    person.route = NOBODY
    person.lives = NOWHERE
    for word in range(world.words):
        word_at(world.lived, row * world.words + word).bits = 0
    return int(row)


@inlined
def come(world: Row, row: int, station: int) -> None:
    """Ask for a place from outside: get one, wait, or be turned away."""
    note(world, station, ASKED, 1.0)
    note(world, station, RETURNS, has_lived(world, row, station))
    place = station_at(world.stations, station)
    if place.people < place.places:
        enter(world, row, station)
    elif place.queue:
        wait_outside(world, row, station)
    else:
        note(world, station, TURNED_AWAY, 1.0)
        release(world, row)


@compiled
def move_with_place(world: Row, row: int, route: int) -> None:
    """Ask for a place at the route's end, and hold the old one until there is one."""
    home, station = person_at(world.people, row).lives, route_at(world.routes, route).to
    note(world, station, ASKED, 1.0)
    note(world, station, RETURNS, has_lived(world, row, station))
    place = station_at(world.stations, station)
    if place.people < place.places or station == home:
        leave(world, home)
        enter(world, row, station)
        fill_if_wanted(world, home)
        return
    wait_in_place(world, row, station, route)
    if world.rings:
        swap_in_ring(world, row)


@inlined
def finish(world: Row, row: int) -> None:
    """A stay is over; the route is drawn."""
    person = person_at(world.people, row)
    home = person.lives
    place = station_at(world.stations, home)
    chance = unit(person.key + place.key + ROUTE + np.uint64(person.visit) * VISIT)
    route = place.first_route
    while chance >= route_at(world.routes, route).upto:
        route += 1
    station = route_at(world.routes, route).to
    if station >= 0 and route_at(world.routes, route).stays:
        move_with_place(world, row, route)
        return
    leave(world, home)
    fill_if_wanted(world, home)
    if station >= 0:
        come(world, row, station)
    else:
        note(world, home, EXITS, 1.0)
        release(world, row)


@inlined
def appoint_arrival(world: Row, stream: int) -> None:
    """The next arrival: where the sum of the rates passes an exponential step.

    The steps do not depend on the rates, so that the same people come in every scenario.
    """
    arrival = arrival_at(world.arrivals, stream)
    step = exponential(arrival.stream + arrival.count * GOLDEN)
    arrival.count += np.uint64(1)
    day = person_at(world.people, stream).time
    while True:
        piece = piece_at(world.pieces, arrival.piece)
        if step < (piece.until - day) * piece.rate:
            appoint(world, stream, day + step / piece.rate)
            return
        step -= (piece.until - day) * piece.rate
        day = piece.until
        if arrival.piece + 1 == arrival.end_piece:
            return
        arrival.piece += 1


@inlined
def arrive(world: Row, stream: int) -> None:
    """Somebody comes from outside the model."""
    arrival = arrival_at(world.arrivals, stream)
    row = newcomer(world, mix(arrival.stream + arrival.count * VISIT), arrival.rank)
    appoint_arrival(world, stream)
    if row >= 0:
        note(world, arrival.station, ARRIVED, 1.0)
        come(world, row, arrival.station)


@compiled
def change_places(world: Row, row: int) -> None:
    """A day on which numbers of places change: all that day's changes, then the moves they allow.

    Nobody is moved out: places go as people leave them.
    """
    first = row - world.most_arrivals
    day, end = change_at(world.changes, first).day, first
    while end < world.most_changes and change_at(world.changes, end).day == day:
        change = change_at(world.changes, end)
        place = station_at(world.stations, change.station)
        over = max(0, place.people - change.places) - max(0, place.people - place.places)
        level(world, change.station, OVER, float(over))
        place.places = change.places
        end += 1
    for number in range(first, end):
        fill(world, change_at(world.changes, number).station)


@compiled
def open_station(world: Row, station: int, stream: np.uint64) -> None:
    """Day 0: those who live there begin a full stay, those who wait join the queue."""
    opening, place = opening_at(world.openings, station), station_at(world.stations, station)
    place.people, place.in_line = 0, 0
    place.places = opening.places
    for number in range(opening.housed + opening.waiting):
        key = mix(mix(stream + place.key) + np.uint64(number) * VISIT)
        row = newcomer(world, key, world.ranks - 1)
        if row < 0:
            return
        if number < opening.housed:
            place.people += 1
            level(world, station, OCCUPIED, 1.0)
            remember(world, row, station)
            begin_stay(world, row, station)
        else:
            wait_outside(world, row, station)


@compiled
def open_model(world: Row, stream: np.uint64) -> None:
    """Put everything back to day 0 for the replication whose numbers lie on `stream`."""
    world.now, world.window, world.window_end = 0.0, 0, number_at(world.windows, 1).value
    world.bucket, world.near, world.noted_waits, world.full = 0, 0, 0, 0
    world.free, world.fresh = NOBODY, world.fixed
    clear(world)
    for bucket in range(world.most_heads):
        row_at(world.heads, bucket).row = NOBODY
    for line in range(world.most_first):
        row_at(world.first, line).row = NOBODY
    for route in range(world.most_routes):
        route_at(world.routes, route).blocked = 0
    for row in range(world.most_changes):
        day = change_at(world.changes, row).day
        if row == 0 or day != change_at(world.changes, row - 1).day:
            appoint(world, world.most_arrivals + row, day)
    for station in range(world.most_stations):
        open_station(world, station, stream)
    for row in range(world.most_arrivals):
        arrival = arrival_at(world.arrivals, row)
        arrival.stream = mix(stream + arrival.key)
        arrival.count = 0
        arrival.piece = arrival.first_piece
        person_at(world.people, row).time = 0.0
        appoint_arrival(world, row)


@compiled
def replicate(world: Row, stream: np.uint64) -> None:
    """Play one replication from day 0 to the horizon."""
    open_model(world, stream)
    streams, fixed = world.most_arrivals, world.fixed
    while True:
        row = next_row(world)
        if row < 0 or world.full:
            break
        world.now = person_at(world.people, row).time
        while world.now >= world.window_end:
            world.window += 1
            world.window_end = number_at(world.windows, world.window + 1).value
        if row >= fixed:
            finish(world, row)
        elif row < streams:
            arrive(world, row)
        else:
            change_places(world, row)
    world.now = world.horizon
    close_lines(world)
    close_levels(world)


@kept
def replicate_batch(worlds: Rows, seed: np.uint64, first: int, out: Figures, waits: Waits) -> int:
    """Play replications `first`, `first` + 1, … one for each row of `out`: the one compiled
    function that is called from outside.

    `worlds` is the row of a World, [1]; `out` is [R, S, W, COLUMNS], and `waits`
    [R, S + 1, 2] as in `quantiles_of_waits`. Returns how many are done: fewer than asked if
    a table was too small for the next one.
    """
    world = worlds[0]
    for number in range(out.shape[0]):
        world.figures = out.ctypes.data + number * out.strides[0]
        replicate(world, mix(mix(seed) + np.uint64(first + number) * GOLDEN))
        if world.full:
            return number
        quantiles_of_waits(world, waits[number])
    return int(out.shape[0])
