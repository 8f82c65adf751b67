"""What has come in: lists, one of them, and what may be shown of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.db.models import Exists, OuterRef, Q

from heimveg.access.gate import Actor
from heimveg.accounts.house import by_the_house
from heimveg.base.beside import with_beside
from heimveg.base.datafiles import rows_of
from heimveg.intake.models import (
    Errand,
    ErrandQuerySet,
    InstitutionNotice,
    Receipt,
    Said,
)
from heimveg.intake.permissions import READ_ERRANDS, READ_WORDS
from heimveg.intake.rules import (
    NOTICES,
    CountedIn,
    ErrandKind,
    ErrandState,
    TimeLimit,
    limit_in_force,
)
from heimveg.persons.models import Protection, Responsibility
from heimveg.persons.rules import Grade
from heimveg.persons.sight import FirstSeen, first_seen
from heimveg.stays.models import Stay
from heimveg.stays.permissions import READ_STAYS
from heimveg.stays.rules import StayKind

DEADLINES = Path(__file__).parents[1] / "data" / "deadlines.csv"
NO_LIMIT_DAYS = 30  # where a municipality has ended a row without beginning the next


@cache
def _limits() -> tuple[TimeLimit, ...]:
    return tuple(
        TimeLimit(
            ErrandKind(row["kind"]),
            date.fromisoformat(row["started_on"]),
            int(row["amount"]),
            CountedIn(row["counted_in"]),
            row["source"],
        )
        for row in rows_of(DEADLINES)
    )


def time_limit(kind: ErrandKind, *, on: date) -> TimeLimit:
    """The limit in force; thirty days where none is."""
    found = limit_in_force(_limits(), kind, on=on)
    return found or TimeLimit(kind, on, NO_LIMIT_DAYS, CountedIn.DAYS, "")


def time_limits(*, on: date) -> list[TimeLimit]:
    return [time_limit(kind, on=on) for kind in ErrandKind]


def errands(actor: Actor) -> ErrandQuerySet:
    return Errand.objects.permitted_to(actor, READ_ERRANDS).select_related("person", "unit")


def errands_for_my_units(actor: Actor, *, on: date) -> ErrandQuerySet:
    """Open errands that are the actor's units' to see to, or about somebody they answer for."""
    units = actor.units(READ_ERRANDS)
    mine = Responsibility.objects.running_on(on).coordinating().filter(unit_id__in=units)
    answered = Exists(mine.filter(person_id=OuterRef("person_id")))
    return errands(actor).open().filter(Q(unit_id__in=units) | answered)


def errands_to_answer(actor: Actor, *, on: date, at_most: int) -> FirstSeen:
    """Of those for the actor's units, what nobody has in hand and what is past its day, the
    earliest day first."""
    return first_seen(
        Errand,
        "errands_to_answer_seen",
        on,
        sorted(actor.units(READ_ERRANDS)),
        actor=actor,
        permission=READ_ERRANDS,
        at_most=at_most,
    )


def late_errands(actor: Actor, *, on: date) -> ErrandQuerySet:
    """Past the day of answer, and unanswered. The longest past first."""
    late = errands(actor).late(on=on)
    return late.filter(unit_id__in=actor.units(READ_ERRANDS)).due_first()


def incomplete_errands(actor: Actor) -> ErrandQuerySet:
    lacking = errands(actor).filter(state=ErrandState.INCOMPLETE)
    return lacking.filter(unit_id__in=actor.units(READ_ERRANDS)).due_first()


def errands_of(actor: Actor, person_ids: Sequence[int]) -> list[Errand]:
    """What has come in about a person, newest first. Three queries at most."""
    about = Errand.objects.permitted_to(actor, READ_ERRANDS).filter(person_id__in=person_ids)
    return with_beside(about.order_by("-came_on", "-pk"), "unit", "need")


def said_in(actor: Actor, errand: Errand) -> Said | None:
    """None for who may not read it, and where nothing was written."""
    if not actor.may(READ_WORDS):
        return None
    return Said.objects.permitted_to(actor, READ_WORDS).filter(errand=errand).first()


def institution_in(actor: Actor, errand: Errand) -> InstitutionNotice | None:
    if not actor.may(READ_WORDS):
        return None
    notices = InstitutionNotice.objects.permitted_to(actor, READ_WORDS)
    return notices.filter(errand=errand).first()


def hides_words(actor: Actor, errand: Errand) -> bool:
    """Whether something was told that this reader may not read: that it was is no secret to who
    sees to it. Read as the system; what was told is not shown."""
    with by_the_house():
        is_said = Said.objects.filter(errand=errand).exists()
        is_noted = InstitutionNotice.objects.filter(errand=errand).exists()
    return (is_said and said_in(actor, errand) is None) or (
        is_noted and institution_in(actor, errand) is None
    )


def leaving_in(actor: Actor, errand: Errand) -> Stay | None:
    """Of a notice, what who may not read which institution works with: that the person is in
    one, until when, and whether a home waits."""
    if errand.kind not in NOTICES:
        return None
    stays = Stay.objects.permitted_to(actor, READ_STAYS).filter(kind=StayKind.INSTITUTION)
    return stays.filter(person_id=errand.person_id).order_by("-started_on").first()


def is_strictly_protected(person_id: int) -> bool:
    """Then only those named for the person see what comes in."""
    return Protection.objects.filter(person_id=person_id, grade=Grade.STRICTLY).exists()


@dataclass(frozen=True, slots=True)
class Progress:
    """How far what has a number has come: about nobody. `answer_by` may be sooner than the
    receipt says."""

    answer_by: date
    is_late: bool = False
    in_hand: bool = False
    closed_on: date | None = None


def progress(found: Receipt, *, on: date) -> Progress:
    """For whoever has the number, also who does not see the person: read as the system, and
    nothing of it is shown but this. The same of everybody: were less told of somebody strictly
    protected, the receipt would say that they are."""
    with by_the_house():
        errand = Errand.objects.filter(receipt=found).first()
        if errand is None:
            return Progress(found.answer_by)
        return Progress(
            errand.answer_by,
            is_late=errand.is_late(on=on),
            in_hand=errand.state == ErrandState.IN_HAND or errand.told_on is not None,
            closed_on=errand.closed_on,
        )


def receipt(actor: Actor, number: int) -> Receipt | None:
    """For whoever took it in, and for those who see to what comes in: to nobody else."""
    rows = Receipt.objects.select_related("sent_to", "taken_by").filter(pk=number)
    return (rows if actor.may(READ_ERRANDS) else rows.filter(taken_by=actor.user_id)).first()
