"""Which way, and why."""

from django import forms
from django.utils.translation import gettext_lazy as _

from heimveg.tenancies.models import RenewalReview
from heimveg.tenancies.rules.renewal import Way


class DecideForm(forms.Form):
    wish = forms.CharField(
        label=_("What the tenant says"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 2}),
    )
    way = forms.ChoiceField(
        label=_("What comes next?"),
        choices=[(way, text) for way, text in RenewalReview.WAYS.items() if way],
        widget=forms.RadioSelect,
    )
    reasons = forms.CharField(
        label=_("Why"),
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("About the home, the economy and the plan. Nothing about health."),
    )

    @property
    def chosen(self) -> Way:
        return Way(self.cleaned_data["way"])
