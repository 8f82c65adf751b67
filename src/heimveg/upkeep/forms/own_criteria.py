"""The shape of what a municipality asks for besides the starting set: a few lines to fill in."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heimveg.base import clock
from heimveg.upkeep.forms.standards import LONGEST_TEXT, REQUIRED, WATCHED, figures_of
from heimveg.upkeep.measuring import beyond_text
from heimveg.upkeep.queries.adopting import Adopted
from heimveg.upkeep.words import THEMES

LINES = 3  # at a time; the next version has as many again
UNITS: dict[str, str | Promise] = {
    "": gettext_lazy("yes or no"),
    "cm": "cm",
    "m": "m",
    "m²": "m²",
    "°C": "°C",
    "dB": "dB",
    "lux": "lux",
    "stk": gettext_lazy("number"),
}
PARTS: dict[str, str | Promise] = {
    REQUIRED: gettext_lazy("required"),
    WATCHED: gettext_lazy("looked at"),
}
Choices = list[tuple[str, object, bool]]


@dataclass
class OwnRow:
    """One line. Empty where no text is written; the English one may be left out."""

    number: int
    code: str
    text_nb: str = ""
    text_nn: str = ""
    text_en: str = ""
    theme: str = "home"
    part: str = REQUIRED
    unit: str = ""
    minimum: str = ""
    cost: str = ""
    error: str = ""

    @property
    def text(self) -> str:
        return self.text_nn or self.text_nb or self.text_en

    @property
    def themes(self) -> Choices:
        return [(theme, text, theme == self.theme) for theme, text in THEMES.items()]

    @property
    def parts(self) -> Choices:
        return [(part, text, part == self.part) for part, text in PARTS.items()]

    @property
    def units(self) -> Choices:
        return [(unit, text, unit == self.unit) for unit, text in UNITS.items()]

    def adopted(self) -> Adopted | None:
        """None where the line is empty, or cannot be read (`error`)."""
        if not self.text:
            return None
        minimum, cost, self.error = figures_of(self.minimum, self.cost)
        self.error = self.error or beyond_text(minimum, self.unit, on=clock.today())
        if not self.text_nb or not self.text_nn:
            self.error = _("Write the criterion in both bokmål and nynorsk.")
        elif max(len(self.text_nb), len(self.text_nn), len(self.text_en)) > LONGEST_TEXT:
            self.error = _("The criterion is too long: 250 characters at most.")
        elif minimum is not None and not self.unit:
            self.error = _("Choose what it is measured in.")
        if self.error:
            return None
        return Adopted(
            self.code,
            self.theme,
            self.text_nb,
            self.text_nn,
            self.text_en,
            self.part == REQUIRED,
            self.unit,
            minimum,
            cost,
        )


def own_rows(data: Mapping[str, str] | None, *, first: int) -> list[OwnRow]:
    """The lines, with what was sent. `first`: the first number that no criterion ever had."""
    return [
        _row(data or {}, number, f"own_{first + number - 1}") for number in range(1, LINES + 1)
    ]


def _row(data: Mapping[str, str], number: int, code: str) -> OwnRow:
    def of(name: str) -> str:
        return data.get(f"own-{name}-{number}", "").strip()

    return OwnRow(
        number,
        code,
        of("nb"),
        of("nn"),
        of("en"),
        theme=of("theme") if of("theme") in THEMES else "home",
        part=of("part") if of("part") in PARTS else REQUIRED,
        unit=of("unit") if of("unit") in UNITS else "",
        minimum=of("minimum"),
        cost=of("cost"),
    )
