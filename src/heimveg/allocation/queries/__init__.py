"""What other rooms may ask about allocation."""

from heimveg.allocation.queries.invariants import broken_promises
from heimveg.allocation.queries.waiting import homes_freed, offers_never_answered, rounds_stopped

__all__ = ["broken_promises", "homes_freed", "offers_never_answered", "rounds_stopped"]
