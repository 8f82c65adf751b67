"""What may be asked about where people live."""

from heimveg.stays.queries.listing import (
    Life,
    is_in_institution,
    leaving_without_a_home,
    life_on,
    past_their_end,
    stays_of,
)

__all__ = [
    "Life",
    "is_in_institution",
    "leaving_without_a_home",
    "life_on",
    "past_their_end",
    "stays_of",
]
