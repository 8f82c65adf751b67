"""What other rooms may ask about allocation."""

from heimveg.allocation.queries.front import (
    accepted_not_moved_in,
    chains_stopped,
    homes_freed,
    offers_past_their_day,
    offers_waiting,
    rounds_to_settle,
    worklists,
)
from heimveg.allocation.queries.invariants import broken_promises

__all__ = [
    "accepted_not_moved_in",
    "broken_promises",
    "chains_stopped",
    "homes_freed",
    "offers_past_their_day",
    "offers_waiting",
    "rounds_to_settle",
    "worklists",
]
