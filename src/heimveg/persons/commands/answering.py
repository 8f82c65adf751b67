"""What can be done about who answers: the case, the ledger, the named worker, a unit's end."""

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from heimveg.access.gate import Actor, command
from heimveg.accounts.models import Unit
from heimveg.base.errors import Invalid, Refused, Stale
from heimveg.persons import queries
from heimveg.persons.following import AtClosing, Closing, end_with_the_case, standing
from heimveg.persons.models import Case, Person, Protection, Responsibility
from heimveg.persons.permissions import CHANGE_CASE, END_UNIT, NAME_WORKER
from heimveg.persons.rules import CaseOutcome, EndReason, Grade


@command(CHANGE_CASE)
def open_case(actor: Actor, *, person_id: int, unit_id: int, on: date) -> Case:
    """Open a case again; the actor's unit answers from `on`. Raises Refused when one is open."""
    unit = queries.own_unit(actor, CHANGE_CASE, unit_id, on=on)
    person = Person.locked(actor, CHANGE_CASE, person_id)
    if person.cases.open().exists():
        raise Refused(_("This person has an open case already."))
    if not person.responsibilities.running_on(on).coordinating().exists():
        Responsibility.begin(person.pk, unit=unit, by=actor.user_id, on=on)
    return Case.objects.create(person=person, opened_on=on)


@command(CHANGE_CASE)
def close_case(actor: Actor, *, person_id: int, outcome: CaseOutcome, on: date) -> Case:
    """Close the open case with its outcome; from then on nobody answers for the person. What
    can only stand with a case is ended with it (`following.py`).

    Only the unit that answers closes. Raises Refused with what must be settled first.
    """
    person = _own_or_told(actor, person_id)
    case = person.cases.open().first()
    if case is None:
        raise Refused(_("This person has no open case."))
    if outcome in {CaseOutcome.OPEN, CaseOutcome.MERGED}:
        raise Invalid({"outcome": _("Choose how it went.")})
    _require_own(actor, person, on=on)
    records = queries.records_of(person)
    if any(row.at_closing is AtClosing.DECIDE_FIRST for row in standing(records, on=on)):
        raise Refused(_("Something must be settled before the case can be closed: see the list."))
    case.close(on=on, outcome=outcome)
    end_with_the_case(Closing(records, actor.user_id, on))
    return case


def _require_own(actor: Actor, person: Person, *, on: date) -> None:
    """Only who answers for the person lets go of them."""
    answering = person.responsibilities.running_on(on).coordinating().select_related("unit")
    row = answering.first()
    if actor.is_system or (row is not None and row.unit_id in actor.units(CHANGE_CASE)):
        return
    if row is None:
        raise Refused(_("Your unit does not answer for this person any more."))
    raise Refused(
        _("Only the unit that answers can close the case: %(unit)s.") % {"unit": row.unit.name}
    )


@dataclass(frozen=True, slots=True)
class Named:
    worker_id: int | None
    stand_in_id: int | None


@command(NAME_WORKER)
def name_worker(
    actor: Actor, *, person_id: int, responsibility_id: int, named: Named, on: date
) -> Responsibility:
    """Name the worker and the stand-in of the actor's own unit: a new row of the ledger from
    today. Raises Stale when the row has been followed by another since the form was opened."""
    person = Person.locked(actor, NAME_WORKER, person_id)
    rows = person.responsibilities.filter(unit_id__in=actor.units(NAME_WORKER))
    row = rows.get(pk=responsibility_id)
    if row.ended_on is not None:
        raise Stale(_("Somebody else has named a worker since you opened the form."))
    workers = {user.pk: user for user in queries.workers_of(row.unit_id, person.pk, on=on)} | {
        None: None
    }
    if named.worker_id not in workers or named.stand_in_id not in workers:
        raise Invalid({"worker": _("Choose somebody in the unit who can be named.")})
    if named.worker_id is not None and named.worker_id == named.stand_in_id:
        raise Invalid({"stand_in": _("The stand-in is somebody else than the worker.")})
    strict = Protection.objects.filter(person=person, grade=Grade.STRICTLY).exists()
    if strict and named.worker_id is None:
        raise Refused(_("A strictly protected person is seen only by those named: name somebody."))
    worker, stand_in = workers[named.worker_id], workers[named.stand_in_id]
    return row.pass_to(worker=worker, stand_in=stand_in, by=actor.user_id, on=on)


@command(NAME_WORKER)
def stop_contributing(
    actor: Actor, *, person_id: int, responsibility_id: int, on: date
) -> Responsibility:
    """End what the actor's own unit has to do with a person it was asked to help. Raises Stale
    when somebody has ended it, and Refused for a relation that something else holds up."""
    person = Person.locked(actor, NAME_WORKER, person_id)
    rows = person.responsibilities.filter(unit_id__in=actor.units(NAME_WORKER))
    row = rows.get(pk=responsibility_id)
    if not row.runs_on(on):
        raise Stale(_("Somebody else has ended it since you opened the page."))
    if not row.can_be_left:
        raise Refused(_("The unit has to do with the person as long as that which gave it lasts."))
    row.end(on=on, reason=EndReason.OVER)
    return row


@command(END_UNIT)
def end_unit(actor: Actor, *, unit_id: int, heir_id: int | None, on: date) -> Unit:
    """Let a unit exist until `on`, the first day without. Whom it answers for and helps, its
    heir does from that day. For the unit itself, and for who decides between units.

    Raises Unit.DoesNotExist for others, Refused when there are such people and no heir, Invalid
    for an heir that is outside the municipality or ends itself."""
    own = Unit.objects.running_on(on).filter(pk__in=actor.units(END_UNIT))
    whose = Unit.objects.select_for_update(of=("self",))
    if not actor.is_system and not own.filter(has_mandate=True).exists():
        whose = whose.filter(pk__in=own.values("pk"))
    unit = whose.get(pk=unit_id)
    if unit.ended_on is not None:
        raise Stale(_("This unit has ended already."))
    people = queries.people_a_unit_answers_for(unit_id)
    if people and heir_id is None:
        raise Refused(
            ngettext(
                "The unit answers for %(count)s person. Say which unit is to do so.",
                "The unit answers for %(count)s people. Say which unit is to do so.",
                people,
            )
            % {"count": people}
        )
    heir = queries.heirs_of(unit, on=on).filter(pk=heir_id or 0).first()
    if heir is None and heir_id is not None:
        raise Invalid({"heir": _("Choose a unit of the municipality that is to go on.")})
    Responsibility.lead_on(unit, heir, on=on)
    _end(unit, on=on)
    return unit


def _end(unit: Unit, *, on: date) -> None:
    try:
        with transaction.atomic():
            unit.end(on=on)
    except IntegrityError as error:
        diag = getattr(error.__cause__, "diag", None)
        if getattr(diag, "constraint_name", None) != "no_handoff_waits_for_an_ended_unit":
            raise
        text = _("Hand-offs from or to the unit wait for an answer. Let them be answered first.")
        raise Refused(text) from error


def _own_or_told(actor: Actor, person_id: int) -> Person:
    """The person, locked. Who handed them over lately and sees them no more is told so."""
    try:
        return Person.locked(actor, CHANGE_CASE, person_id)
    except Person.DoesNotExist:
        if queries.handed_over_lately(person_id):
            raise Refused(_("Your unit does not answer for this person any more.")) from None
        raise
