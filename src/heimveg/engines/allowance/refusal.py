"""What is wrong with the cases: where, what, and what to do about it."""

import math
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

MOST_DECIMALS = 9  # more would be exact for ever


@dataclass(frozen=True, slots=True)
class Fault:
    path: str  # [3].adults
    what: str
    remedy: str


class CasesRefused(Exception):
    """Nothing was reckoned. Holds every fault found, not only the first."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(f"{f.path}: {f.what}. {f.remedy}." for f in faults))
        self.faults = faults


class Faults:
    """The faults found so far, and the questions that find them.

    A question answers with the value, or with a harmless stand-in when there is a fault, so that
    reading goes on and all faults come in one answer.
    """

    def __init__(self) -> None:
        self.found: list[Fault] = []

    def add(self, path: str, what: str, remedy: str) -> None:
        self.found.append(Fault(path or "the file", what, remedy))

    def raise_if_any(self) -> None:
        """Raises CasesRefused."""
        if self.found:
            raise CasesRefused(tuple(self.found))

    def fields(
        self, path: str, data: object, required: tuple[str, ...], optional: tuple[str, ...]
    ) -> dict[str, Any] | None:
        """The object at `path`, or None if it is no object or lacks a field."""
        if not isinstance(data, dict):
            self.add(path, "is not an object", f"Write {{…}} with {', '.join(required)}")
            return None
        known = (*required, *optional)
        for name in data:
            if name not in known:
                self.add(f"{path}.{name:.60}", "is not known", f"Use one of {', '.join(known)}")
        missing = [name for name in required if name not in data]
        for name in missing:
            self.add(f"{path}.{name}", "is missing", f"Add {name}")
        return None if missing else data

    def whole(self, path: str, value: object, low: int, high: int) -> int:
        """A whole number from `low` to `high`."""
        if isinstance(value, bool) or not isinstance(value, int):
            what = f"is {value!r:.40}, not a whole number"
            self.add(path, what, f"Write a number from {low} to {high}")
        elif not low <= value <= high:
            self.add(path, f"is {value}", f"Write a number from {low} to {high}")
        else:
            return value
        return low

    def number(self, path: str, value: object, low: int, high: int) -> Fraction:
        """An exact number from `low` to `high`; decimals are kept as written."""
        if isinstance(value, float) and math.isfinite(value):
            value = Decimal(repr(value))
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            what = f"is {value!r:.40}, not a number"
            self.add(path, what, f"Write a number from {low} to {high}")
        elif not low <= value <= high:
            self.add(path, f"is {value!s:.40}", f"Write a number from {low} to {high}")
        elif isinstance(value, Decimal) and _decimals(value) > MOST_DECIMALS:
            what = f"has more than {MOST_DECIMALS} decimals"
            self.add(path, what, "Write kroner, or kroner and øre")
        else:
            return Fraction(value)
        return Fraction(low)

    def flag(self, path: str, value: object) -> bool:
        if not isinstance(value, bool):
            self.add(path, f"is {value!r:.40}", "Write true or false")
        return value is True


def _decimals(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0
