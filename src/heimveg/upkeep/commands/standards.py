"""The minimum standard is written down as it was adopted."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from heimveg.access.gate import Actor, command
from heimveg.base.errors import Invalid
from heimveg.upkeep.models import Criterion, Standard
from heimveg.upkeep.permissions import ADOPT_STANDARD
from heimveg.upkeep.queries.data import catalogue
from heimveg.upkeep.rules import Measured


@dataclass(frozen=True, slots=True)
class Adopted:
    """One criterion as it is to be adopted."""

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
    def measured(self) -> Measured:
        return Measured(self.code, self.minimum, self.is_required, self.is_waivable)


@command(ADOPT_STANDARD)
def adopt_standard(
    actor: Actor, *, adopted_on: date, note: str, criteria: Sequence[Adopted]
) -> Standard:
    """Write a new version; the one before stays, and holds until the day. Raises Invalid for a
    day that is not after the newest, and for a standard that leaves out what the law asks for."""
    newest = Standard.objects.order_by("-adopted_on").values_list("adopted_on", flat=True).first()
    if newest is not None and adopted_on <= newest:
        raise Invalid({"adopted_on": _("A newer standard is written down. Give a later day.")})
    if not any(criterion.is_required for criterion in criteria):
        raise Invalid({"note": _("The standard must ask for something. Choose a criterion.")})
    required = {c.code for c in criteria if c.is_required and not c.is_waivable}
    by_law = {c.code for c in catalogue(on=adopted_on) if not c.is_waivable}
    if by_law - required:
        raise Invalid({"note": _("What the law asks for is required in every standard.")})
    standard = Standard.objects.create(
        adopted_on=adopted_on, note=note, written_by_id=actor.user_id
    )
    Criterion.objects.bulk_create(
        Criterion(standard=standard, place=place, **asdict(criterion))
        for place, criterion in enumerate(criteria, 1)
    )
    return standard
