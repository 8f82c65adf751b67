"""The shape of a standard as it is edited: each criterion in or out, and the council's own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256

from django import forms
from django.utils.formats import number_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from heimveg.base import clock
from heimveg.dwellings.forms import KindForm
from heimveg.dwellings.forms.fields import DayField
from heimveg.dwellings.rules import NotAnAmount, kroner_from, ore_from
from heimveg.upkeep.measuring import beyond_text
from heimveg.upkeep.models import Criterion
from heimveg.upkeep.queries.adopting import NO_DECISION, Adopted
from heimveg.upkeep.queries.data import Suggested
from heimveg.upkeep.rules import NotAMeasure, measure_from, names_the_decision
from heimveg.upkeep.words import text_of

OUT, WATCHED, REQUIRED = "out", "watched", "required"
LONGEST_TEXT = 250


def figures_of(minimum: str, cost: str) -> tuple[Decimal | None, int, str]:
    """The measure, the cost in øre, and what cannot be read of them."""
    try:
        least = measure_from(minimum)
    except NotAMeasure:
        return None, 0, _("Write the measure as a number, such as 90 or 18,5.")
    try:
        return least, ore_from(cost) or 0, ""
    except NotAnAmount:
        return least, 0, _("Write an amount in kroner, such as 8500 or 8500,50.")


@dataclass
class StandardRow:
    """One criterion on the screen. `place`: required, watched, or out."""

    criterion: Suggested
    part: str
    minimum: str
    cost: str
    english: str = ""  # of a criterion of the council's own that has none
    error: str = ""

    @property
    def text(self) -> str:
        return text_of(self.criterion)

    @property
    def lacks_english(self) -> bool:
        return not self.criterion.text_en

    @property
    def source(self) -> str:
        source = getattr(self.criterion, f"source_{get_language() or 'nn'}")
        return self.criterion.law or str(source)

    @property
    def choices(self) -> list[tuple[str, object, bool]]:
        if not self.criterion.is_waivable:
            return [(REQUIRED, _("required by law"), True)]
        texts = {REQUIRED: _("required"), WATCHED: _("looked at"), OUT: _("left out")}
        return [(part, text, part == self.part) for part, text in texts.items()]

    def adopted(self) -> Adopted | None:
        """None where it is left out, or cannot be read (`error`)."""
        suggested = self.criterion
        minimum, cost, self.error = figures_of(self.minimum, self.cost)
        self.error = self.error or beyond_text(minimum, suggested.unit, on=clock.today())
        is_required = self.part == REQUIRED or not suggested.is_waivable
        if self.error or (self.part == OUT and not is_required):
            return None
        return Adopted(
            suggested.code,
            suggested.theme,
            suggested.text_nb,
            suggested.text_nn,
            suggested.text_en or self.english,
            is_required,
            suggested.unit,
            minimum if suggested.unit else None,
            cost,
            suggested.is_waivable,
        )


class StandardForm(KindForm, forms.Form):
    adopted_on = DayField(label=gettext_lazy("In force from"))
    note = forms.CharField(
        label=gettext_lazy("Adopted by, and case number"),
        max_length=200,
        help_text=gettext_lazy("Such as «Kommunestyret, sak 17/26»."),
    )

    def clean_note(self) -> str:
        note: str = self.cleaned_data["note"]
        if not names_the_decision(note):
            raise forms.ValidationError(NO_DECISION)
        return note

    def ask_about_the_day(self) -> None:
        """A box to tick for a day more than two years ahead; the next try carries it."""
        label = gettext_lazy("The day is right, though it is more than two years ahead")
        self.fields["confirmed"] = forms.BooleanField(required=False, label=label)


class WithdrawForm(KindForm, forms.Form):
    because = forms.CharField(
        label=gettext_lazy("Why it is withdrawn"),
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Kept with your name, and shown with the version."),
    )


def digest_of(adopted_on: date, criteria: Sequence[Adopted]) -> str:
    """What a preview was of: to be adopted, it must be the same."""
    return sha256(repr((adopted_on, list(criteria))).encode()).hexdigest()


def rows_of(
    suggested: Sequence[Suggested],
    now: Mapping[str, Criterion],
    data: Mapping[str, str] | None,
) -> list[StandardRow]:
    """The starting set and the council's own, with what holds now, or with what was sent."""
    known = {s.code for s in suggested}
    suggested = [*suggested, *(_own(c) for c in now.values() if c.code not in known)]
    if data is not None:
        return [
            StandardRow(
                s,
                part if (part := data.get(f"part-{s.code}", OUT)) in (WATCHED, REQUIRED) else OUT,
                data.get(f"minimum-{s.code}", "").strip(),
                data.get(f"cost-{s.code}", "").strip(),
                data.get(f"english-{s.code}", "").strip()[:LONGEST_TEXT],
            )
            for s in suggested
        ]
    return [_row_now(s, now.get(s.code), is_first=not now) for s in suggested]


def _row_now(suggested: Suggested, now: Criterion | None, *, is_first: bool) -> StandardRow:
    if now is None and not is_first:
        return StandardRow(suggested, OUT, _written(suggested.minimum), "")
    required = suggested.is_required if now is None else now.is_required
    minimum = suggested.minimum if now is None else now.minimum
    cost = kroner_from(now.lift_ore) if now is not None and now.lift_ore else ""
    part = REQUIRED if required else WATCHED
    return StandardRow(suggested, part, _written(minimum), str(cost))


def _own(criterion: Criterion) -> Suggested:
    """A criterion that the council added to an earlier version."""
    return Suggested(
        code=criterion.code,
        theme=criterion.theme,
        is_required=criterion.is_required,
        unit=criterion.unit,
        minimum=criterion.minimum,
        text_nb=criterion.text_nb,
        text_nn=criterion.text_nn,
        text_en=criterion.text_en,
        source_nb="Kommunens eget krav",
        source_nn="Kommunen sitt eige krav",
        source_en="The municipality's own",
        is_waivable=criterion.is_waivable,
        law="",
    )


def _written(minimum: Decimal | None) -> str:
    return number_format(minimum) if minimum else ""
