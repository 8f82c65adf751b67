"""What is wrong with the cases."""

import math
from decimal import Decimal
from fractions import Fraction

from heimveg.engines import faults

MOST_DECIMALS = 9  # more would be exact for ever


class CasesRefused(faults.FileRefused):
    """Nothing was reckoned."""


class Faults(faults.Faults):
    refusal = CasesRefused

    def exact(self, path: str, value: object, low: int, high: int) -> Fraction:
        """An exact number from `low` to `high`; decimals are kept as written."""
        if isinstance(value, float) and math.isfinite(value):
            value = Decimal(repr(value))
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            what = f"is {faults.as_written(value)}, not a number"
            self.add(path, what, f"Write a number from {low} to {high}")
        elif not low <= value <= high:
            self.add(path, f"is {value!s:.60}", f"Write a number from {low} to {high}")
        elif isinstance(value, Decimal) and _decimals(value) > MOST_DECIMALS:
            what = f"has more than {MOST_DECIMALS} decimals"
            self.add(path, what, "Write kroner, or kroner and øre")
        else:
            return Fraction(value)
        return Fraction(low)


def _decimals(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0
