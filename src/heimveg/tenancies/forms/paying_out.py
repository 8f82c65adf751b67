"""The shape of a payout of credit."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from heimveg.tenancies.forms.rent import OreField
from heimveg.tenancies.models.ledger import REFERENCE_LENGTH


class PayOutForm(forms.Form):
    paid_on = forms.DateField(
        label=_("Paid out on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    amount = OreField(label=_("Amount paid out (kroner)"))
    reference = forms.CharField(
        label=_("Reference"),
        max_length=REFERENCE_LENGTH,
        help_text=_("Where it is found: the bank's reference or the voucher's number."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    confirmed = forms.BooleanField(
        label=_("It is paid out although rent is owed on another account"), required=False
    )

    def __init__(self, *args: Any, owes: bool, **kwargs: Any) -> None:  # noqa: ANN401
        """`owes`: whether the person owes on another account, so that it must be confirmed."""
        super().__init__(*args, **kwargs)
        if not owes:
            del self.fields["confirmed"]
