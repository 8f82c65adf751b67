"""Homes are looked at: begun, answered criterion by criterion, and concluded."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heimveg.access.gate import Actor, command
from heimveg.base.errors import Invalid, Refused, type_text
from heimveg.dwellings.wording import must_be_about_the_home
from heimveg.upkeep.measuring import must_be_possible
from heimveg.upkeep.models import (
    AccessAttempt,
    Criterion,
    Finding,
    HomeCondition,
    Inspection,
    Photo,
    PhotoFile,
    Turnover,
)
from heimveg.upkeep.models.inspections import MOST_PHOTOS
from heimveg.upkeep.permissions import INSPECT
from heimveg.upkeep.pictures import Picture
from heimveg.upkeep.queries.condition import is_at_standard
from heimveg.upkeep.queries.data import limit
from heimveg.upkeep.rules import (
    AccessStep,
    Answer,
    Conclusion,
    InspectionKind,
    Looked,
    Verdict,
    borne_by,
    next_access_step,
    unanswered,
    verdict,
    why_access_must_wait,
)

NOT_ANSWERED = gettext_lazy("Answer this, or write in the note why it was not looked at.")


@dataclass(frozen=True, slots=True)
class Seen:
    """What was answered about one criterion. `measure` in its unit, `cost_ore` to lift it."""

    code: str
    answer: Answer
    measure: Decimal | None = None
    note: str = ""
    cost_ore: int | None = None


@command(INSPECT)
def write_findings(
    actor: Actor,
    *,
    inspection_id: int,
    version: int,
    seen: Sequence[Seen],
    words: str,
    on: date,
) -> Inspection:
    """Keep what has been answered so far; the inspection goes on. Raises Stale, Refused, and
    Invalid for words or a note that tell about who lives there, and for a measure that cannot be
    right."""
    must_be_about_the_home({"words": words}, on=on)
    inspection = _locked(actor, inspection_id)
    inspection.must_be_open()
    inspection.claim(version)
    _write(inspection, seen)
    inspection.words = words
    inspection.save(update_fields=["words"])
    return inspection


@command(INSPECT)
def conclude_inspection(  # noqa: PLR0913  # all that an inspection ends with
    actor: Actor,
    *,
    inspection_id: int,
    version: int,
    seen: Sequence[Seen],
    conclusion: Conclusion,
    words: str,
    on: date,
    at: datetime,
) -> Inspection:
    """End an inspection: what was seen becomes what is known of the home, and its turnover goes
    a step further. Raises Stale; Refused when it is concluded; Invalid for a conclusion that the
    answers do not bear, for what is not answered, without a step towards access, and for words
    about who lives there."""
    must_be_about_the_home({"words": words}, on=on)
    inspection = _locked(actor, inspection_id)
    inspection.must_be_open()
    inspection.claim(version)
    _write(inspection, seen)
    _must_bear(inspection, conclusion)
    inspection.conclusion, inspection.words = conclusion, words
    inspection.held_on, inspection.held_by_id, inspection.concluded_at = on, actor.user_id, at
    inspection.save(
        update_fields=["conclusion", "words", "held_on", "held_by", "concluded_at"],
    )
    if conclusion is not Conclusion.NO_ACCESS:
        _tell_the_home(inspection, on=on)
    return inspection


@command(INSPECT)
def take_access_step(
    actor: Actor, *, inspection_id: int, step: AccessStep, taken_on: date, on: date, note: str
) -> Inspection:
    """Write one step towards access, `on` the day it is written. Raises Invalid for a day to come
    or before the inspection's, when another step comes first or was taken the same day, and when
    the notice has not run (husleieloven § 5-6)."""
    must_be_about_the_home({"note": note}, on=on)
    inspection = _locked(actor, inspection_id)
    inspection.must_be_open()
    taken = {AccessStep(a.step): a.taken_on for a in inspection.attempts.all()}
    if next_access_step(taken) is not step:
        raise Invalid({"step": _("The steps are taken in order. Open the page again.")})
    _must_have_been(inspection, taken_on, on)
    days = limit("access_notice_days", on=taken_on)
    first = why_access_must_wait(taken, step=step, on=taken_on, notice_days=days)
    if first is not None:
        raise Invalid({"taken_on": _access_waits(step, first)})
    AccessAttempt.objects.create(
        inspection=inspection, step=step, taken_on=taken_on, note=note, taken_by_id=actor.user_id
    )
    return inspection


@command(INSPECT)
def add_photo(  # what a photo is
    actor: Actor,
    *,
    inspection_id: int,
    key: uuid.UUID,
    code: str,
    picture: Picture,
    at: datetime,
) -> Photo:
    """Keep a photo; the same key again has no effect. Raises Refused when there are too many."""
    inspection = _locked(actor, inspection_id)
    known = Photo.objects.filter(key=key, inspection=inspection).first()
    if known is not None:
        return known
    if inspection.photos.count() >= MOST_PHOTOS:
        raise Refused(_("This inspection has as many photos as it can hold."))
    criterion = Criterion.objects.filter(standard=inspection.standard_id, code=code).first()
    photo = Photo.objects.create(
        key=key,
        inspection=inspection,
        criterion=criterion,
        width=picture.width,
        height=picture.height,
        taken_by_id=actor.user_id,
        received_at=at,
    )
    PhotoFile.objects.create(photo=photo, content=picture.content)
    return photo


def _must_have_been(inspection: Inspection, day: date, on: date) -> None:
    """Raises Invalid: a notice counts only from a day that was."""
    if day > on:
        raise Invalid({"taken_on": _("A step is written when it is taken, not before.")})
    if day < min(inspection.planned_on, on):
        raise Invalid({"taken_on": _("The inspection was not to be held before its day.")})


def _access_waits(step: AccessStep, first: date) -> str:
    day = date_format(first, "DATE_FORMAT")
    if step is AccessStep.TAKEN_FURTHER:
        return _("This step can be taken when the notice has run: %(day)s.") % {"day": day}
    return _("One step a day: the next can be taken %(day)s.") % {"day": day}


def _locked(actor: Actor, inspection_id: int) -> Inspection:
    mine = Inspection.objects.permitted_to(actor, INSPECT)
    return mine.select_for_update(of=("self",)).get(pk=inspection_id)


def _write(inspection: Inspection, seen: Sequence[Seen]) -> None:
    notes = {f"note-{one.code}": one.note for one in seen}
    must_be_about_the_home(notes, on=inspection.planned_on)
    by_code = {c.code: c for c in Criterion.objects.filter(standard=inspection.standard_id)}
    known = [one for one in seen if one.code in by_code]
    measures = [(one.code, one.measure, by_code[one.code].unit) for one in known]
    must_be_possible(measures, on=inspection.planned_on)
    Finding.objects.bulk_create(
        [
            Finding(
                inspection=inspection,
                criterion=by_code[one.code],
                answer=one.answer,
                measure=one.measure,
                note=one.note,
                cost_ore=one.cost_ore,
            )
            for one in known
        ],
        update_conflicts=True,
        unique_fields=["inspection", "criterion"],
        update_fields=["answer", "measure", "note", "cost_ore"],
    )


def _must_bear(inspection: Inspection, conclusion: Conclusion) -> None:
    """Raises Invalid when the answers say something else than the conclusion."""
    if conclusion is Conclusion.OPEN:
        raise Invalid({"conclusion": _("Say how it ended, or keep it for later.")})
    if conclusion is Conclusion.NO_ACCESS:
        if not inspection.attempts.exists():
            raise Invalid({"conclusion": _("First write the step you took to be let in.")})
        return
    looked, texts = _looked_at(inspection)
    kind = InspectionKind(inspection.kind)
    wrong: dict[str, type_text] = {
        f"answer-{code}": NOT_ANSWERED for code in unanswered(looked, kind)
    }
    if all(finding.answer == Answer.NOT_CHECKED for finding in inspection.findings.all()):
        wrong["conclusion"] = _("Nothing is answered yet. Keep it for later, or answer first.")
    elif conclusion is not (borne := borne_by(looked)):
        lacking = [texts[one.code] for one in looked if one.verdict is not Verdict.MET]
        wrong["conclusion"] = _other_conclusion(conclusion, borne, ", ".join(lacking))
    if wrong:
        raise Invalid(wrong)


def _looked_at(inspection: Inspection) -> tuple[list[Looked], dict[str, str]]:
    """What is required, as it was found, and the texts by code."""
    found = {finding.criterion_id: finding for finding in inspection.findings.all()}
    required = Criterion.objects.filter(standard=inspection.standard_id, is_required=True)
    rows = [(criterion, found.get(criterion.pk)) for criterion in required.order_by("place", "pk")]
    looked = [
        Looked(
            criterion.code,
            verdict(criterion.measured, finding.known if finding else None),
            has_reason=bool(finding and finding.note.strip()),
        )
        for criterion, finding in rows
    ]
    return looked, {criterion.code: criterion.text for criterion, _finding in rows}


def _other_conclusion(said: Conclusion, borne: Conclusion, lacking: str) -> str:
    """Why the answers do not bear what was said, and which conclusion they bear."""
    if borne is Conclusion.AT_STANDARD:
        return _("All that is required is met. Then the home is at the standard.")
    if said is Conclusion.AT_STANDARD:
        return _("Not met, or not checked: %(criteria)s.") % {"criteria": lacking}
    if borne is Conclusion.BELOW_STANDARD:
        return _("Something that is required is not met. Then the home is below the standard.")
    return _(
        "Nothing that is required was found below. Answer no where it is, or choose «not below in"
        " what was seen»."
    )


def _tell_the_home(inspection: Inspection, *, on: date) -> None:
    findings = inspection.findings.exclude(answer=Answer.NOT_CHECKED).select_related("criterion")
    home = inspection.dwelling_id
    HomeCondition.see([finding.as_condition(home, on=on) for finding in findings])
    turnover = Turnover.running(home)
    if turnover is None or turnover.vacated_on is None or turnover.vacated_on > on:
        return
    is_met = is_at_standard(turnover, on=on)
    turnover.reach(on=on, inspected=True, at_standard=is_met)
    if not is_met:
        turnover.fall_back()
