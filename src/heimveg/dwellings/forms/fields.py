"""Fields that several forms of the register have."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

ONE = timedelta(days=1)


class DayField(forms.DateField):
    """A day; a browser sends 2026-03-01, a person may write 1.3.2026."""

    def __init__(self, **rest: Any) -> None:  # noqa: ANN401  # Django's
        widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, input_formats=["%Y-%m-%d", "%d.%m.%Y"], **rest)


class LastDayField(DayField):
    """The last day in, as people count; in Python and in the database the first day without."""

    def prepare_value(self, value: Any) -> Any:  # noqa: ANN401  # Django's
        return super().prepare_value(value - ONE if isinstance(value, date) else value)

    def clean(self, value: Any) -> Any:  # noqa: ANN401  # Django's
        last = super().clean(value)
        if last is None:
            return None
        try:
            return last + ONE
        except OverflowError:
            raise ValidationError(self.error_messages["invalid"]) from None
