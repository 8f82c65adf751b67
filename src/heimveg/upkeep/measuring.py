"""A measure that cannot be right is asked about where it was written."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from heimveg.base.errors import Invalid
from heimveg.base.parts import Text
from heimveg.upkeep.queries.data import bounds_of
from heimveg.upkeep.rules import is_beyond


def beyond_text(value: Decimal | None, unit: str, *, on: date) -> str:
    """What is wrong with a measure in `unit`; empty where it can be right."""
    bounds = bounds_of(unit, on=on)
    if value is None or bounds is None or not is_beyond(value, bounds):
        return ""
    text = _("%(value)s %(unit)s cannot be right: between %(lowest)s and %(highest)s is possible.")
    return text % {
        "value": number_format(value),
        "unit": unit,
        "lowest": number_format(bounds[0]),
        "highest": number_format(bounds[1]),
    }


def must_be_possible(measures: Iterable[tuple[str, Decimal | None, str]], *, on: date) -> None:
    """`measures`: the criterion's code, what was measured, its unit. Raises Invalid
    (`measure-CODE`)."""
    said = {code: beyond_text(value, unit, on=on) for code, value, unit in measures}
    wrong: dict[str, Text] = {f"measure-{code}": text for code, text in said.items() if text}
    if wrong:
        raise Invalid(wrong)
