"""The shape of an inspection as a phone sends it: one answer, measure, note, cost a criterion."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils.datastructures import MultiValueDict
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heimveg.accounts.models import User
from heimveg.base.errors import type_text
from heimveg.dwellings.forms import KindForm
from heimveg.dwellings.forms.fields import DayField
from heimveg.dwellings.rules import NotAnAmount, kroner_from, ore_from
from heimveg.upkeep.commands.inspections import Seen
from heimveg.upkeep.models import Criterion, Finding, Inspection
from heimveg.upkeep.models.standards import ANSWERS
from heimveg.upkeep.rules import Answer, Conclusion, NotAMeasure, measure_from

LONGEST_NOTE = 300


class PlanForm(KindForm, forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=list(Inspection.KINDS.items()))
    planned_on = DayField(label=gettext_lazy("Day"))
    assigned_to = forms.ModelChoiceField(
        label=gettext_lazy("Who inspects"),
        queryset=User.objects.none(),
        required=False,
        empty_label=gettext_lazy("all who keep the home"),
        help_text=gettext_lazy("Who is to inspect is told on the front page."),
    )

    def __init__(self, *args: Any, people: QuerySet[User], **rest: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **rest)
        who = self.fields["assigned_to"]
        who.queryset = people  # type: ignore[attr-defined]
        who.label_from_instance = lambda user: user.name  # type: ignore[attr-defined]


class AccessForm(KindForm, forms.Form):
    taken_on = DayField(label=gettext_lazy("Day"))
    note = forms.CharField(
        label=gettext_lazy("How, in a few words"), max_length=LONGEST_NOTE, required=False
    )


@dataclass
class Line:
    """One criterion in the form, with what was written and what is wrong with it."""

    criterion: Criterion
    answer: str = Answer.NOT_CHECKED
    measure: str = ""
    note: str = ""
    cost: str = ""
    photos: int = 0
    error: str = ""

    @property
    def choices(self) -> list[tuple[str, object, bool]]:
        """What the law asks for is never beside the point."""
        may_be = [a for a in ANSWERS if self.criterion.is_waivable or a != Answer.NOT_RELEVANT]
        return [(str(a), ANSWERS[a], a == self.answer) for a in may_be]

    @property
    def code(self) -> str:
        return self.criterion.code

    @property
    def shown_answer(self) -> str:
        return str(ANSWERS[Answer(self.answer)])

    @property
    def has_more(self) -> bool:
        """Something is written below the fold."""
        return bool(self.note or self.cost or self.photos or self.error)


@dataclass(frozen=True, slots=True)
class SentPhoto:
    """A photo in the form: its key follows from the form's, so that it is kept once."""

    key: uuid.UUID
    code: str
    file: UploadedFile


class Answers:
    """All lines of one inspection. Bound: `data` is what was sent."""

    def __init__(
        self,
        criteria: Sequence[Criterion],
        findings: Mapping[int, Finding],
        data: Mapping[str, str] | None = None,
    ) -> None:
        self.is_bound = data is not None
        self.seen: list[Seen] = []
        if data is None:
            self.lines = [_known(criterion, findings.get(criterion.pk)) for criterion in criteria]
            return
        self.lines = [_sent(criterion, data) for criterion in criteria]
        for line in self.lines:
            self._read(line)

    def _read(self, line: Line) -> None:
        if line.answer not in set(Answer):
            line.answer, line.error = Answer.NOT_CHECKED, _("Choose one of the answers.")
            return
        try:
            measure = measure_from(line.measure)
        except NotAMeasure:
            line.error = _("Write the measure as a number, such as 90 or 18,5.")
            return
        try:
            cost = ore_from(line.cost)
        except NotAnAmount:
            line.error = _("Write an amount in kroner, such as 8500 or 8500,50.")
            return
        self.seen.append(Seen(line.code, Answer(line.answer), measure, line.note, cost))

    def refuse(self, fields: Mapping[str, type_text]) -> list[str]:
        """Each text at its criterion (`answer-CODE`, `note-CODE`). Returns all of them."""
        lines = {line.code: line for line in self.lines}
        said = []
        for field, text in fields.items():
            line = lines.get(field.partition("-")[2])
            if line is not None:
                line.error = str(text)
            said.append(f"{line.criterion.text}: {text}" if line else str(text))
        return said

    @property
    def errors(self) -> list[Line]:
        return [line for line in self.lines if line.error]

    @property
    def answered(self) -> int:
        return sum(line.answer != Answer.NOT_CHECKED for line in self.lines)


def _known(criterion: Criterion, finding: Finding | None) -> Line:
    if finding is None:
        return Line(criterion)
    return Line(
        criterion,
        finding.answer,
        "" if finding.measure is None else number_format(finding.measure),
        finding.note,
        kroner_from(finding.cost_ore) if finding.cost_ore else "",
    )


def _sent(criterion: Criterion, data: Mapping[str, str]) -> Line:
    def of(name: str) -> str:
        return data.get(f"{name}-{criterion.code}", "").strip()

    answer = of("answer")
    return Line(
        criterion,
        answer or Answer.NOT_CHECKED,
        of("measure"),
        of("note")[:LONGEST_NOTE],
        of("cost"),
    )


def conclusion_from(text: str) -> Conclusion:
    return Conclusion(text) if text in set(Conclusion) else Conclusion.OPEN


def sent_photos(form_key: str, files: MultiValueDict[str, UploadedFile]) -> list[SentPhoto]:
    """The photos of a form, each under the field `photo-CODE`."""
    space = uuid.UUID(form_key)
    return [
        SentPhoto(uuid.uuid5(space, f"{name}:{n}"), name.removeprefix("photo-"), file)
        for name in files
        if name.startswith("photo-")
        for n, file in enumerate(files.getlist(name))
    ]
