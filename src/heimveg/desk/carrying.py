"""What a merge carries from one record to the other, and what is carried back."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q

from heimveg.access.gate import Actor
from heimveg.base.models import PeriodQuerySet
from heimveg.intake.models import Errand
from heimveg.needs.models import Need
from heimveg.needs.rules import NeedStatus
from heimveg.persons.models import (
    Case,
    HouseholdMember,
    Person,
    Protection,
    Responsibility,
)
from heimveg.persons.rules import CaseOutcome, EndReason, Grade, Kind
from heimveg.stays.models import Stay
from heimveg.tenancies.models import Tenancy


def carry_relations(actor: Actor, kept: Person, goes: Person, *, on: date) -> dict[str, Any]:
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


def move_what_runs(kept: Person, goes: Person, *, on: date) -> dict[str, Any]:
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


def copy_marks(kept: Person, goes: Person, grade: Grade | None, *, on: date) -> dict[str, Any]:
    """The kept record is protected as strictly as either was."""
    before = Protection.objects.filter(person=kept).values_list("grade", flat=True).first()
    Protection.mark(kept.pk, grade, on=on)
    copies_work = kept.employed_in_id is None and goes.employed_in_id is not None
    if copies_work:
        kept.work_in(goes.employed_in)
    return {"grade_before": before, "grade": grade, "copied_work": copies_work}


def restore_marks(kept: Person, restores: dict[str, Any], *, on: date) -> None:
    """Back to the marks before the merge, unless somebody has changed them since."""
    now = Protection.objects.filter(person=kept).values_list("grade", flat=True).first()
    before = restores["grade_before"]
    if now == restores["grade"] and now != before:
        Protection.mark(kept.pk, Grade(before) if before else None, on=on)
    if restores["copied_work"]:
        kept.work_in(None)


def move_back(goes: Person, restores: dict[str, Any]) -> None:
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


def answer_again(restores: dict[str, Any]) -> None:
    Responsibility.take_up_again(restores["responsibilities"])
    case = Case.objects.filter(pk=restores["case"]).first()
    if case is not None:
        case.open_again()


def end_what_was_made(restores: dict[str, Any], *, on: date) -> None:
    case = Case.objects.open().filter(pk=restores["made_case"]).first()
    if case is not None:
        case.close(on=on, outcome=CaseOutcome.OTHER)
    made = Responsibility.objects.open().filter(pk__in=restores["made"])
    made.end(on=on, reason=EndReason.OVER)


def _ids(rows: Iterable[Any]) -> list[int]:
    return [row.pk for row in rows]
