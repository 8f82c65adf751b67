"""Housing needs: what the home must have, what the person wishes, how urgent it is and why."""

from heimveg.needs.models.ground import CareBasis, Income
from heimveg.needs.models.need import (
    CLUSTERS,
    CONTENT,
    OPEN_STATUSES,
    Need,
    NeedQuerySet,
    OpenAlready,
)

__all__ = [
    "CLUSTERS",
    "CONTENT",
    "OPEN_STATUSES",
    "CareBasis",
    "Income",
    "Need",
    "NeedQuerySet",
    "OpenAlready",
]
