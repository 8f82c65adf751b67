"""Measures as people write them: 90, 18,5 or 18.5, in the criterion's own unit. Pure."""

import re
from decimal import Decimal

WRITTEN = re.compile(r"\d{1,6}(?:[.,]\d{1,2})?", re.ASCII)
LARGEST = Decimal(100_000)


class NotAMeasure(ValueError):
    """What was written is no number of this kind."""


def measure_from(text: str) -> Decimal | None:
    """At most two decimals; None where nothing is written. Raises NotAMeasure."""
    text = text.strip()
    if not text:
        return None
    if not WRITTEN.fullmatch(text) or (value := Decimal(text.replace(",", "."))) > LARGEST:
        raise NotAMeasure(text)
    return plain(value)


def is_beyond(value: Decimal | None, bounds: tuple[Decimal, Decimal] | None) -> bool:
    """Whether it cannot have been measured. `bounds`: the lowest and the highest, both possible;
    None where nobody has set any."""
    return value is not None and bounds is not None and not bounds[0] <= value <= bounds[1]


def plain(value: Decimal) -> Decimal:
    """Without the zeros at its end: 20.00 is 20, 18.50 is 18.5."""
    whole = value.to_integral_value()
    return whole if value == whole else value.normalize()
