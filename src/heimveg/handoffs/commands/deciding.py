"""When two units do not agree, or nobody answers: a unit with a mandate decides, in writing."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from heimveg.access.gate import Actor, command
from heimveg.accounts.models import Unit, User
from heimveg.base import clock
from heimveg.base.errors import Invalid, Refused
from heimveg.handoffs import queries
from heimveg.handoffs.colleagues import tell_of_a_decision
from heimveg.handoffs.ledger import hand_over, in_line, let_read, may_decide
from heimveg.handoffs.models import Answered, AskedAlready, Handoff
from heimveg.handoffs.permissions import ASK_HANDOFF, DECIDE_HANDOFF
from heimveg.handoffs.rules import HandoffState, is_past, may_move
from heimveg.persons.models import Responsibility
from heimveg.persons.rules import Basis


@command(ASK_HANDOFF)
def escalate_handoff(actor: Actor, *, handoff_id: int, on: date) -> Handoff:
    """Bring a question that was declined, or is past its day, to the unit that decides. Raises
    Answered, Refused while there is time to answer, and for others than the unit that asked."""
    handoff = in_line(actor, ASK_HANDOFF, handoff_id)
    if not may_move(HandoffState(handoff.state), HandoffState.ESCALATED):
        raise Answered(Handoff.FATES[HandoffState(handoff.state)])
    if handoff.asking_unit_id not in actor.units(ASK_HANDOFF):
        raise Refused(
            _("Only the unit that asked can do this: %(unit)s.")
            % {"unit": handoff.asking_unit.name}
        )
    if handoff.state == HandoffState.ASKED and not is_past(handoff.answer_by, on=on):
        raise Refused(_("The other unit still has time to answer."))
    return _escalate(handoff, by=actor.user_id, on=on)


@command(DECIDE_HANDOFF)
def escalate_when_past(actor: Actor, *, handoff_id: int, on: date) -> Handoff:
    """For the job: a question nobody answered in time goes to the unit that decides. Raises
    Handoff.DoesNotExist or Answered when somebody was quicker, Refused when nobody may decide."""
    handoff = in_line(actor, DECIDE_HANDOFF, handoff_id)
    if handoff.state != HandoffState.ASKED or not is_past(handoff.answer_by, on=on):
        raise Answered(Handoff.FATES[HandoffState(handoff.state)])
    return _escalate(handoff, by=actor.user_id, on=on)


@command(DECIDE_HANDOFF)
def decide_handoff(
    actor: Actor, *, handoff_id: int, unit_id: int, words: str, on: date
) -> Handoff:
    """Decide which unit does it, and why. That is final; the ledger follows at once."""
    handoff = in_line(actor, DECIDE_HANDOFF, handoff_id)
    may_decide(actor, handoff)
    if not words.strip():
        raise Invalid({"words": _("Write the decision and its reasons.")})
    unit = queries.units_to_choose(handoff, on=on).filter(pk=unit_id).first()
    if unit is None:
        text = _("Choose a unit of the municipality where somebody can answer.")
        raise Invalid({"unit": text})
    tell_of_a_decision(handoff, unit, by=actor.user_id, at=clock.now())
    hand_over(
        handoff,
        unit,
        state=HandoffState.DECIDED,
        worker=_named(handoff, unit),
        by=actor.user_id,
        on=on,
        ended_on=on,
        decided_for=unit,
        decision_words=words.strip(),
        answered_by_id=actor.user_id,
    )
    return handoff


def _escalate(handoff: Handoff, *, by: int, on: date) -> Handoff:
    other = Handoff.objects.open().filter(person_id=handoff.person_id, kind=handoff.kind)
    if other.exclude(pk=handoff.pk).exists():
        raise AskedAlready(_("Another unit has been asked since. Take that question back first."))
    answers = queries.coordinating(handoff.person_id, on=on)
    if answers is None or answers.unit_id != handoff.from_unit_id:  # moved on since the no
        raise Answered(Handoff.FATES[HandoffState.LAPSED])
    unit = queries.who_decides(handoff, on=on)
    if unit is None:
        raise Refused(_("No unit has the mandate to decide between units. Ask who keeps Heimveg."))
    named = queries.decider_named(unit, handoff.person_id, on=on)
    was_declined = handoff.state == HandoffState.DECLINED
    handoff.move(HandoffState.ESCALATED, mandate_unit=unit, escalated_on=on, ended_on=None)
    let_read(handoff, unit, by=by, on=on, named=named)
    if was_declined and not handoff.is_asked_by_taker:
        reader = _last_reader(handoff)
        let_read(handoff, handoff.to_unit, by=by, on=on, named=reader)
    return handoff


def _named(handoff: Handoff, unit: Unit) -> User | None:
    """Who follows a strictly protected person up: the one named when the unit was asked. Others
    are given to the unit, which names somebody itself."""
    if not queries.is_strictly_protected(handoff.person_id) or unit.pk == handoff.from_unit_id:
        return handoff.worker if unit.pk == handoff.to_unit_id else None
    reader = handoff.worker or _last_reader(handoff)
    if reader is None or unit.pk != handoff.to_unit_id:
        raise Refused(
            _("A strictly protected person goes to one of the two units, where somebody is named.")
        )
    return reader


def _last_reader(handoff: Handoff) -> User | None:
    rows = Responsibility.objects.filter(
        person_id=handoff.person_id, unit_id=handoff.to_unit_id, basis=Basis.ASKED
    )
    row = rows.select_related("named_worker").order_by("-pk").first()
    return row.named_worker if row else None
