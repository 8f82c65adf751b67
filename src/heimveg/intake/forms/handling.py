"""The shape of what is done with an errand, and what the list is narrowed to."""

from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from heimveg.accounts.models import Unit
from heimveg.intake.models import Errand
from heimveg.intake.rules import HowTold, Outcome

NOBODY_THERE = _("Nobody in that unit can see to what comes in. Choose another unit.")


class ListForm(forms.Form):
    which = forms.ChoiceField(
        label=_("Which"),
        required=False,
        choices=[
            ("", _("open, for my units")),
            ("late", _("past the day of answer")),
            ("all", _("all that are open")),
            ("closed", _("closed")),
        ],
    )
    kind = forms.ChoiceField(
        label=_("What has come in"),
        required=False,
        choices=[("", _("any")), *Errand.KINDS.items()],
    )


class LackingForm(forms.Form):
    lacking = forms.CharField(
        label=_("What is lacking"),
        max_length=200,
        help_text=_("One line, without health: “income papers”, “which day of discharge”."),
    )


class ReplyForm(forms.Form):
    how = forms.ChoiceField(
        label=_("How"),
        choices=list(Errand.HOW_TOLD.items()),
        widget=forms.RadioSelect,
        initial=HowTold.LETTER,
    )


class CloseForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("How did it go?"),
        widget=forms.RadioSelect,
        choices=list(Errand.OUTCOMES.items()),
    )

    def __init__(self, *args: Any, has_need: bool, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        if not has_need:
            self.fields["outcome"].choices = [  # type: ignore[attr-defined]
                pair for pair in Errand.OUTCOMES.items() if pair[0] != Outcome.NEED
            ]


class PassOnForm(forms.Form):
    unit = forms.ModelChoiceField(
        label=_("Unit that is to see to it"),
        queryset=Unit.objects.none(),
        empty_label=_("Choose"),
        error_messages={"invalid_choice": NOBODY_THERE},
        help_text=_("Who answers for the person stays as it is until a hand-off is accepted."),
    )

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[Unit]", self.fields["unit"]).queryset = units
