"""Which tenancies are listed, and the end of one."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from heimveg.stays.models import Stay
from heimveg.stays.rules import StayKind
from heimveg.tenancies.models import Tenancy
from heimveg.tenancies.queries import Which
from heimveg.tenancies.rules import NOT_BY_HAND, Ending

MOST_DAYS_AHEAD = 366


class FilterForm(forms.Form):
    q = forms.CharField(
        label=_("Name, address or object number"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    which = forms.ChoiceField(
        label=_("Which tenancies"),
        required=False,
        choices=[
            (Which.RUNNING, _("those that run today")),
            (Which.COMING, _("those that begin later")),
            (Which.ENDED, _("those that have ended")),
        ],
    )


class EndForm(forms.Form):
    """When the tenant is out, and, for those who may know, where the person sleeps then."""

    on = forms.DateField(
        label=_("First day without the home"),
        help_text=_("The day the keys are back. At most a year ahead."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    ending = forms.ChoiceField(
        label=_("Why does it end?"),
        choices=[(e, t) for e, t in Tenancy.ENDINGS.items() if e not in NOT_BY_HAND],
        required=False,
        initial=Ending.UNKNOWN,
    )
    moves_to = forms.ChoiceField(
        label=_("Where does the person move?"),
        required=False,
        choices=[(k, t) for k, t in Stay.KINDS.items() if k is not StayKind.MUNICIPAL_TENANCY],
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401
        started_on: date,
        today: date,
        knows_stays: bool,
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **kwargs)
        self.started_on, self.today = started_on, today
        self.fields["moves_to"].initial = StayKind.UNKNOWN
        if not knows_stays:
            del self.fields["moves_to"]

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if day < self.started_on:
            raise forms.ValidationError(_("A tenancy cannot end before it began."))
        if (day - self.today).days > MOST_DAYS_AHEAD:
            raise forms.ValidationError(_("Choose a day at most a year ahead."))
        return day

    @property
    def moves_to_kind(self) -> StayKind:
        return StayKind(self.cleaned_data.get("moves_to") or StayKind.UNKNOWN)

    @property
    def ending_kind(self) -> Ending:
        return Ending(self.cleaned_data.get("ending") or Ending.UNKNOWN)


class LateForm(forms.Form):
    """Asked with the last question, which is posted: words do not stand in an address."""

    late_because = forms.CharField(
        label=_("Why is it entered only now?"),
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
    )
