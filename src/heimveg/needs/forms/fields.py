"""The kinds of question the forms ask."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from django import forms

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as Text

Choices = Sequence[tuple[Any, Any]]


def a_day(label: "Text", help_text: "Text" = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, help_text=help_text, widget=widget)


def several(
    label: "Text",
    choices: Choices | Callable[[], Choices] = (),
    help_text: "Text" = "",
) -> Any:  # noqa: ANN401
    return forms.MultipleChoiceField(
        label=label, choices=choices, help_text=help_text, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip


def a_whole(
    label: "Text", most: int, *, least: int = 1, help_text: "Text" = ""
) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, min_value=least, max_value=most, required=False, help_text=help_text,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip


def one(label: "Text", choices: Choices, help_text: "Text" = "") -> Any:  # noqa: ANN401
    return forms.ChoiceField(label=label, choices=choices, help_text=help_text, required=False)


def some_words(label: "Text", help_text: "Text", rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, required=False, max_length=2_000,
        widget=forms.Textarea(attrs={"rows": rows}),
    )  # fmt: skip


def a_tick(label: "Text", help_text: "Text" = "") -> forms.BooleanField:
    return forms.BooleanField(label=label, help_text=help_text, required=False)
