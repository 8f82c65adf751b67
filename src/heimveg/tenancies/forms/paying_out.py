"""The shape of a payout of credit."""

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
