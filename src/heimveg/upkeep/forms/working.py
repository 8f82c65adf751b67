"""The shape of turnovers, waivers, work orders and what comes back."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from heimveg.accounts.models import User
from heimveg.dwellings.forms import KindForm
from heimveg.dwellings.forms.fields import DayField
from heimveg.dwellings.forms.register import KronerField
from heimveg.upkeep.models import RecurringTask, WorkOrder

DETAIL = {"detail": forms.Textarea({"rows": 3})}


class TurnoverForm(KindForm, forms.Form):
    noticed_on = DayField(label=_("Notice given"))
    expected_vacant_on = DayField(label=_("Expected vacant"), required=False)
    vacated_on = DayField(
        label=_("Vacated"), required=False, help_text=_("Only when the home is empty already.")
    )


class WaiverForm(KindForm, forms.Form):
    leader = forms.ModelChoiceField(
        label=_("Leader who is asked to sign"),
        queryset=User.objects.none(),
        help_text=_("Two people stand behind a waiver: you ask, and the leader answers."),
    )
    reason = forms.CharField(
        label=_("Why the home may be let without it"),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Kept with your name. About the home only."),
    )

    def __init__(self, *args: Any, leaders: QuerySet[User], **rest: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **rest)
        who = self.fields["leader"]
        who.queryset = leaders  # type: ignore[attr-defined]
        who.label_from_instance = lambda user: user.name  # type: ignore[attr-defined]


class WaiverAnswerForm(KindForm, forms.Form):
    because = forms.CharField(
        label=_("Why not, when you decline"),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Kept with your name. About the home only."),
    )


class _WorkForm(KindForm, forms.ModelForm):  # type: ignore[type-arg]
    def __init__(self, *args: Any, people: QuerySet[User], **rest: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **rest)
        who = self.fields["assigned_to"]
        who.queryset = people  # type: ignore[attr-defined]
        who.label_from_instance = lambda user: user.name  # type: ignore[attr-defined]
        who.empty_label = _("nobody yet")  # type: ignore[attr-defined]


class OrderForm(_WorkForm):
    estimate_ore = KronerField(label=_("Expected cost, kr"))
    due_on = DayField(label=_("To be done by"), required=False)

    class Meta:
        model = WorkOrder
        fields = (
            "title",
            "detail",
            "place",
            "due_on",
            "assigned_to",
            "firm",
            "estimate_ore",
            "cost_centre",
            "charged_to",
        )
        widgets = DETAIL
        help_texts = {"detail": _("About the home only. Nothing about who lives there.")}


class RecurringForm(_WorkForm):
    next_due_on = DayField(label=_("Next time"))

    class Meta:
        model = RecurringTask
        fields = (
            "title",
            "detail",
            "place",
            "every_months",
            "next_due_on",
            "assigned_to",
            "firm",
            "cost_centre",
            "charged_to",
        )
        widgets = DETAIL

    def clean_every_months(self) -> int:
        months: int = self.cleaned_data["every_months"]
        if not 1 <= months <= 120:
            raise forms.ValidationError(_("Give a number of months from 1 to 120."))
        return months


class FinishForm(KindForm, forms.Form):
    done_on = DayField(label=_("Done on"))
    cost_ore = KronerField(label=_("What it cost, kr"))
    is_met = forms.BooleanField(
        label=_("I have seen that the standard is met in this now"), required=False
    )

    def __init__(self, *args: Any, has_criterion: bool, **rest: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **rest)
        if not has_criterion:
            del self.fields["is_met"]


class OrderFilter(forms.Form):
    WHOSE = (("mine", _("mine")), ("all", _("all in own stock")))
    WHICH = (("open", _("not done")), ("done", _("done")))
    whose = forms.ChoiceField(label=_("Whose"), choices=WHOSE, required=False)
    which = forms.ChoiceField(label=_("Which"), choices=WHICH, required=False)
