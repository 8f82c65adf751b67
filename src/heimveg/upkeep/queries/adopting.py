"""What a council wants to adopt as its standard, and what stands in the way of writing it down."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heimveg.base.parts import Text
from heimveg.dwellings.rules.tenant_words import about_the_tenant
from heimveg.dwellings.wording import about_home_only, told_in
from heimveg.upkeep.models import Criterion, Standard
from heimveg.upkeep.queries.data import catalogue, resident_words
from heimveg.upkeep.rules import Measured, names_the_decision
from heimveg.upkeep.words import text_of

NO_DECISION = gettext_lazy(
    "Write who adopted it, and the case number, such as «Kommunestyret, sak 17/26»."
)


@dataclass(frozen=True, slots=True)
class Adopted:
    """One criterion as it is to be adopted. `text_en` is empty where nobody has written it."""

    code: str
    theme: str
    text_nb: str
    text_nn: str
    text_en: str
    is_required: bool
    unit: str = ""
    minimum: Decimal | None = None
    lift_ore: int = 0
    is_waivable: bool = True

    @property
    def text(self) -> str:
        return text_of(self)

    @property
    def measured(self) -> Measured:
        return Measured(self.code, self.minimum, self.is_required, self.is_waivable)


def obstacles(
    criteria: Sequence[Adopted], *, adopted_on: date, note: str, on: date
) -> dict[str, Text]:
    """Field → why a version cannot be written down as it is: a day that is not after the newest,
    a note without who adopted it and the case, what asks of the resident, what leaves out the
    law's duties, what changes nothing. The preview and the command ask the same."""
    found: dict[str, Text] = {}
    if not names_the_decision(note):
        found["note"] = NO_DECISION
    newest = Standard.objects.newest()
    if newest is not None and adopted_on <= newest.adopted_on:
        text = _("A version from %(day)s is written down. Give a later day, or withdraw it first.")
        found["adopted_on"] = text % {"day": date_format(newest.adopted_on, "DATE_FORMAT")}
    if why := _wrong_in(criteria, newest, adopted_on=adopted_on, on=on):
        found["criteria"] = why
    return found


def _wrong_in(
    criteria: Sequence[Adopted], newest: Standard | None, *, adopted_on: date, on: date
) -> str:
    """A standard is for homes: the council's own criteria ask nothing of who lives there."""
    suggested = {criterion.code for criterion in catalogue(on=adopted_on)}
    for criterion in criteria:
        texts = "\n".join((criterion.text_nb, criterion.text_nn, criterion.text_en))
        is_own = criterion.code not in suggested
        asked = about_the_tenant(texts, resident_words(on=on)) if is_own else []
        if told := told_in(texts, on=on) or next((each.word for each in asked), ""):
            return about_home_only(told)
    if not any(criterion.is_required for criterion in criteria):
        return _("The standard must ask for something. Choose a criterion.")
    required = {c.code for c in criteria if c.is_required and not c.is_waivable}
    by_law = {c.code for c in catalogue(on=adopted_on) if not c.is_waivable}
    if by_law - required:
        return _("What the law asks for is required in every standard.")
    if newest is not None and _is_the_same(criteria, newest):
        text = _("This is the same as the version from %(day)s. Change something first.")
        return text % {"day": date_format(newest.adopted_on, "DATE_FORMAT")}
    return ""


def _is_the_same(criteria: Sequence[Adopted], newest: Standard) -> bool:
    return list(criteria) == [_as_adopted(c) for c in newest.criteria.order_by("place", "pk")]


def _as_adopted(criterion: Criterion) -> Adopted:
    return Adopted(**{name: getattr(criterion, name) for name in Adopted.__dataclass_fields__})
