"""What other rooms may ask about upkeep."""

from heimveg.upkeep.queries.condition import (
    Below,
    Unmet,
    below_standard,
    effect_of_standard,
    unmet_in,
)
from heimveg.upkeep.queries.data import catalogue, limit
from heimveg.upkeep.queries.work import HomeCost, cost_of_home, homes_seen, keepers_of, workers

__all__ = [
    "Below",
    "HomeCost",
    "Unmet",
    "below_standard",
    "catalogue",
    "cost_of_home",
    "effect_of_standard",
    "homes_seen",
    "keepers_of",
    "limit",
    "unmet_in",
    "workers",
]
