"""Fields that several forms of the register have."""

from typing import Any

from django import forms


class DayField(forms.DateField):
    """A day; a browser sends 2026-03-01, a person may write 1.3.2026."""

    def __init__(self, **rest: Any) -> None:  # noqa: ANN401  # Django's
        widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, input_formats=["%Y-%m-%d", "%d.%m.%Y"], **rest)
