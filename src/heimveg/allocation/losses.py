"""What it costs the whole to fix one of several homes for a person, told before anybody chooses.
Pure.

The plan is solved once and kept best through every home that is tried, so that a page can tell
all of them at once. Limits on chains, rings and clusters are no part of it: where a plan breaks
one, the true loss can only be greater.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from heimveg.allocation.proposals import Reading, home_id, need_id
from heimveg.engines import matching


@dataclass(frozen=True, slots=True)
class Loss:
    """Points the whole proposal loses, below zero when it gains; at least so much unless exact."""

    points: int
    is_exact: bool


def losses(reading: Reading, need: int, homes: Iterable[int]) -> dict[int, Loss]:
    """By home, each fixed alone. A home that cannot be fixed as things stand is left out."""
    resolver = matching.kept_solved(matching.parse(dict(reading.snapshot)))
    seeker, now = need_id(need), resolver.value
    exact_so_far = resolver.keeps_limits
    if any(who == seeker for who, _home in resolver.problem.pinned):
        resolver.unpin(seeker)  # a newly fixed home replaces the earlier one
    found: dict[int, Loss] = {}
    for home in homes:
        try:
            resolver.pin(seeker, home_id(home))
        except matching.ProblemRefused:
            continue
        if exact_so_far and resolver.keeps_limits:
            found[home] = Loss(now - resolver.value, is_exact=True)
        else:
            found[home] = Loss(reading.value - resolver.value, is_exact=False)
        resolver.unpin(seeker)
    return found
