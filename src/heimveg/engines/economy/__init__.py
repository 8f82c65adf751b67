"""What housing costs: dated prices with sources, courses, mixes, and scenarios compared.

Whole øre everywhere. Every amount is the sum of records that can be shown.
"""

from heimveg.engines.economy.courses import Course, Step, course_cost
from heimveg.engines.economy.mixes import Line, MixCost, Swing, mix_cost, mix_sensitivity
from heimveg.engines.economy.prices import Per, Price, Prices, PriceUnknown, published
from heimveg.engines.economy.records import CostRecord, total

ENGINE_VERSION = "1.0.0"

__all__ = [
    "ENGINE_VERSION",
    "CostRecord",
    "Course",
    "Line",
    "MixCost",
    "Per",
    "Price",
    "PriceUnknown",
    "Prices",
    "Step",
    "Swing",
    "course_cost",
    "mix_cost",
    "mix_sensitivity",
    "published",
    "total",
]
