"""The shape of what is recorded about a measure that touches a person's rights."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from heimveg.accounts.models import Unit
from heimveg.persons.forms import Day
from heimveg.support.models import MeasureReview, ResidentView, RightsMeasure
from heimveg.support.queries import grounds
from heimveg.support.rules import Ground, MeasureKind, ReviewOutcome, ViewKind

ROWS = {"rows": 3}


def ground_text(ground: Ground) -> str:
    language = get_language() or "nn"
    return f"{ground.law}: {ground.texts.get(language) or ground.texts['nn']}"


class AsksForThePlace(forms.Form):
    """The question why a ground for institutions is used elsewhere: put when there is a doubt."""

    out_of_place_because = forms.CharField(
        label=_("Why this legal basis, outside an institution"),
        required=False,
        max_length=2000,
        widget=forms.HiddenInput,
    )

    def ask_in_doubt(self) -> None:
        """Let the question be seen when it is put, or was answered."""
        name = "out_of_place_because"
        if self.is_bound and (name in self.errors or self[name].value()):
            self.fields[name].widget = forms.Textarea(attrs=ROWS)


class MeasureForm(AsksForThePlace):
    field_order = ("kind", "what", "ground", "out_of_place_because")

    kind = forms.ChoiceField(label=_("Measure"), choices=list(RightsMeasure.KINDS.items()))
    what = forms.CharField(
        label=_("What is done, and why nothing milder will do"),
        max_length=2000,
        widget=forms.Textarea(attrs=ROWS),
    )
    ground = forms.ChoiceField(label=_("Legal basis"), choices=[], widget=forms.RadioSelect)
    decided_by = forms.CharField(
        label=_("Decided by"), max_length=200, help_text=_("Name and office, or the board.")
    )
    unit = forms.ModelChoiceField(label=_("Unit"), queryset=Unit.objects.none())
    started_on = forms.DateField(label=_("From"), widget=Day())
    ended_on = forms.DateField(label=_("Until"), required=False, widget=Day())
    review_on = forms.DateField(
        label=_("To be reviewed on"), widget=Day(), help_text=_("Within half a year.")
    )
    view = forms.ChoiceField(
        label=_("What does the resident say?"),
        choices=list(ResidentView.VIEWS.items()),
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("In the resident's own words"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs=ROWS),
    )

    def __init__(self, *args: Any, today: date, units: set[int], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.fields["ground"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (code, ground_text(ground)) for code, ground in grounds(on=today).items()
        ]
        own = Unit.objects.filter(pk__in=units).order_by("name")
        self.fields["unit"].queryset = own  # type: ignore[attr-defined]  # a ModelChoiceField
        if len(units) == 1:
            self.fields["unit"].initial = next(iter(units))

    @property
    def measure_kind(self) -> MeasureKind:
        return MeasureKind(self.cleaned_data["kind"])

    @property
    def resident_view(self) -> ViewKind:
        return ViewKind(self.cleaned_data["view"])


class ReviewForm(AsksForThePlace):
    field_order = ("outcome", "because", "out_of_place_because")

    outcome = forms.ChoiceField(
        label=_("What came of it"),
        choices=list(MeasureReview.OUTCOMES.items()),
        widget=forms.RadioSelect,
    )
    because = forms.CharField(
        label=_("Because"), max_length=2000, widget=forms.Textarea(attrs=ROWS)
    )
    next_on = forms.DateField(
        label=_("Next review"), required=False, widget=Day(), help_text=_("Not when it ends.")
    )
    view = forms.ChoiceField(
        label=_("What does the resident say?"),
        choices=list(ResidentView.VIEWS.items()),
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("In the resident's own words"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs=ROWS),
    )

    @property
    def review_outcome(self) -> ReviewOutcome:
        return ReviewOutcome(self.cleaned_data["outcome"])

    @property
    def resident_view(self) -> ViewKind:
        return ViewKind(self.cleaned_data["view"])
