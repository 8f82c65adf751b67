"""Recording measures that touch a person's rights, what the resident says, and reviews."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from heimveg.access.gate import Actor, command
from heimveg.accounts.models import Unit
from heimveg.base.errors import Invalid, Refused
from heimveg.persons.models import Person
from heimveg.stays.queries import is_in_institution
from heimveg.support import rules
from heimveg.support.models import MeasureReview, ResidentView, RightsMeasure
from heimveg.support.permissions import RECORD_MEASURE, REVIEW_MEASURE
from heimveg.support.queries import ground_named, grounds
from heimveg.support.rules import MeasureKind, ReviewOutcome, ViewKind

WHY_NOT = {
    "end_before_start": ("ended_on", _("The end comes after the beginning.")),
    "review_before_start": ("review_on", _("The review comes after the measure has begun.")),
    "late_review": ("review_on", _("A measure is reviewed within half a year at the latest.")),
}
NO_CONSENT = _(
    "The resident is against it, so nobody has consented. Choose the legal basis it rests on then,"
    " or do not do it."
)
WITHDRAWN = _(
    "The resident is against it: the consent is withdrawn. End the measure. If it rests on another"
    " legal basis, record it anew with that."
)


OUT_OF_PLACE = _(
    "This legal basis is for an institution, and the person is not noted in one then. Choose"
    " another, or say in words why it holds all the same."
)


@dataclass(frozen=True, slots=True)
class Told:
    """What is recorded of a measure. `words`: the resident's own. `out_of_place_because`: the
    answer where the ground is for institutions and the person lives elsewhere."""

    kind: MeasureKind
    what: str
    ground: str
    decided_by: str
    started_on: date
    ended_on: date | None
    review_on: date
    view: ViewKind
    words: str
    out_of_place_because: str = ""


@command(RECORD_MEASURE)
def record_measure(
    actor: Actor, *, person_id: int, unit: Unit, told: Told, on: date
) -> RightsMeasure:
    """Record a measure with its ground, who decided, its period and what the resident says.

    Raises Person.DoesNotExist (also for somebody whose health the actor does not see), Invalid,
    and Refused for a ground that is not in force on the first day.
    """
    person = Person.objects.permitted_to(actor, RECORD_MEASURE).get(pk=person_id)
    if told.started_on > on:
        raise Invalid({"started_on": _("A measure is recorded when it has begun, not before.")})
    if rules.is_withdrawn(told.ground, told.view):
        raise Invalid({"ground": NO_CONSENT})
    _review_day(told.started_on, told.ended_on, told.review_on)
    if told.ground not in grounds(on=told.started_on):
        raise Refused(_("That legal basis was not in force on the first day. Choose another."))
    why = told.out_of_place_because.strip()
    asked = _is_out_of_place(actor, told.ground, person.pk, on=told.started_on)
    if asked and not why:
        raise Invalid({"out_of_place_because": OUT_OF_PLACE})
    measure = RightsMeasure.objects.create(
        person=person,
        unit=unit,
        kind=told.kind,
        what=told.what,
        ground=told.ground,
        out_of_place_because=why if asked else "",
        decided_by=told.decided_by,
        started_on=told.started_on,
        ended_on=told.ended_on,
        review_on=told.review_on,
        recorded_by_id=actor.user_id,
    )
    ResidentView.hear(measure, view=told.view, words=told.words, on=on, by=actor.user_id)
    return measure


@command(REVIEW_MEASURE)
def review_measure(  # noqa: PLR0913  # a review's own parts
    actor: Actor, *, measure_id: int, version: int, outcome: ReviewOutcome, because: str,
    next_on: date | None, view: ViewKind, words: str, on: date, out_of_place_because: str = "",
) -> RightsMeasure:  # fmt: skip
    """Look at a measure anew, hear the resident again, and set the next day or end it.

    Raises RightsMeasure.DoesNotExist, Stale, Refused when it is over, Invalid without a next
    day, where a measure that rests on consent goes on though the resident is against it, and
    without a word on why one goes on outside an institution on a ground that is for institutions.
    """
    mine = RightsMeasure.objects.permitted_to(actor, REVIEW_MEASURE)
    measure = mine.select_for_update(of=("self",)).get(pk=measure_id)
    why = ""
    if outcome is not ReviewOutcome.ENDED:
        if next_on is None:
            raise Invalid({"next_on": _("Say when it is reviewed the next time.")})
        _review_day(on, None, next_on, field="next_on")
        if rules.is_withdrawn(measure.ground, view):
            raise Invalid({"outcome": WITHDRAWN})
        if _is_out_of_place(actor, measure.ground, measure.person_id, on=on):
            why = out_of_place_because.strip()
            if not why:
                raise Invalid({"out_of_place_because": OUT_OF_PLACE})
    measure.claim(version)
    measure.reviewed(outcome, on=on, next_on=next_on)
    by = actor.user_id
    MeasureReview.hold(
        measure, outcome=outcome, because=because, out_of_place_because=why, on=on, by=by
    )
    ResidentView.hear(measure, view=view, words=words, on=on, by=by)
    return measure


def _is_out_of_place(actor: Actor, code: str, person_id: int, *, on: date) -> bool:
    ground = ground_named(code)
    if ground is None or not ground.is_for_institutions:
        return False
    found = is_in_institution(actor, person_id, on=on)
    return rules.is_out_of_place(ground, in_institution=found)


def _review_day(
    started_on: date, ended_on: date | None, review_on: date, *, field: str = "review_on"
) -> None:
    try:
        rules.checked(started_on, ended_on, review_on)
    except rules.NotSo as reason:
        named, text = WHY_NOT[reason.code]
        raise Invalid({field if named == "review_on" else named: text}) from reason
