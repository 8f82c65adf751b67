"""The shape of what is done with an errand, and what the list is narrowed to."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from heimveg.accounts.models import Unit
from heimveg.intake.models import Errand
from heimveg.intake.rules import HowTold, Outcome
from heimveg.persons.models import Person

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


class WhomForm(forms.Form):
    """Whose number it is, others of the name that was given, or somebody new."""

    whom = forms.ChoiceField(label=_("Whom is it about?"), widget=forms.RadioSelect)

    def __init__(
        self, *args: Any, errand: Errand, alike: Sequence[Person], **kwargs: Any  # noqa: ANN401
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        whose = _("%(name)s: the number is right, the name was not")
        self.fields["whom"].choices = [  # type: ignore[attr-defined]
            (str(errand.person_id), whose % {"name": errand.person.shown_name}),
            *((str(person.pk), _named(person)) for person in alike),
            ("new", _("%(name)s, in a record of its own") % {"name": errand.given_as}),
        ]

    @property
    def person_id(self) -> int | None:
        whom = self.cleaned_data["whom"]
        return None if whom == "new" else int(whom)


def _named(person: Person) -> str:
    born = date_format(person.born_on, "SHORT_DATE_FORMAT") if person.born_on else ""
    return ", ".join(filter(None, (person.shown_name, born or str(person.birth_year or ""))))
