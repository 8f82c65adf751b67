"""What a hand-off does to the ledger: who may read before answering, and who takes over.

The order matters. Who hands over sees nothing of the person afterwards, and the database would
then change no row: so what ends somebody's sight is written last, and in one statement.
"""

from collections.abc import Iterable
from datetime import date

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from heimveg.access.gate import Actor, Permission
from heimveg.accounts.models import Unit, User
from heimveg.base import clock
from heimveg.base.errors import Refused
from heimveg.handoffs.models import Answered, Handoff
from heimveg.handoffs.permissions import ANSWER_HANDOFF, DECIDE_HANDOFF
from heimveg.handoffs.queries import coordinating, fate_of
from heimveg.handoffs.rules import HandoffState, Wanted, may_move
from heimveg.handoffs.telling import tell_who_answers
from heimveg.persons.following import bases_kept
from heimveg.persons.models import Person, Responsibility
from heimveg.persons.rules import Basis, EndReason, Kind


def in_line(actor: Actor, permission: Permission, handoff_id: int) -> Handoff:
    """The hand-off, with its person locked first and itself after. Raises Answered for somebody
    whose unit was part of it and who sees the person no more, and Handoff.DoesNotExist."""
    mine = Handoff.objects.permitted_to(actor, permission)
    try:
        person_id = mine.values_list("person_id", flat=True).get(pk=handoff_id)
        Person.locked(actor, permission, person_id)
        return mine.select_for_update(of=("self",)).get(pk=handoff_id)
    except (Handoff.DoesNotExist, Person.DoesNotExist):
        fate = fate_of(handoff_id)
        if fate is None:
            raise Handoff.DoesNotExist from None
        raise Answered(Handoff.FATES[fate]) from None


def may_answer(actor: Actor, handoff: Handoff, to: HandoffState) -> None:
    """Raises Answered when somebody was quicker, Refused for other units than the asked."""
    if not may_move(HandoffState(handoff.state), to):
        raise Answered(Handoff.FATES[HandoffState(handoff.state)])
    if not actor.is_system and handoff.answering_unit_id not in actor.units(ANSWER_HANDOFF):
        raise Refused(
            _("Only the unit that was asked can answer: %(unit)s.")
            % {"unit": handoff.answering_unit.name}
        )


def may_decide(actor: Actor, handoff: Handoff) -> None:
    """Raises Answered when there is nothing to decide, Refused for others than who decides."""
    if handoff.state != HandoffState.ESCALATED:
        raise Answered(Handoff.FATES[HandoffState(handoff.state)])
    if not actor.is_system and handoff.mandate_unit_id not in actor.units(DECIDE_HANDOFF):
        raise Refused(_("Only the unit that the question lies with can decide it."))


def let_read(handoff: Handoff, unit: Unit, *, by: int, on: date, named: User | None) -> None:
    """Let a unit that is asked, or is to decide, read before it answers."""
    Responsibility.contribute(
        handoff.person_id,
        unit=unit,
        basis=Basis.ASKED,
        by=by,
        on=on,
        accepted_on=None,
        named_worker=named,
        consent=handoff.consent,
        ended_on=handoff.consent.ended_on if handoff.consent else None,
    )


def stop_reading(handoff: Handoff, *, on: date) -> None:
    """The sight that was given only to answer ends. Last: the actor may see no more then."""
    ends = Responsibility.objects.filter(pk__in=_only_reading(handoff, on=on))
    ends.end(on=on, reason=EndReason.OVER)


