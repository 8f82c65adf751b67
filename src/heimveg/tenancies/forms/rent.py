"""The shape of what is written about rent: files, corrections, months and the price index."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from heimveg.tenancies.models import Entry
from heimveg.tenancies.rules.bank_csv import ore_of
from heimveg.tenancies.rules.rent import EntryKind, Why

FIRST_YEAR = 2000
ALONE = {EntryKind.PLACED: [Why.PLACE], EntryKind.PAID_OUT: [Why.AMOUNT]}  # one reason fits


class OreField(forms.CharField):
    """An amount in kroner as people write it; cleaned to whole øre, more than nothing."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401
        attrs = {"inputmode": "decimal", "autocomplete": "off"}
        super().__init__(max_length=20, widget=forms.TextInput(attrs=attrs), **kwargs)

    def clean(self, value: Any) -> Any:  # noqa: ANN401
        text = super().clean(value)
        if not text and not self.required:
            return None
        ore = ore_of(text)
        if not ore or ore < 0:
            raise forms.ValidationError(_("Write an amount in kroner, for instance 8 500,50."))
        return ore


class PaymentFileForm(forms.Form):
    file = forms.FileField(
        label=_("File from the bank or the accounting system"),
        help_text=_(
            "OCR giro, or a list (CSV) with the columns date and amount; KID, reference and text"
            " if there are any."
        ),
    )  # fmt: skip


class CorrectForm(forms.Form):
    """How much is taken back of an entry, and why."""

    amount = OreField(label=_("Amount to take back (kroner)"))
    why = forms.ChoiceField(label=_("Why"), choices=[], widget=forms.RadioSelect)

    def __init__(self, *args: Any, kind: EntryKind, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        fits = ALONE.get(kind, [Why.AMOUNT, Why.REDUCTION, Why.WRITTEN_OFF])
        self.fields["why"].choices = [(why, Entry.REASONS[why]) for why in fits]  # type: ignore[attr-defined]  # a ChoiceField

    @property
    def reason(self) -> Why:
        return Why(self.cleaned_data["why"])


class IndexForm(forms.Form):
    """The consumer price index of one month."""

    month = forms.CharField(
        label=_("Month"),
        help_text=_("Year and month, for instance 2026-09."),
        widget=forms.TextInput(attrs={"type": "month"}),
    )
    index = forms.CharField(
        label=_("Consumer price index"),
        help_text=_(
            "As Statistics Norway publishes it, with one decimal. Use the same base year all"
            " through."
        ),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )  # fmt: skip
    source = forms.CharField(
        label=_("Source"), max_length=200, help_text=_("The table, and the day you read it.")
    )

    def __init__(self, *args: Any, this_month: date, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.this_month = this_month

    def clean_month(self) -> date:
        month = month_from(self.cleaned_data["month"])
        if month is None:
            raise forms.ValidationError(_("Write the month as 2026-09."))
        if month > self.this_month:
            raise forms.ValidationError(_("The index of a month to come is not known yet."))
        return month

    def clean_index(self) -> int:
        """In tenths of a point."""
        whole, _comma, part = self.cleaned_data["index"].strip().replace(",", ".").partition(".")
        digits = whole + (part or "0")
        if not digits.isascii() or not digits.isdigit() or len(part) > 1 or len(whole) > 4:
            raise forms.ValidationError(_("Write the index with one decimal, for instance 135,0."))
        if int(digits) == 0:
            raise forms.ValidationError(_("Write the index with one decimal, for instance 135,0."))
        return int(digits)


class SearchForm(forms.Form):
    q = forms.CharField(
        label=_("Name, address or object number"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )


def month_from(text: str) -> date | None:
    """`2026-09` as the first day of that month; None for anything else."""
    year, dash, month = text.strip().partition("-")
    if not (dash and year.isascii() and year.isdigit() and month.isascii() and month.isdigit()):
        return None
    try:
        day = date(int(year), int(month), 1)
    except ValueError:
        return None
    return day if day.year >= FIRST_YEAR else None
