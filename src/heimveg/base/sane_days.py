"""Days a form takes: none so far off that a rule or a calendar cannot reckon with it.

Set once for all forms of the house, as a wrong year («0026», «9999») is a slip of the fingers
wherever it is typed.
"""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

FIRST_DAY = date(1900, 1, 1)
LAST_DAY = date(2100, 12, 31)


def is_sane(day: date) -> bool:
    return FIRST_DAY <= date(day.year, day.month, day.day) <= LAST_DAY


def sane_day(day: date) -> None:
    """For a day, and for a moment. Raises ValidationError."""
    if not is_sane(day):
        raise ValidationError(_("Choose a day from 1900 to 2100."), code="day")


def ask_of_every_form() -> None:
    """Every field made from here on asks; called before any form is read in."""
    for field in (forms.DateField, forms.DateTimeField):
        field.default_validators = [sane_day]