def hand_over(
    handoff: Handoff, unit: Unit, *, state: HandoffState, worker: User | None, by: int, on: date,
    **columns: object,
) -> None:  # fmt: skip
    """Let `unit` do what was asked, from `on`, let the hand-off say so, and the person know.

    Raises Answered when somebody was quicker.
    """
    before = coordinating(handoff.person_id, on=on)
    if before is None:
        raise Answered(Handoff.FATES[HandoffState.LAPSED])
    if unit.pk == before.unit_id:  # decided so: all stays as it is
        handoff.move(state, ledger_id=before.pk, **columns)
        stop_reading(handoff, on=on)
    elif handoff.kind == Wanted.CONTRIBUTE:
        row = _helping(handoff, unit, worker=worker, by=by, on=on)
        handoff.move(state, ledger_id=row.pk, **columns)
        stop_reading(handoff, on=on)
    else:
        pk = Responsibility.next_id()
        handoff.move(state, ledger_id=pk, **columns)
        _keep_relations(handoff, before.unit, by=by, on=on)
        lapsed = _follow_along(handoff, unit, on=on)
        ending = {*_asked_rows(handoff, {unit.pk}, on=on)}
        ending.update(*(_only_reading(question, on=on) for question in (handoff, *lapsed)))
        tell_who_answers(handoff.person, unit, worker, on=on, at=clock.now())
        before.hand_to(unit, worker=worker, by=by, on=on, pk=pk, ending=ending)


def _helping(
    handoff: Handoff, unit: Unit, *, worker: User | None, by: int, on: date
) -> Responsibility:
    """The row that says the unit helps: the one it read by, now accepted, or a new one."""
    rows = Responsibility.objects.running_on(on)
    row = rows.filter(pk__in=_asked_rows(handoff, {unit.pk}, on=on)).first()
    if row is None:
        return Responsibility.contribute(
            handoff.person_id,
            unit=unit,
            basis=Basis.ASKED,
            by=by,
            on=on,
            accepted_on=on,
            named_worker=worker,
            consent=handoff.consent,
        )
    return row if row.accepted_on else row.pass_to(worker=worker, stand_in=None, by=by, on=on)


def _keep_relations(handoff: Handoff, unit: Unit, *, by: int, on: date) -> None:
    """What the unit that hands over still has to do with the person."""
    bases = set(bases_kept([handoff.person_id], unit.pk))
    bases |= {Basis.ASKED} if handoff.stays_on else set()
    for basis in sorted(bases):
        Responsibility.contribute(
            handoff.person_id, unit=unit, basis=basis, by=by, on=on, accepted_on=on
        )


def _follow_along(handoff: Handoff, unit: Unit, *, on: date) -> list[Handoff]:
    """Other open questions are from now on asked by, or of, the unit that answers. Those asked
    of that very unit lapse, and are returned: nobody reads for them any longer."""
    others = Handoff.objects.open().filter(person_id=handoff.person_id).exclude(pk=handoff.pk)
    lapsed = list(others.filter(to_unit=unit))
    for other in lapsed:
        other.move(HandoffState.LAPSED, ended_on=on)
    others.filter(answering_unit=F("from_unit")).exclude(to_unit=unit).update(
        from_unit=unit, answering_unit=unit
    )
    others.exclude(to_unit=unit).update(from_unit=unit)
    return lapsed


def _only_reading(handoff: Handoff, *, on: date) -> list[int]:
    """Rows of the units involved that were given only to answer, and no other open question of
    the person needs."""
    others = Handoff.objects.open().filter(person_id=handoff.person_id).exclude(pk=handoff.pk)
    needed = {unit for row in others.values_list("to_unit_id", "mandate_unit_id") for unit in row}
    units = {handoff.to_unit_id, handoff.mandate_unit_id} - needed
    unaccepted = Responsibility.objects.filter(accepted_on=None)
    rows = unaccepted.filter(pk__in=_asked_rows(handoff, units, on=on))
    return list(rows.values_list("pk", flat=True))


def _asked_rows(handoff: Handoff, units: Iterable[int | None], *, on: date) -> list[int]:
    rows = Responsibility.objects.filter(
        Q(ended_on=None) | Q(ended_on__gt=on),
        person_id=handoff.person_id,
        kind=Kind.CONTRIBUTING,
        basis=Basis.ASKED,
        unit_id__in=[unit for unit in units if unit is not None],
    )
    return list(rows.values_list("pk", flat=True))
