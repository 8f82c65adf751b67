"""The shape of what is written to keep a home. Signs are chosen, never written."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from heimveg.persons.forms import Day
from heimveg.prevention.grounds import GROUNDS
from heimveg.prevention.models import HomeSign, MoneySign, PreventionCase, Step
from heimveg.prevention.rules import (
    Ground,
    HomeSignKind,
    Instalment,
    MoneySignKind,
    Outcome,
    Result,
    Rung,
)
from heimveg.prevention.rules.ladder import EVICTION
from heimveg.prevention.wording import law_text, rung_text
from heimveg.stays.forms.stay import BY_HAND
from heimveg.stays.rules import StayKind
from heimveg.tenancies.forms.rent import OreField
from heimveg.tenancies.rules.rent import months_later

NO_BED = (StayKind.UNKNOWN, StayKind.ROUGH)


class SignForm(forms.Form):
    kind = forms.ChoiceField(label=_("What was seen?"), choices=[], widget=forms.RadioSelect)
    seen_on = forms.DateField(label=_("When"), widget=Day())

    def __init__(self, *args: Any, home: bool, money: bool, **kwargs: Any) -> None:  # noqa: ANN401
        """`home`, `money`: which signs the reader may note."""
        super().__init__(*args, **kwargs)
        choices: list[Any] = list(HomeSign.KINDS.items()) if home else []
        choices += list(MoneySign.KINDS.items()) if money else []
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    @property
    def home_kind(self) -> HomeSignKind | None:
        kind = self.cleaned_data["kind"]
        return HomeSignKind(kind) if kind in list(HomeSignKind) else None

    @property
    def money_kind(self) -> MoneySignKind:
        return MoneySignKind(self.cleaned_data["kind"])


def late_field() -> forms.CharField:
    return forms.CharField(
        label=_("Why is it entered only now?"),
        required=False,
        max_length=300,
        help_text=_("Only for what was done more than a week ago."),
    )


class StepForm(forms.Form):
    code = forms.ChoiceField(label=_("What was done?"), choices=[], widget=forms.RadioSelect)
    result = forms.ChoiceField(
        label=_("What came of it?"), choices=list(Step.RESULTS.items()), widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("In words"),
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text=_(
            "For a plan: what it holds, or why there is none. For an outreach visit: who went. For"
            " a notice: which breach."
            " Nothing about health, and no amounts."
        ),
    )
    ground = forms.ChoiceField(
        label=_("What is the warning or the notice about?"),
        choices=[],
        required=False,
        help_text=_("A notice of a breach comes after a written warning about the same."),
    )
    taken_on = forms.DateField(label=_("When"), widget=Day())
    late_because = late_field()

    def __init__(
        self,
        *args: Any,  # noqa: ANN401
        rungs: tuple[Rung, ...],
        money: bool,
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        """`money`: whether the reader sees the account, and so may give notice for rent."""
        super().__init__(*args, **kwargs)
        self.fields["ground"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            ("", _("neither warning nor notice")),
            *((g, t) for g, t in GROUNDS.items() if money or g is not Ground.ARREARS),
        ]
        self.fields["code"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (r.code, f"{rung_text(r)} ({law_text(r)})" if r.law else rung_text(r))
            for r in rungs
            if r.code != EVICTION
        ]

    @property
    def outcome(self) -> Result:
        return Result(self.cleaned_data["result"])

    @property
    def rests_on(self) -> Ground | None:
        given = self.cleaned_data["ground"]
        return Ground(given) if given else None


class CloseForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("How did it end?"),
        choices=[(o, t) for o, t in PreventionCase.OUTCOMES.items() if o is not Outcome.EVICTED],
        widget=forms.RadioSelect,
    )
    because = forms.CharField(
        label=_("Why is the home safe now?"),
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Nothing about health, and no amounts."),
    )


MOST_TIMES = 36


class PlanForm(forms.Form):
    """So much a month from a day. What each month comes to is worked out and shown."""

    ore = OreField(label=_("Instalment a month (kroner)"))
    first_on = forms.DateField(label=_("First instalment"), widget=Day())

    def __init__(self, *args: Any, owed_ore: int, today: date, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.owed_ore, self.today = owed_ore, today

    def clean_first_on(self) -> date:
        day: date = self.cleaned_data["first_on"]
        if not 0 <= (day - self.today).days <= 62:
            raise forms.ValidationError(_("Choose a day from today, at most two months ahead."))
        return day

    def clean_ore(self) -> int:
        ore: int = self.cleaned_data["ore"]
        if -(-self.owed_ore // ore) > MOST_TIMES:
            raise forms.ValidationError(
                _("That takes more than three years. Agree on more a month.")
            )
        return ore

    @property
    def instalments(self) -> list[Instalment]:
        """The amount each month, and what rests in the last."""
        ore, first = self.cleaned_data["ore"], self.cleaned_data["first_on"]
        whole, rest = divmod(self.owed_ore, ore)
        amounts = [ore] * whole + ([rest] if rest else [])
        return [Instalment(months_later(first, n), amount) for n, amount in enumerate(amounts)]


class EvictionForm(forms.Form):
    carried_out_on = forms.DateField(label=_("Carried out on"), widget=Day())
    sleeps = forms.ChoiceField(
        label=_("Where does the person sleep the next night?"),
        choices=[(kind, text) for kind, text in BY_HAND if kind not in NO_BED],
        widget=forms.RadioSelect,
        help_text=_("Found and agreed, not only thought of. Nobody is put out to nowhere."),
    )
    late_because = late_field()

    @property
    def stay(self) -> StayKind:
        return StayKind(self.cleaned_data["sleeps"])
