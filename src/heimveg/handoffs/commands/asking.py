"""Asking another unit, and taking the question back. Who asks goes on answering meanwhile."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from heimveg.access.gate import Actor, command
from heimveg.accounts.models import Unit, User
from heimveg.base import clock
from heimveg.base.errors import Invalid, Refused
from heimveg.handoffs import queries, rules
from heimveg.handoffs.ledger import in_line, let_read, stop_reading
from heimveg.handoffs.models import Handoff, HandoffNote
from heimveg.handoffs.permissions import ASK_HANDOFF
from heimveg.handoffs.rules import AskReason, HandoffState, Sharing, Urgency, Wanted
from heimveg.persons.models import Consent, Person, Responsibility
from heimveg.persons.queries import own_unit, records_of, workers_of


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked. `words` are read by all units involved; `note` only by who reads health.
    `worker_id`: whom the asking unit offers, or who in the asked unit is to read of a strictly
    protected person."""

    kind: Wanted
    reason: AskReason
    words: str
    urgency: Urgency
    stays_on: bool = False
    statute: str = ""
    note: str = ""
    worker_id: int | None = None


@command(ASK_HANDOFF)
def ask_handoff(
    actor: Actor, *, person_id: int, to_unit_id: int, question: Question, on: date
) -> Handoff:
    """Ask `to_unit_id` to answer for the person, or to help. It may read from now on, so that it
    can answer; the asking unit answers until it has accepted.

    Raises Refused when the actor's unit does not answer for the person, AskedAlready, and
    Invalid for a unit outside the municipality that nothing lets know of the person.
    """
    person = Person.locked(actor, ASK_HANDOFF, person_id)
    row = _answering(person, on=on)
    if not actor.is_system and row.unit_id not in actor.units(ASK_HANDOFF):
        raise Refused(
            _("Only the unit that answers for the person can ask another. Ask to take over.")
        )
    unit = _unit_to_ask(to_unit_id, row, question, on=on)
    consent, shared_on = _sharing(person, unit, question, on=on)
    handoff = Handoff.ask(
        person,
        from_unit=row.unit,
        to_unit=unit,
        answering_unit=unit,
        shared_on=shared_on,
        consent=consent,
        statute=question.statute.strip(),
        stays_on=question.stays_on,
        **_asked(actor, question, on=on),
    )
    let_read(handoff, unit, by=actor.user_id, on=on, named=_reader(person, unit, question, on=on))
    if question.note.strip():
        HandoffNote.write(handoff, question.note, by=actor.user_id, at=clock.now())
    return handoff


@command(ASK_HANDOFF)
def ask_to_take(
    actor: Actor, *, person_id: int, unit_id: int, question: Question, on: date
) -> Handoff:
    """«I ask to take this»: the actor's own unit offers to answer, or to help; the unit that
    answers for the person says yes or no. Nobody reads more than before."""
    unit = own_unit(actor, ASK_HANDOFF, unit_id, on=on)
    person = Person.locked(actor, ASK_HANDOFF, person_id)
    row = _answering(person, on=on)
    if row.unit_id == unit.pk:
        raise Refused(_("Your unit answers for this person already."))
    worker = workers_of(unit.pk, person.pk, on=on).filter(pk=question.worker_id or 0).first()
    if worker is None:
        raise Invalid({"worker": _("Choose who in your unit the person can ask for.")})
    return Handoff.ask(
        person,
        from_unit=row.unit,
        to_unit=unit,
        answering_unit=row.unit,
        worker=worker,
        **_asked(actor, question, on=on),
    )


@command(ASK_HANDOFF)
def withdraw_handoff(actor: Actor, *, handoff_id: int, on: date) -> Handoff:
    """Take the question back. Raises Answered when it has been answered, Refused for others than
    the unit that asked."""
    handoff = in_line(actor, ASK_HANDOFF, handoff_id)
    _require_asker(actor, handoff)
    handoff.move(HandoffState.WITHDRAWN, ended_on=on)
    stop_reading(handoff, on=on)
    return handoff


