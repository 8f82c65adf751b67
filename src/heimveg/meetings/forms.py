"""The shape of what is written about meetings. Whether it may be saved is asked elsewhere."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from heimveg.accounts.models import Unit
from heimveg.meetings.commands.sitting import Said, TaskSaid
from heimveg.meetings.models import Series
from heimveg.meetings.models.series import SeriesSaid
from heimveg.meetings.queries.people import Participant
from heimveg.meetings.rules import SeriesKind
from heimveg.persons.forms import Day

FIRST_YEAR = 2000


class Hour(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class SeriesForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=100)
    kind = forms.ChoiceField(label=_("Kind of meeting"), choices=list(Series.KINDS.items()))
    unit = forms.ChoiceField(label=_("Led by"))
    units = forms.MultipleChoiceField(
        label=_("Units that take part"), widget=forms.CheckboxSelectMultiple
    )
    weeks_between = forms.IntegerField(
        label=_("Weeks between"),
        min_value=1,
        max_value=52,
        help_text=_("2 is every second week, 26 is twice a year."),
    )
    starts_at = forms.TimeField(label=_("Begins at"), widget=Hour())
    minutes = forms.IntegerField(label=_("Minutes"), min_value=5, max_value=600)
    place = forms.CharField(label=_("Place"), max_length=100, required=False)
    standing_items = forms.CharField(
        label=_("Standing items"),
        required=False,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("One on each line. They open every agenda. Name nobody here."),
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401  # passed on
        lead: Sequence[Unit],
        units: Sequence[Unit],
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [(str(u.pk), u.name) for u in lead]  # type: ignore[attr-defined]  # a choice field
        self.fields["units"].choices = [(str(u.pk), u.name) for u in units]  # type: ignore[attr-defined]

    def clean_standing_items(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["standing_items"].splitlines()]
        if any(len(line) > 200 for line in lines):
            raise forms.ValidationError(_("Keep each line under 200 letters."))
        return [line for line in lines if line]

    @property
    def said(self) -> SeriesSaid:
        data = self.cleaned_data
        return SeriesSaid(
            name=data["name"],
            kind=SeriesKind(data["kind"]),
            weeks_between=data["weeks_between"],
            starts_at=data["starts_at"],
            minutes=data["minutes"],
            place=data["place"],
            standing_items=data["standing_items"],
        )

    @property
    def chosen_units(self) -> list[int]:
        return [int(pk) for pk in self.cleaned_data["units"]]


class PlanForm(forms.Form):
    held_on = forms.DateField(label=_("Day"), widget=Day())
    starts_at = forms.TimeField(label=_("Begins at"), widget=Hour())
    place = forms.CharField(label=_("Place"), max_length=100, required=False)


class ThemeForm(forms.Form):
    theme = forms.CharField(
        label=_("A theme for the agenda"),
        max_length=200,
        help_text=_("About a person? Put it up from the person's page. Name nobody here."),
    )


class ItemForm(forms.Form):
    """What came of one item. `sees_discussion` False leaves out what was said."""

    discussion = forms.CharField(
        label=_("What was said"), required=False, widget=forms.Textarea({"rows": 4})
    )
    decision = forms.CharField(
        label=_("What is decided"), required=False, widget=forms.Textarea({"rows": 2})
    )
    task = forms.CharField(label=_("Task"), required=False, max_length=300)
    owner = forms.ChoiceField(label=_("Who"), required=False)
    due_on = forms.DateField(label=_("By"), required=False, widget=Day())

    def __init__(
        self,
        *args: Any,  # noqa: ANN401  # passed on
        owners: Sequence[Participant],
        sees_discussion: bool,
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(p.user.pk), f"{p.user.name}, {p.unit.name}") for p in owners]
        self.fields["owner"].choices = [("", _("Choose")), *named]  # type: ignore[attr-defined]  # a choice field
        if not sees_discussion:
            del self.fields["discussion"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("task"):
            for name, text in (
                ("owner", _("Choose who does it.")),
                ("due_on", _("Choose by when.")),
            ):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, text)
        elif data.get("owner"):
            self.add_error("task", _("Write what is to be done."))
        return data

    @property
    def said(self) -> Said:
        data = self.cleaned_data
        task = None
        if data.get("task"):
            task = TaskSaid(data["task"], int(data["owner"]), data["due_on"])
        return Said(data["decision"].strip(), data.get("discussion"), task)
