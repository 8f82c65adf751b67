"""Which homes somebody wants to see: the filters of the list, and one kept under a name."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from django import forms
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heimveg.dwellings.forms.fields import DayField
from heimveg.dwellings.models import KINDS, STANDARDS, Dwelling
from heimveg.dwellings.queries import Wanted, kinds_told
from heimveg.dwellings.rules import HomeState

STATES: Mapping[HomeState, str | Promise] = {
    HomeState.FREE: _("free"),
    HomeState.HELD: pgettext_lazy("of a home", "reserved"),
    HomeState.LET: _("let"),
    HomeState.OUT_OF_USE: _("out of use"),
    HomeState.GONE: _("not in the register"),
}
ALL = ("", _("all"))
ACCESS = (("", _("all")), ("step_free", _("step-free")), ("wheelchair", _("for wheelchair users")))
MONTHS = (
    ("", _("all")),
    ("3", _("within 3 months")),
    ("6", _("within 6 months")),
    ("12", _("within a year")),
    ("24", _("within 2 years")),
)


def _choice(
    label: str | Promise, choices: Iterable[tuple[str, str | Promise]]
) -> forms.ChoiceField:
    choice = forms.ChoiceField(choices=[ALL, *choices], required=False)
    choice.label = label  # type: ignore[assignment]  # a lazy text, as Django means it
    return choice


class WantedForm(forms.Form):
    """Sent by GET, so that a list can be linked to. What cannot be read narrows nothing."""

    q = forms.CharField(
        label=_("Object number or address"),
        max_length=100,
        required=False,
        widget=forms.TextInput({"type": "search", "autocomplete": "off"}),
    )
    state = _choice(_("Status"), STATES.items())
    day = DayField(label=_("On the day"), required=False)
    kind = _choice(_("Kind"), KINDS.items())
    standard = _choice(_("Standard"), STANDARDS.items())
    area = forms.ChoiceField(label=_("Area"), required=False)
    cluster = forms.CharField(label=_("Housing environment"), max_length=100, required=False)
    rooms = forms.IntegerField(
        label=_("Rooms, at least"), min_value=1, max_value=20, required=False
    )
    access = forms.ChoiceField(label=_("Access"), choices=ACCESS, required=False)
    tenure = _choice(_("Disposed of as"), Dwelling.TENURES.items())
    tie = forms.ChoiceField(label=_("Funding tie ends"), choices=MONTHS, required=False)

    def __init__(self, data: QueryDict, *, areas: Iterable[str], knows_kinds: bool) -> None:
        """`knows_kinds`: whether the reader may choose homes by whom they are for."""
        super().__init__(data)
        self.knows_kinds = knows_kinds
        kinds = kinds_told(knows_kinds=knows_kinds)
        self.fields["kind"].choices = [ALL, *kinds.items()]  # type: ignore[attr-defined]
        self.fields["area"].choices = [ALL, *((area, area) for area in areas)]  # type: ignore[attr-defined]
        self.is_valid()

    @property
    def wanted(self) -> Wanted:
        read = self.cleaned_data
        months = read.get("tie") or None
        plain = ("kind", "standard", "tenure", "area", "cluster", "access")
        return Wanted(
            text=read.get("q", ""),
            is_built=not self.knows_kinds,
            rooms_at_least=read.get("rooms"),
            tie_within_months=None if months is None else int(months),
            **{name: read.get(name, "") for name in plain},
        )

    @property
    def wanted_state(self) -> HomeState | None:
        chosen = self.cleaned_data.get("state")
        return HomeState(chosen) if chosen else None

    def wanted_day(self, *, today: date) -> date:
        return self.cleaned_data.get("day") or today

    @property
    def query(self) -> str:
        """The address without what is empty, unreadable or not ours."""
        return self._without("").urlencode()

    @property
    def chosen(self) -> Iterator[tuple[str, str]]:
        """(what is chosen, the query without it)."""
        for name in self._filled():
            value = self.cleaned_data[name]
            choices = dict(getattr(self.fields[name], "choices", ()))
            shown = choices.get(
                value,
                date_format(value, "SHORT_DATE_FORMAT") if isinstance(value, date) else value,
            )
            yield f"{self.fields[name].label}: {shown}", self._without(name).urlencode()

    def _filled(self) -> list[str]:
        return [name for name in self.fields if self.cleaned_data.get(name) not in (None, "")]

    def _without(self, left_out: str) -> QueryDict:
        kept = QueryDict(mutable=True)
        for name in self._filled():
            if name != left_out:
                kept[name] = self.data[name]
        return kept


class SavedFilterForm(forms.Form):
    name = forms.CharField(label=_("Keep this filter as"), max_length=60)
    query = forms.CharField(max_length=500, widget=forms.HiddenInput)
