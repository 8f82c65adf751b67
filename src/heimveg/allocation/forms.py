"""The shape of what is asked for in allocation."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from heimveg.accounts.models import Unit
from heimveg.allocation.models import Offer
from heimveg.allocation.queries.snapshot import CHOICES, DEFAULTS, WITH_COMING_FREE, WITH_MOVERS

WEIGHTS = {
    "urgency": _("one step of urgency"),
    "fit": _("one point of how well wishes are met (0 to 50)"),
    "waiting_week": _("one week of waiting"),
    "move": _("a move by somebody who has a home (below 0: an effort)"),
}
EVERYDAY = ("title", "unit", "day", "with_movers", "with_coming_free")
CONCENTRATION = (
    ("penalty", _("Advice: weigh it, but let a strong need go first")),
    ("limit", _("A limit: never more than the environment bears")),
    ("off", _("Leave it out")),
)


def day_input() -> forms.DateInput:
    return forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class RoundForm(forms.Form):
    """What a round is opened with. The weights are the municipality's policy in figures."""

    title = forms.CharField(
        label=_("Title"), max_length=100, help_text=_("As the committee will know it.")
    )
    unit = forms.ModelChoiceField(label=_("Housing office"), queryset=Unit.objects.none())
    day = forms.DateField(
        label=_("Day"), widget=day_input(), help_text=_("Needs and homes as they are that day.")
    )
    with_movers = forms.BooleanField(
        label=_("Let those who have a municipal home move on"),
        required=False,
        help_text=_("Their homes become free for others: that is how chains of moves come about."),
    )
    with_coming_free = forms.BooleanField(
        label=_("Count on homes that are coming free"),
        required=False,
        help_text=_("Between tenants with a known day, or left by somebody who has accepted."),
    )
    concentration = forms.ChoiceField(
        label=_("How many an environment bears"),
        choices=CONCENTRATION,
        widget=forms.RadioSelect,
    )
    concentration_penalty = forms.IntegerField(
        label=_("What one too many weighs"),
        min_value=0,
        max_value=1_000_000,
        help_text=_("In points; used when it is advice."),
    )
    max_chain = forms.IntegerField(
        label=_("Longest chain of moves"),
        min_value=1,
        max_value=50,
        required=False,
        help_text=_("Empty: as long as it helps."),
    )

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:  # noqa: ANN401  # Django's
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]  # a model choice
        for name, label in WEIGHTS.items():
            least = -1_000_000 if name == "move" else 0
            self.fields[f"weight_{name}"] = forms.IntegerField(
                label=_("Points for %(what)s") % {"what": label},
                min_value=least,
                max_value=1_000_000,
            )

    @staticmethod
    def first_values(*, day: date, title: str, unit: int | None) -> dict[str, Any]:
        weights = {f"weight_{name}": value for name, value in DEFAULTS["weights"].items()}
        plain = {name: value for name, value in DEFAULTS.items() if name != "weights"}
        return {"title": title, "day": day, "unit": unit, **plain, **CHOICES, **weights}

    @property
    def everyday(self) -> list[forms.BoundField]:
        """What is chosen each time."""
        return [self[name] for name in EVERYDAY]

    @property
    def policy(self) -> list[forms.BoundField]:
        """What the municipality has settled on, and seldom changes."""
        return [field for field in self if field.name not in EVERYDAY]

    @property
    def parameters(self) -> dict[str, Any]:
        """As the snapshot wants them."""
        given = self.cleaned_data
        return {
            **DEFAULTS,
            "weights": {name: given[f"weight_{name}"] for name in WEIGHTS},
            "concentration": given["concentration"],
            "concentration_penalty": given["concentration_penalty"],
            "max_chain": given["max_chain"],
            WITH_MOVERS: given["with_movers"],
            WITH_COMING_FREE: given["with_coming_free"],
        }


class SteerForm(forms.Form):
    reason = forms.CharField(
        label=_("Why"),
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Kept with the round. Write it so that the person could read it."),
    )


class OpenForm(forms.Form):
    answer_by = forms.DateField(
        label=_("Answer by"), widget=day_input(), help_text=_("That day is in time.")
    )
    viewing_at = forms.DateTimeField(
        label=_("Viewing"),
        required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


class AcceptForm(forms.Form):
    move_in_on = forms.DateField(label=_("Moves in on"), widget=day_input())


class DeclineForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("What the no was about"),
        choices=list(Offer.DECLINES.items()),
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("In the person's own words"),
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("What would suit instead? It is kept with the wishes."),
    )
    parked_until = forms.DateField(
        label=_("Wait until"),
        required=False,
        widget=day_input(),
        help_text=_("Only for «not now»: the need rests until that day and then waits on."),
    )


class WithdrawForm(forms.Form):
    words = forms.CharField(
        label=_("Why"), max_length=1000, required=False, widget=forms.Textarea({"rows": 3})
    )
