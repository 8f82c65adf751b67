"""What is done to several rooms at once: two records of one person become one, and back again.

Stands here because needs, tenancies and stays stand above persons and know nothing of each other.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heimveg.access.gate import Actor, command
from heimveg.access.roles import Role
from heimveg.base import clock
from heimveg.base.errors import Refused
from heimveg.base.models import PeriodQuerySet
from heimveg.handoffs.models import Handoff
from heimveg.intake.models import Errand
from heimveg.needs.models import Need
from heimveg.needs.rules import NeedStatus
from heimveg.persons.models import (
    Case,
    HouseholdMember,
    Merge,
    Person,
    Protection,
    Responsibility,
)
from heimveg.persons.permissions import MERGE_PERSONS
from heimveg.persons.queries import somebody_named_is_cleared
from heimveg.persons.rules import CaseOutcome, EndReason, Grade, IdKind, Kind, strictest
from heimveg.stays.models import Stay
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
    restores |= _carry_relations(actor, stays_, goes, on=on)
    restores |= _move_what_runs(stays_, goes, on=on)
    restores |= _copy_marks(stays_, goes, grade, on=on)
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
    _restore_marks(kept, restores, on=on)
    _move_back(goes, restores)
    _answer_again(restores)
    goes.stand_alone(restores["merged_before"])
    _end_what_was_made(restores, on=on)
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


def _carry_relations(actor: Actor, kept: Person, goes: Person, *, on: date) -> dict[str, Any]:
    """Close the duplicate's case; whoever helped that record helps the one that is kept."""
    running = list(Responsibility.objects.open().filter(person=goes).order_by("pk"))
    case = Case.objects.open().filter(person=goes).first()
    made_case = None
    made: list[Responsibility | None] = []
    coordinating = next((row for row in running if row.kind == Kind.COORDINATING), None)
    if coordinating and case and not Case.objects.open().filter(person=kept).exists():
        made.append(
            Responsibility.begin(
                kept.pk,
                unit=coordinating.unit,
                by=actor.user_id,
                on=on,
                worker=coordinating.named_worker,
            )
        )
        made_case = Case.objects.create(person=kept, opened_on=on)
    made += [row.carry_to(kept.pk, by=actor.user_id, on=on) for row in running]
    if case is not None:
        case.close(on=on, outcome=CaseOutcome.MERGED)
    else:
        Responsibility.objects.filter(pk__in=_ids(running)).end(on=on, reason=EndReason.OVER)
    return {
        "case": case.pk if case else None,
        "responsibilities": _ids(running),
        "made": _ids(row for row in made if row is not None),
        "made_case": made_case.pk if made_case else None,
    }


def _move_what_runs(kept: Person, goes: Person, *, on: date) -> dict[str, Any]:
    """What still runs is the kept record's from now on; where that has its own, it ends."""
    one_need = _one_need_of_two(kept, goes, on=on)
    needs = Need.objects.open().filter(person=goes)
    tenancies = Tenancy.objects.filter(person=goes).filter(Q(ended_on=None) | Q(ended_on__gt=on))
    moved = {"needs": _ids(needs), "tenancies": _ids(tenancies)}
    needs.update(person=kept)
    tenancies.update(person=kept)
    stays, ended_stays = _moved_or_ended(Stay.objects.lived(), kept, goes, on=on)
    members, left = _moved_or_ended(HouseholdMember.objects.all(), kept, goes, on=on)
    return (
        moved
        | one_need
        | {
            "stays": stays,
            "ended_stays": ended_stays,
            "members": members,
            "ended_members": left,
        }
    )


