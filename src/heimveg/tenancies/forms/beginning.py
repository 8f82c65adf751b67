"""A new first day."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from heimveg.base import clock
from heimveg.tenancies.forms.lease import day_field
from heimveg.tenancies.models.lease import MOST_DAYS_AHEAD


class FirstDayForm(forms.Form):
    was = forms.DateField(widget=forms.HiddenInput)
    first_day = day_field(
        label=_("New first day"),
        help_text=_("Today only when the home is ready. The tenant is told by you."),
    )

    def clean_first_day(self) -> date:
        day: date = self.cleaned_data["first_day"]
        if (day - clock.today()).days > MOST_DAYS_AHEAD:
            raise forms.ValidationError(_("Choose a day at most a year ahead."))
        return day


class SetDayForm(FirstDayForm):
    """The same day with what was shown of it."""

    until = forms.DateField(widget=forms.HiddenInput, required=False)