@command(ASK_HANDOFF)
def reassign_handoff(
    actor: Actor, *, handoff_id: int, to_unit_id: int, worker_id: int | None, on: date
) -> Handoff:
    """Ask another unit instead; it has the whole time to answer. Raises Answered and Refused."""
    old = in_line(actor, ASK_HANDOFF, handoff_id)
    _require_asker(actor, old)
    if old.is_asked_by_taker:
        raise Refused(_("Only the unit that answers for the person can ask another instead."))
    question = _question_of(old, worker_id)
    unit = _unit_to_ask(to_unit_id, _answering(old.person, on=on), question, on=on)
    if unit.pk == old.to_unit_id:
        raise Invalid({"to_unit": _("This unit has been asked already.")})
    consent, shared_on = _sharing(old.person, unit, question, on=on)
    old.move(HandoffState.REASSIGNED, ended_on=on)
    asked = _asked(actor, question, on=on) | {"first_asked_on": old.first_asked_on}
    handoff = Handoff.ask(
        old.person,
        from_unit=old.from_unit,
        to_unit=unit,
        answering_unit=unit,
        follows=old,
        shared_on=shared_on,
        consent=consent,
        statute=old.statute,
        stays_on=old.stays_on,
        **asked,
    )
    stop_reading(old, on=on)
    named = _reader(old.person, unit, question, on=on)
    let_read(handoff, unit, by=actor.user_id, on=on, named=named)
    return handoff


def _answering(person: Person, *, on: date) -> Responsibility:
    row = queries.coordinating(person.pk, on=on)
    if row is None:
        raise Refused(_("Nobody answers for this person now. Open a case first."))
    return row


def _unit_to_ask(unit_id: int, row: Responsibility, question: Question, *, on: date) -> Unit:
    unit = queries.units_to_ask(apart_from=row.unit_id, on=on).filter(pk=unit_id).first()
    if unit is None:
        text = _("Choose another unit than the one that answers, with somebody who can answer.")
        raise Invalid({"to_unit": text})
    if not unit.is_inside and question.kind is Wanted.COORDINATE:
        text = _("A unit outside the municipality can help, but not answer for the person.")
        raise Invalid({"to_unit": text})
    return unit


def _sharing(
    person: Person, unit: Unit, question: Question, *, on: date
) -> tuple[Consent | None, Sharing]:
    """What the sharing with a unit outside rests on. Raises Invalid where there is nothing."""
    outside = None if unit.is_inside else unit
    consent = outside and queries.consent_for(records_of(person), outside, on=on)
    rests_on = rules.sharing(
        is_inside=unit.is_inside, has_consent=bool(consent), statute=question.statute
    )
    if rests_on is None:
        text = _(
            "This unit is outside the municipality. Record the person's consent first, or say"
            " which law lets it know."
        )
        raise Invalid({"statute": text})
    return consent or None, rests_on


def _asked(actor: Actor, question: Question, *, on: date) -> dict[str, object]:
    return {
        "kind": question.kind,
        "reason": question.reason,
        "words": question.words,
        "urgency": question.urgency,
        "asked_by_id": actor.user_id,
        "asked_on": on,
        "first_asked_on": on,
        "answer_by": queries.last_day(question.urgency, on=on),
    }


def _question_of(old: Handoff, worker_id: int | None) -> Question:
    return Question(
        kind=Wanted(old.kind),
        reason=AskReason(old.reason),
        words=old.words,
        urgency=Urgency(old.urgency),
        statute=old.statute,
        worker_id=worker_id,
    )


def _reader(person: Person, unit: Unit, question: Question, *, on: date) -> User | None:
    """Who in the asked unit may read before it answers; None for the whole unit."""
    if not queries.is_strictly_protected(person.pk):
        return None
    named = workers_of(unit.pk, person.pk, on=on).filter(pk=question.worker_id or 0).first()
    if named is None:
        text = _("A strictly protected person is seen only by those named: name who is to read.")
        raise Invalid({"worker": text})
    return named


def _require_asker(actor: Actor, handoff: Handoff) -> None:
    if not actor.is_system and handoff.asking_unit_id not in actor.units(ASK_HANDOFF):
        raise Refused(
            _("Only the unit that asked can do this: %(unit)s.")
            % {"unit": handoff.asking_unit.name}
        )
