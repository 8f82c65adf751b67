"""Two records of one person become one, and back again."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from heimveg.access.gate import Actor, command
from heimveg.access.roles import Role
from heimveg.base import clock
from heimveg.base.errors import Refused
from heimveg.desk.carrying import (
    answer_again,
    carry_relations,
    copy_marks,
    end_what_was_made,
    move_back,
    move_what_runs,
    restore_marks,
)
from heimveg.handoffs.models import Handoff
from heimveg.needs.models import Need
from heimveg.needs.rules import NeedStatus
from heimveg.persons.models import (
    Merge,
    Person,
    Protection,
    Responsibility,
)
from heimveg.persons.permissions import MERGE_PERSONS
from heimveg.persons.queries import somebody_named_is_cleared
from heimveg.persons.rules import Grade, IdKind, strictest
from heimveg.tenancies.models import Tenancy


@dataclass(frozen=True, slots=True)
class Opened:
    """A record as somebody saw it: its id, and the version it had then."""

    person_id: int
    version: int


@command(MERGE_PERSONS)
def merge_persons(actor: Actor, *, kept: Opened, duplicate: Opened, on: date) -> Merge:
    """Let `duplicate` lead to `kept` from now on. Both histories stay where they are; what still
    runs goes on under the record that is kept, so that no place in the queue is lost.

    Raises Stale, and Refused with what to do first when the two cannot be one.
    """
    records = _both_locked(actor, kept, duplicate)
    stays_, goes = records[kept.person_id], records[duplicate.person_id]
    _refuse_beyond_whom_one_met(actor, stays_, goes, on=on)
    _refuse_if_two_people(stays_, goes)
    _refuse_what_must_be_settled(stays_, goes)
    grade = _refuse_if_nobody_would_see(stays_, goes, on=on)
    restores: dict[str, Any] = {"merged_before": goes.merge_into(stays_)}
    restores |= carry_relations(actor, stays_, goes, on=on)
    restores |= move_what_runs(stays_, goes, on=on)
    restores |= copy_marks(stays_, goes, grade, on=on)
    return Merge.objects.create(
        person=stays_,
        duplicate=goes,
        merged_by_id=actor.user_id,
        merged_at=clock.now(),
        restores=restores,
    )


@command(MERGE_PERSONS)
def undo_merge(actor: Actor, *, merge_id: int, on: date) -> Merge:
    """Let the two records be two people again: what the merge ended is open, what it moved is
    back. Raises Refused when the kept record has been merged further, or a home is held.

    In this order, since the database shows each record only while somebody answers for it.
    """
    merges = Merge.objects.permitted_to(actor, MERGE_PERSONS).standing()
    merge = merges.select_for_update(of=("self",)).get(pk=merge_id)
    restores = merge.restores
    both = Person.objects.filter(pk__in=[merge.person_id, merge.duplicate_id]).order_by("pk")
    records = {person.pk: person for person in both.select_for_update(of=("self",))}
    kept, goes = records[merge.person_id], records[merge.duplicate_id]
    if _merges_only_whom_one_met(actor) and merge.merged_by_id != actor.user_id:
        raise Refused(_("A colleague made this merge. Ask a coordinator to undo it."))
    if kept.merged_into_id is not None or goes.merged_into_id != kept.pk:
        raise Refused(_("The kept record has been merged again since. Undo that merge first."))
    needs = Need.objects.filter(pk__in=restores["needs"])
    if needs.filter(status=NeedStatus.OFFERED).exists():
        raise Refused(_("A home is held for this person. Let the offer be answered first."))
    _refuse_while_units_answer(kept)
    _refuse_for_ended_units(restores, on=on)
    merge.mark_undone(by=actor.user_id, at=clock.now())
    restore_marks(kept, restores, on=on)
    move_back(goes, restores)
    answer_again(restores)
    goes.stand_alone(restores["merged_before"])
    end_what_was_made(restores, on=on)
    return merge


def _both_locked(actor: Actor, *records: Opened) -> dict[int, Person]:
    """The persons by id: locked, and their versions claimed, in id order."""
    wanted = {record.person_id: record.version for record in records}
    seen = Person.objects.permitted_to(actor, MERGE_PERSONS).whole().filter(pk__in=wanted)
    found = list(seen.order_by("pk").select_for_update(of=("self",)))
    if len(found) != 2:
        raise Person.DoesNotExist
    for person in found:
        person.claim(wanted[person.pk])
    return {person.pk: person for person in found}


def _merges_only_whom_one_met(actor: Actor) -> bool:
    return not actor.is_system and actor.roles(MERGE_PERSONS) == [Role.CARE_WORKER]


def _refuse_beyond_whom_one_met(actor: Actor, kept: Person, goes: Person, *, on: date) -> None:
    """Who meets people outside finds out who «Trollet» is, and needs nobody's leave for it; the
    rest is for those who answer for whole records."""
    if not _merges_only_whom_one_met(actor):
        return
    own = Responsibility.objects.running_on(on).filter(unit_id__in=actor.units(MERGE_PERSONS))
    is_own = own.coordinating().filter(person=goes).exists() and own.filter(person=kept).exists()
    if goes.name or goes.national_id or not is_own:
        raise Refused(
            _(
                "Keep the record with the name: you can merge into it only somebody your own unit"
                " has met and knows by a nickname alone. Ask a coordinator for other records."
            )
        )


def _refuse_if_two_people(one: Person, other: Person) -> None:
    numbers = {p.national_id for p in (one, other) if p.id_kind == IdKind.NATIONAL}
    if len(numbers) == 2:
        raise Refused(
            _(
                "The records have two different national numbers, so they are two people. If one"
                " of the numbers is wrong, correct it first."
            )
        )


def _refuse_what_must_be_settled(one: Person, other: Person) -> None:
    _refuse_while_units_answer(one, other)
    needs = list(Need.objects.open().filter(person__in=[one, other]))
    if any(n.status == NeedStatus.OFFERED and n.person_id == other.pk for n in needs):
        raise Refused(_("A home is held for this person. Let the offer be answered first."))
    theirs = list(Tenancy.objects.filter(person=other))
    mine = list(Tenancy.objects.filter(person=one))
    if any(a.period.overlaps(b.period) for a in mine for b in theirs):
        raise Refused(
            _(
                "Both records have a tenancy in the same days. End or correct the one that is"
                " wrong first."
            )
        )


def _refuse_while_units_answer(*people: Person) -> None:
    """A unit that says yes must know to whom."""
    if Handoff.objects.open().filter(person__in=people).exists():
        raise Refused(
            _("A hand-off waits for an answer. Let it be answered, or take it back, first.")
        )


def _refuse_for_ended_units(restores: dict[str, Any], *, on: date) -> None:
    """Who answered for the record must still be there to do so again."""
    rows = Responsibility.objects.filter(pk__in=restores["responsibilities"])
    if rows.coordinating().filter(unit__ended_on__lte=on).exists():
        raise Refused(_("The unit that answered for the other record has ended since."))


def _refuse_if_nobody_would_see(kept: Person, goes: Person, *, on: date) -> Grade | None:
    """The stricter of the two grades, if a named and cleared worker will still see the person."""
    rows = Protection.objects.filter(person__in=[kept, goes])
    grade = strictest(*(Grade(row.grade) for row in rows), None)
    if grade is Grade.STRICTLY and not somebody_named_is_cleared(kept.pk, on=on):
        raise Refused(
            _(
                "One of the records is strictly protected. Name a worker who is cleared for"
                " protected addresses on the record you keep first."
            )
        )
    return grade
