"""Housing needs: what the home must have, what the person wishes, how urgent it is and why."""

from heimveg.needs.models.ground import CareBasis, CareBasisQuerySet, Income, IncomeQuerySet
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
    "CareBasisQuerySet",
    "Income",
    "IncomeQuerySet",
    "Need",
    "NeedQuerySet",
    "OpenAlready",
]
