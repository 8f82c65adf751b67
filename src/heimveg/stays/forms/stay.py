"""The shape of what is written about where somebody lives."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from heimveg.persons.forms import Day
from heimveg.stays.models import InstitutionStay, Stay
from heimveg.stays.rules import InstitutionKind, StayFact, StayKind
from heimveg.stays.rules.counting import days_of
from heimveg.values import Period

# A tenancy writes its own stay, with its dwelling.
BY_HAND = [(kind, text) for kind, text in Stay.KINDS.items() if kind != "municipal_tenancy"]

TENANT = _("A municipal home that is still rented waits by itself, also when this is not ticked.")
FIRST_YEAR = 1900  # nobody the municipality meets moved in earlier


class StayForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Where does the person live?"), choices=BY_HAND, widget=forms.RadioSelect
    )
    institution = forms.ChoiceField(
        label=_("Which institution"),
        required=False,
        choices=[("", _("not told")), *InstitutionStay.KINDS.items()],
        help_text=_("Only those who follow the person up see this."),
    )
    on = forms.DateField(label=_("From"), widget=Day())
    expected_end_on = forms.DateField(
        label=_("Expected until"),
        required=False,
        widget=Day(),
        help_text=_("The day the person is to leave, for instance at discharge."),
    )
    has_dwelling_after = forms.BooleanField(
        label=_("A dwelling waits afterwards"), required=False, help_text=TENANT
    )

    def __init__(self, *args: Any, sees_institution: bool, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        if not sees_institution:
            del self.fields["institution"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("on") and data["on"].year < FIRST_YEAR:
            self.add_error("on", _("The year cannot be right. Write the day with four digits."))
        if data.get("institution") and data.get("kind") != StayKind.INSTITUTION:
            self.add_error("institution", _("Choose “institution” above, or leave this empty."))
        return data

    @property
    def said(self) -> StayFact:
        data = self.cleaned_data
        return StayFact(
            StayKind(data["kind"]),
            Period(data["on"]),
            data["expected_end_on"],
            has_dwelling_after=data["has_dwelling_after"],
        )

    @property
    def told_institution(self) -> InstitutionKind | None:
        kind = self.cleaned_data.get("institution")
        return InstitutionKind(kind) if kind else None


class CorrectForm(forms.Form):
    """A stay as it was written, to be written right."""

    kind = forms.ChoiceField(label=_("Where did the person live?"), choices=BY_HAND)
    on = forms.DateField(label=_("From"), widget=Day())
    ended_on = forms.DateField(
        label=_("Until"),
        required=False,
        widget=Day(),
        help_text=_("The first day the person lived elsewhere. Empty: the stay goes on."),
    )
    expected_end_on = forms.DateField(
        label=_("Expected until"),
        required=False,
        widget=Day(),
        help_text=_("The day the person is to leave, for instance at discharge."),
    )
    has_dwelling_after = forms.BooleanField(
        label=_("A dwelling waits afterwards"), required=False, help_text=TENANT
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        start, end = data.get("on"), data.get("ended_on")
        if start and start.year < FIRST_YEAR:
            self.add_error("on", _("The year cannot be right. Write the day with four digits."))
        elif start and end and end < start:
            self.add_error("ended_on", _("The end comes after the beginning."))
        return data

    @property
    def said(self) -> StayFact:
        data = self.cleaned_data
        return StayFact(
            StayKind(data["kind"]),
            Period(data["on"], data["ended_on"]),
            data["expected_end_on"],
            has_dwelling_after=data["has_dwelling_after"],
        )


class EndForm(forms.Form):
    ended_on = forms.DateField(
        label=_("No longer there from"),
        widget=Day(),
        help_text=_("When you know where the person lives now, register that instead."),
    )


class AsOfForm(forms.Form):
    """A day that has come: where somebody will live is not known."""

    day = forms.DateField(label=_("As of the day"), widget=Day())

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day > self.today:
            raise forms.ValidationError(
                _("That day has not come. Choose today or a day before it.")
            )
        return day


class WeekForm(forms.Form):
    year = forms.IntegerField(
        label=_("Year"), min_value=2000, max_value=2100,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    week = forms.IntegerField(
        label=_("Week"), min_value=1, max_value=53,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        help_text=_("The national count is made in week 48."),
    )  # fmt: skip

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("year") and data.get("week"):
            try:
                monday = days_of(data["year"], data["week"])[0]
            except ValueError:
                self.add_error("week", _("That year has no such week."))
            else:
                if monday > self.today:
                    self.add_error(
                        "week", _("That week has not begun. Choose this week or one before it.")
                    )
        return data


def as_written(stay: Stay) -> dict[str, Any]:
    return {
        "kind": stay.kind, "on": stay.started_on, "ended_on": stay.ended_on,
        "expected_end_on": stay.expected_end_on, "has_dwelling_after": stay.has_dwelling_after,
    }  # fmt: skip
