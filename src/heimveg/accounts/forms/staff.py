"""The shape of what is typed about units, users, positions and absences."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from heimveg.access.roles import Role
from heimveg.accounts.models import Grant, Unit, User


class Day(forms.DateField):
    """A day; a browser sends 2026-03-01, a person may write 1.3.2026."""

    def __init__(self, **rest: Any) -> None:  # noqa: ANN401  # Django's
        widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, input_formats=["%Y-%m-%d", "%d.%m.%Y"], **rest)


class UnitForm(forms.Form):
    FIELDS = (
        "name", "kind", "is_inside", "phone", "email", "opening_hours", "has_mandate",
        "started_on",
    )  # fmt: skip

    name = forms.CharField(label=_("Name"), max_length=100)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[(kind, capfirst(text)) for kind, text in Unit.KINDS.items()]
    )
    is_inside = forms.BooleanField(
        label=_("Part of the municipality"), required=False, initial=True
    )
    phone = forms.CharField(label=_("Telephone"), max_length=30, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    opening_hours = forms.CharField(
        label=_("Opening hours"), max_length=100, required=False, help_text=_("Like 8–15.30.")
    )
    has_mandate = forms.BooleanField(
        label=_("Decides when units disagree about who is responsible"),
        required=False,
        help_text=_("A hand-off that nobody has answered in time goes to such a unit."),
    )
    started_on = Day(label=_("Exists from"))


class UserForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=100)
    username = forms.RegexField(
        r"^[a-z0-9æøå._-]{2,60}$",
        label=_("User name"),
        help_text=_("Small letters and digits, like the one used elsewhere in the municipality."),
        error_messages={"invalid": _("Use small letters, digits, full stop and hyphen alone.")},
        widget=forms.TextInput({"autocapitalize": "none", "autocomplete": "off"}),
    )
    email = forms.EmailField(label=_("E-mail"), required=False)


class PositionForm(forms.Form):
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Unit"))
    role = forms.ChoiceField(label=_("Position"))
    started_on = Day(label=_("From"))
    ended_on = Day(
        label=_("Until"),
        required=False,
        help_text=_("The first day without. Leave it empty when no end is known."),
    )
    handles_protected = forms.BooleanField(
        label=_("Cleared for protected addresses"),
        required=False,
        help_text=_("A second person approves it."),
    )
    handles_own_employees = forms.BooleanField(
        label=_("Cleared for cases about the municipality's own employees"),
        required=False,
        help_text=_("A second person approves it."),
    )

    def __init__(self, data: Any, *, units: QuerySet[Unit], initial: dict[str, Any]) -> None:  # noqa: ANN401
        super().__init__(data, initial=initial)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]  # a model choice field
        self.fields["role"].choices = [(r.value, capfirst(r.label)) for r in Role]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        return _in_order(self)

    @property
    def grant(self) -> Grant:
        said = self.cleaned_data
        rest = {name: value for name, value in said.items() if name not in {"unit", "role"}}
        return Grant(unit_id=said["unit"].pk, role=Role(said["role"]), **rest)


class DayForm(forms.Form):
    ended_on = Day(label=_("Ends on"), help_text=_("The first day without."))


class AbsenceForm(forms.Form):
    started_on = Day(label=_("Away from"))
    ended_on = Day(
        label=_("Back on"), required=False, help_text=_("Leave it empty when nobody knows yet.")
    )
    stand_in = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Stand-in"),
        required=False,
        help_text=_("Named where colleagues look for who is away."),
    )

    def __init__(self, data: Any, *, colleagues: QuerySet[User], today: date) -> None:  # noqa: ANN401
        super().__init__(data, initial={"started_on": today})
        self.fields["stand_in"].queryset = colleagues  # type: ignore[attr-defined]  # a model choice field

    def clean(self) -> dict[str, Any]:
        return _in_order(self)


class StaffListForm(forms.Form):
    q = forms.CharField(label=_("Name or user name"), max_length=60, required=False)
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label=_("Unit"), required=False, empty_label=_("All units")
    )
    closed = forms.BooleanField(label=_("Also those who have left"), required=False)

    def __init__(self, data: Any, *, units: QuerySet[Unit]) -> None:  # noqa: ANN401
        super().__init__(data)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]  # a model choice field


def _in_order(form: forms.Form) -> dict[str, Any]:
    said = form.cleaned_data
    start, end = said.get("started_on"), said.get("ended_on")
    if start and end and end <= start:
        form.add_error("ended_on", _("This must be after the first day."))
    return said
