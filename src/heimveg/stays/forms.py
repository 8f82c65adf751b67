"""The shape of what is written about where somebody lives."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from heimveg.persons.forms import Day
from heimveg.stays.models import InstitutionStay, Stay
from heimveg.stays.rules import InstitutionKind, StayFact, StayKind
from heimveg.values import Period

# A tenancy writes its own stay, with its dwelling.
BY_HAND = [(kind, text) for kind, text in Stay.KINDS.items() if kind != "municipal_tenancy"]

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
    has_dwelling_after = forms.BooleanField(label=_("A dwelling waits afterwards"), required=False)

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
