"""The list of needs: what it is narrowed to, and the moves of one need."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from heimveg.dwellings.models import KINDS
from heimveg.needs.forms.fields import a_day, a_tick, a_whole, one
from heimveg.needs.models import Need
from heimveg.needs.rules import OPEN

OPEN_FIRST = sorted(Need.STATUSES.items(), key=lambda pair: pair[0] not in OPEN)


class FilterForm(forms.Form):
    """What the list of needs is narrowed to; anything unknown is left out."""

    q = forms.CharField(
        label=_("Name or reference"), required=False, max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )  # fmt: skip
    status = one(
        _("Status"),
        [
            ("", _("all that are open")),
            *((s, t) for s, t in Need.STATUSES.items() if s in OPEN),
            *((s, t) for s, t in Need.STATUSES.items() if s not in OPEN),
        ],
    )
    urgency = one(_("Urgency at least"), [("", _("any")), *list(Need.URGENCIES.items())[1:]])
    kind = one(_("Kind of home"), [("", _("any")), *KINDS.items()])
    waited = a_whole(_("Waited at least (days)"), 20_000, least=0)
    own = a_tick(_("Only my own people"))
    ready = a_tick(_("Ready to move on"))
    home = a_tick(_("Has a municipal home"))


class SaveFilterForm(forms.Form):
    name = forms.CharField(label=_("Name of the filter"), max_length=60)


class ParkForm(forms.Form):
    until = a_day(_("Park until"), _("The need comes back to the list on this day by itself."))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_until(self) -> date:
        day: date = self.cleaned_data["until"]
        if not 0 < (day - self.today).days <= 2 * 366:
            raise forms.ValidationError(_("Choose a day after today, at most two years ahead."))
        return day
