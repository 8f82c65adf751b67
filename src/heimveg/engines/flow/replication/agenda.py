"""The appointments to come. One bucket for each short stretch of the horizon, and a small heap
for the stretch that is now: an event costs the same however many lie ahead, and a day on which
everything happens at once costs no more than an ordinary heap.
"""

from heimveg.engines.flow.replication.compiled import Row, compiled, inlined
from heimveg.engines.flow.replication.tables import person_at, row_at
from heimveg.engines.flow.replication.world import NOBODY


@inlined
def time_in_heap(world: Row, at: int) -> float:
    return float(person_at(world.people, row_at(world.heap, at).row).time)


@inlined
def heap_up(world: Row, row: int) -> None:
    """Put a row in the heap of the present bucket."""
    time = person_at(world.people, row).time
    at = world.near
    world.near = at + 1
    while at > 0:
        above = (at - 1) >> 1
        if time_in_heap(world, above) <= time:
            break
        row_at(world.heap, at).row = row_at(world.heap, above).row
        at = above
    row_at(world.heap, at).row = row


@compiled
def heap_down(world: Row) -> int:
    """Take the earliest row out of the heap of the present bucket."""
    earliest = row_at(world.heap, 0).row
    size = world.near - 1
    world.near = size
    row = row_at(world.heap, size).row
    time = person_at(world.people, row).time
    at, below = 0, 1
    while below < size:
        if below + 1 < size and time_in_heap(world, below + 1) < time_in_heap(world, below):
            below += 1
        if time_in_heap(world, below) >= time:
            break
        row_at(world.heap, at).row = row_at(world.heap, below).row
        at, below = below, 2 * below + 1
    row_at(world.heap, at).row = row
    return int(earliest)


@inlined
def appoint(world: Row, row: int, day: float) -> None:
    """Let `row` come up on `day`. What lies beyond the horizon never comes up."""
    if day >= world.horizon:
        return
    person = person_at(world.people, row)
    person.time = day
    bucket = int(day * world.buckets_a_day)
    if bucket <= world.bucket:
        heap_up(world, row)
    else:
        head = row_at(world.heads, bucket)
        person.next = head.row
        head.row = row


@inlined
def next_row(world: Row) -> int:
    """The row that comes up next, or NOBODY at the horizon."""
    while world.near == 0:
        bucket = world.bucket + 1
        if bucket >= world.most_heads:
            return NOBODY
        world.bucket = bucket
        row = row_at(world.heads, bucket).row
        while row >= 0:
            following = person_at(world.people, row).next
            heap_up(world, row)
            row = following
    if world.near == 1:
        world.near = 0
        return int(row_at(world.heap, 0).row)
    return heap_down(world)
