"""What an agreement beside the lease says, and a step of the crisis clause."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from heimveg.tenancies.forms.lease import day_field, kroner_field
from heimveg.tenancies.models import Agreement
from heimveg.tenancies.rules.agreeing import AgreementKind, LegalBasis


class AgreementForm(forms.Form):
    kind = forms.ChoiceField(label=_("What is agreed on?"), choices=list(Agreement.KINDS.items()))
    legal_basis = forms.ChoiceField(
        label=_("Legal basis of the services"),
        choices=list(Agreement.BASES.items()),
        required=False,
        help_text=_("A home-and-service agreement must state it."),
    )
    other_party = forms.CharField(
        label=_("Private landlord or other party"), required=False, max_length=120
    )
    amount = kroner_field(label=_("Guaranteed amount, kroner"), required=False)
    text = forms.CharField(
        label=_("What is agreed"),
        max_length=6000,
        widget=forms.Textarea({"rows": 6}),
        help_text=_("It is voluntary. The lease never depends on it."),
    )
    starts_on = day_field(label=_("From"))
    ends_on = day_field(label=_("First day without"), required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("kind") == AgreementKind.HOME_AND_SERVICE and not given.get("legal_basis"):
            self.add_error("legal_basis", _("Choose the legal basis of the services."))
        if given.get("kind") == AgreementKind.SAFETY and not given.get("other_party"):
            self.add_error("other_party", _("Write who the private landlord is."))
        if given.get("kind") == AgreementKind.GUARANTEE and not given.get("amount"):
            self.add_error("amount", _("Write how much is guaranteed."))
        start, end = given.get("starts_on"), given.get("ends_on")
        if start and end and end <= start:
            self.add_error("ends_on", _("It must end after it begins."))
        return given

    @property
    def content(self) -> dict[str, Any]:
        """The columns to write; money in øre."""
        given = dict(self.cleaned_data)
        amount = given.pop("amount")
        given["legal_basis"] = LegalBasis(given["legal_basis"])
        return given | {"amount_ore": None if amount is None else int(amount * 100)}


class StepForm(forms.Form):
    sign = forms.CharField(
        label=_("What shows that it is getting hard"),
        max_length=1000,
        widget=forms.Textarea({"rows": 2}),
    )
    helps = forms.CharField(
        label=_("What helps"), max_length=1000, widget=forms.Textarea({"rows": 2})
    )
    who = forms.CharField(label=_("Who does it"), max_length=120)
    review_on = day_field(label=_("Looked at again on"))
