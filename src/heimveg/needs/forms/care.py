"""What a need rests on: the professional's ground, and the person's income."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from heimveg.dwellings.models import TIED_GROUPS
from heimveg.needs.forms.fields import a_day, a_tick, several
from heimveg.needs.forms.need import MOST_RENT
from heimveg.needs.models import CareBasis
from heimveg.needs.rules import requirements_from
from heimveg.needs.sentences import home_in_words

MOST_INCOME = 20_000_000


class CareBasisForm(forms.Form):
    """What the need rests on, and what follows from it. For care roles alone."""

    group = forms.TypedChoiceField(
        label=_("Group in the seven-group matrix"), coerce=int, empty_value=None, required=False,
        widget=forms.RadioSelect,
    )  # fmt: skip
    characteristic = forms.ChoiceField(
        label=_("Primary characteristic"), choices=list(CareBasis.CHARACTERISTICS.items())
    )
    text = forms.CharField(
        label=_("In the professional's words"), required=False, max_length=5_000,
        help_text=_("Read by those who follow the person up, and by nobody else."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )  # fmt: skip
    counts_in_environment = a_tick(
        _("Counts in the housing environment's limit"),
        _(
            "An environment bears only so many with active substance use. "
            "The housing office sees yes or no, never why."
        ),
    )
    funding_groups = several(
        _("Grants the person is within"), list(TIED_GROUPS.items()),
        _(
            "Opens homes whose grant is tied to a group. "
            "The housing office sees that some are open, not which."
        ),
    )  # fmt: skip
    robustness = forms.TypedChoiceField(
        label=_("How much the home must withstand"), coerce=int, empty_value=None, required=False,
        choices=[
            ("", _("not considered")),
            (1, _("1 – ordinary use")),
            (2, _("2 – some wear")),
            (3, _("3 – hard wear")),
            (4, _("4 – must withstand damage")),
        ],
    )  # fmt: skip
    takes_requirements = a_tick(
        _("Let the requirements follow from the group"),
        _(
            "Kind of home, standard, neighbourhood and staff in the need are replaced "
            "by those of the group you chose."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        groups = [
            (number, f"{number} – {text} → {home_in_words(requirements_from(number))}")
            for number, text in CareBasis.GROUPS.items()
        ]
        self.fields["group"].choices = [("", _("no group")), *groups]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("takes_requirements") and data.get("group") is None:
            self.add_error("group", _("Choose the group the requirements are to follow from."))
        return data


class IncomeForm(forms.Form):
    nok_year = forms.IntegerField(
        label=_("Income before tax (kroner a year)"), min_value=0, max_value=MOST_INCOME,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    known_on = a_day(_("Known on"), _("The day of the tax return, the decision or the talk."))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_known_on(self) -> date:
        day: date = self.cleaned_data["known_on"]
        if day > self.today or day.year < 2000:
            raise forms.ValidationError(_("Choose a day from 2000 until today."))
        return day


class HighestRentForm(forms.Form):
    rent_nok = forms.IntegerField(
        label=_("Rent at most (kroner a month)"), min_value=1, max_value=MOST_RENT,
        help_text=_("Homes that cost more are excluded."),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
