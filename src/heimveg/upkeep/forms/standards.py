"""The shape of a standard as it is edited: the starting set, each criterion in or out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django import forms
from django.utils.formats import number_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from heimveg.dwellings.forms import KindForm
from heimveg.dwellings.forms.fields import DayField
from heimveg.dwellings.rules import NotAnAmount, kroner_from, ore_from
from heimveg.upkeep.commands.standards import Adopted
from heimveg.upkeep.models import Criterion
from heimveg.upkeep.queries.data import Suggested
from heimveg.upkeep.rules import NotAMeasure, measure_from

OUT, WATCHED, REQUIRED = "out", "watched", "required"


@dataclass
class StandardRow:
    """One criterion on the screen. `place`: required, watched, or out."""

    criterion: Suggested
    part: str
    minimum: str
    cost: str
    error: str = ""

    @property
    def text(self) -> str:
        return str(getattr(self.criterion, f"text_{get_language() or 'nn'}"))

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
        minimum = None
        try:
            minimum = measure_from(self.minimum)
        except NotAMeasure:
            self.error = _("Write the measure as a number, such as 90 or 18,5.")
        cost = 0
        try:
            cost = ore_from(self.cost) or 0
        except NotAnAmount:
            self.error = _("Write an amount in kroner, such as 8500 or 8500,50.")
        is_required = self.part == REQUIRED or not suggested.is_waivable
        if self.error or (self.part == OUT and not is_required):
            return None
        return Adopted(
            suggested.code,
            suggested.theme,
            suggested.text_nb,
            suggested.text_nn,
            suggested.text_en,
            is_required,
            suggested.unit,
            minimum if suggested.unit else None,
            cost,
            suggested.is_waivable,
        )


class StandardForm(KindForm, forms.Form):
    adopted_on = DayField(label=gettext_lazy("In force from"))
    note = forms.CharField(
        label=gettext_lazy("Adopted by, and case number"), max_length=200, required=False
    )


def rows_of(
    suggested: Sequence[Suggested],
    now: Mapping[str, Criterion],
    data: Mapping[str, str] | None,
) -> list[StandardRow]:
    """The starting set with what holds now, or with what was sent."""
    if data is not None:
        return [
            StandardRow(
                s,
                part if (part := data.get(f"part-{s.code}", OUT)) in (WATCHED, REQUIRED) else OUT,
                data.get(f"minimum-{s.code}", "").strip(),
                data.get(f"cost-{s.code}", "").strip(),
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


def _written(minimum: Decimal | None) -> str:
    return number_format(minimum) if minimum else ""
