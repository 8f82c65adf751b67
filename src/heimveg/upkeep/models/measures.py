"""A column that holds a measure, in the criterion's own unit."""

from decimal import Decimal
from typing import Any

from django.db import models

from heimveg.upkeep.rules import plain

DIGITS, DECIMALS = 8, 2


class MeasureField(models.DecimalField):  # type: ignore[type-arg]  # not generic at run time
    """At most two decimals, read without zeros at the end: 18.5, and 20 rather than 20.00."""

    def __init__(self, *args: Any, **rest: Any) -> None:  # noqa: ANN401  # Django's
        super().__init__(*args, **{"max_digits": DIGITS, "decimal_places": DECIMALS} | rest)

    def from_db_value(self, value: Decimal | None, *_about: object) -> Decimal | None:
        return None if value is None else plain(value)
