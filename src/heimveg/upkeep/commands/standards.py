"""The minimum standard is written down as it was adopted, and withdrawn before its day."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heimveg.access.gate import Actor, command
from heimveg.base.errors import Invalid, Refused, Unusual
from heimveg.dwellings.wording import about_home_only, must_be_about_the_home, told_in
from heimveg.upkeep.models import Criterion, Inspection, Standard
from heimveg.upkeep.models.turnovers import SHORTEST_REASON
from heimveg.upkeep.permissions import ADOPT_STANDARD
from heimveg.upkeep.queries.data import catalogue
from heimveg.upkeep.rules import Measured, is_far_ahead, names_the_decision
from heimveg.values import Doubt

NO_DECISION = gettext_lazy(
    "Write who adopted it, and the case number, such as «Kommunestyret, sak 17/26»."
)


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
def adopt_standard(  # what was adopted
    actor: Actor,
    *,
    adopted_on: date,
    note: str,
    criteria: Sequence[Adopted],
    on: date,
    confirmed: bool,
) -> Standard:
    """Write a new version; the one before stays, and holds until the day. Raises Invalid for a
    day that is not after the newest, without who adopted it and the case, for a standard that
    leaves out what the law asks for, and for one that changes nothing; Unusual for a day far
    ahead that nobody has confirmed."""
    if not names_the_decision(note):
        raise Invalid({"note": NO_DECISION})
    _must_ask_of_the_home(criteria, on=on)
    newest = Standard.objects.standing().order_by("-adopted_on", "-pk").first()
    if newest is not None:
        _must_follow(newest, adopted_on, criteria)
    if not any(criterion.is_required for criterion in criteria):
        raise Invalid({"criteria": _("The standard must ask for something. Choose a criterion.")})
    required = {c.code for c in criteria if c.is_required and not c.is_waivable}
    by_law = {c.code for c in catalogue(on=adopted_on) if not c.is_waivable}
    if by_law - required:
        raise Invalid({"criteria": _("What the law asks for is required in every standard.")})
    if is_far_ahead(adopted_on, on=on) and not confirmed:
        raise Unusual([Doubt("standard_far_ahead", "adopted_on")])
    standard = Standard.objects.create(
        adopted_on=adopted_on, note=note.strip(), written_by_id=actor.user_id
    )
    Criterion.objects.bulk_create(
        Criterion(standard=standard, place=place, **asdict(criterion))
        for place, criterion in enumerate(criteria, 1)
    )
    return standard


def _must_ask_of_the_home(criteria: Sequence[Adopted], *, on: date) -> None:
    """A standard is for homes: the council's own criteria ask nothing of who lives there."""
    for criterion in criteria:
        if told := told_in(f"{criterion.text_nb}\n{criterion.text_nn}", on=on):
            raise Invalid({"criteria": about_home_only(told)})


def _must_follow(newest: Standard, adopted_on: date, criteria: Sequence[Adopted]) -> None:
    day = {"day": date_format(newest.adopted_on, "DATE_FORMAT")}
    if adopted_on <= newest.adopted_on:
        text = _("A version from %(day)s is written down. Give a later day, or withdraw it first.")
        raise Invalid({"adopted_on": text % day})
    if list(criteria) == [_as_adopted(c) for c in newest.criteria.order_by("place", "pk")]:
        text = _("This is the same as the version from %(day)s. Change something first.")
        raise Invalid({"criteria": text % day})


def _as_adopted(criterion: Criterion) -> Adopted:
    return Adopted(**{name: getattr(criterion, name) for name in Adopted.__dataclass_fields__})


@command(ADOPT_STANDARD)
def withdraw_standard(
    actor: Actor, *, standard_id: int, because: str, on: date, at: datetime
) -> Standard:
    """Take back a version before its day. Inspections that were planned by it, and are not begun,
    are measured by the one that then holds. Raises Standard.DoesNotExist, Refused from its day on
    or when it is withdrawn already, Invalid without a reason."""
    standard = Standard.objects.select_for_update(of=("self",)).get(pk=standard_id)
    if standard.withdrawn_at is not None:
        raise Refused(_("This version is withdrawn already."))
    if not standard.is_to_come(on=on):
        raise Refused(_("This version is in force. Write down another in its place."))
    if len(because.strip()) < SHORTEST_REASON:
        raise Invalid({"because": _("Give the reason in a few words; it is kept with your name.")})
    must_be_about_the_home({"because": because}, on=on)
    standard.withdraw(because=because.strip(), by=actor.user_id, at=at)
    for inspection in Inspection.objects.open().filter(standard=standard, findings=None):
        holds = Standard.objects.in_force_on(inspection.planned_on)
        if holds is not None:
            inspection.standard = holds
            inspection.save(update_fields=["standard"])
    return standard