def _one_need_of_two(kept: Person, goes: Person, *, on: date) -> dict[str, Any]:
    """Where both have an open need, the kept record's goes on, with the earlier day, so that no
    place in the queue is lost; the other is withdrawn, and what came in leads to the first."""
    mine = Need.objects.open().filter(person=kept).select_for_update(of=("self",)).first()
    theirs = Need.objects.open().filter(person=goes).select_for_update(of=("self",)).first()
    if mine is None or theirs is None:
        return {}
    restores = {
        "withdrawn_need": [theirs.pk, theirs.status],
        "waited": [mine.pk, mine.opened_on.isoformat()],
        "errands": _ids(Errand.objects.filter(need=theirs)),
    }
    theirs.move(NeedStatus.WITHDRAWN, on=on)
    Need.objects.filter(pk=mine.pk).update(opened_on=min(mine.opened_on, theirs.opened_on))
    Errand.objects.filter(pk__in=restores["errands"]).update(need=mine)
    return restores


def _two_needs_again(restores: dict[str, Any]) -> None:
    if "withdrawn_need" not in restores:
        return
    pk, status = restores["withdrawn_need"]
    kept_pk, opened_on = restores["waited"]
    Need.objects.filter(pk=pk, status=NeedStatus.WITHDRAWN).update(status=status, closed_on=None)
    Need.objects.open().filter(pk=kept_pk).update(opened_on=date.fromisoformat(opened_on))
    Errand.objects.filter(pk__in=restores["errands"], need=kept_pk).update(need=pk)


def _moved_or_ended(
    rows: PeriodQuerySet[Any], kept: Person, goes: Person, *, on: date
) -> tuple[list[int], list[int]]:
    """The ids of the duplicate's running row that now is the kept record's, or was ended."""
    running = rows.open().filter(person=goes).first()
    if running is None:
        return [], []
    mine = rows.filter(person=kept)
    if any(row.period.overlaps(running.period) for row in mine):
        rows.filter(pk=running.pk).update(ended_on=max(on, running.started_on))
        return [], [running.pk]
    rows.filter(pk=running.pk).update(person=kept)
    return [running.pk], []


def _copy_marks(kept: Person, goes: Person, grade: Grade | None, *, on: date) -> dict[str, Any]:
    """The kept record is protected as strictly as either was."""
    before = Protection.objects.filter(person=kept).values_list("grade", flat=True).first()
    Protection.mark(kept.pk, grade, on=on)
    copies_work = kept.employed_in_id is None and goes.employed_in_id is not None
    if copies_work:
        kept.work_in(goes.employed_in)
    return {"grade_before": before, "grade": grade, "copied_work": copies_work}


def _restore_marks(kept: Person, restores: dict[str, Any], *, on: date) -> None:
    """Back to the marks before the merge, unless somebody has changed them since."""
    now = Protection.objects.filter(person=kept).values_list("grade", flat=True).first()
    before = restores["grade_before"]
    if now == restores["grade"] and now != before:
        Protection.mark(kept.pk, Grade(before) if before else None, on=on)
    if restores["copied_work"]:
        kept.work_in(None)


def _move_back(goes: Person, restores: dict[str, Any]) -> None:
    """A need that has been closed meanwhile stays where it was settled."""
    Need.objects.open().filter(pk__in=restores["needs"]).update(person=goes)
    _two_needs_again(restores)
    for rows, moved, ended in (
        (Tenancy.objects.all(), "tenancies", None),
        (Stay.objects.all(), "stays", "ended_stays"),
        (HouseholdMember.objects.all(), "members", "ended_members"),
    ):
        rows.filter(pk__in=restores[moved]).update(person=goes)
        if ended:
            rows.filter(pk__in=restores[ended]).update(ended_on=None)


def _answer_again(restores: dict[str, Any]) -> None:
    Responsibility.take_up_again(restores["responsibilities"])
    case = Case.objects.filter(pk=restores["case"]).first()
    if case is not None:
        case.open_again()


def _end_what_was_made(restores: dict[str, Any], *, on: date) -> None:
    case = Case.objects.open().filter(pk=restores["made_case"]).first()
    if case is not None:
        case.close(on=on, outcome=CaseOutcome.OTHER)
    made = Responsibility.objects.open().filter(pk__in=restores["made"])
    made.end(on=on, reason=EndReason.OVER)


def _ids(rows: Iterable[Any]) -> list[int]:
    return [row.pk for row in rows]
