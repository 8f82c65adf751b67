"""What may be asked about hand-offs: one, those of a person, those that wait, who may decide."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from heimveg.access.gate import Actor
from heimveg.accounts.models import Membership, Unit, User
from heimveg.base.beside import with_beside
from heimveg.base.datafiles import rows_of
from heimveg.base.days import is_working_day
from heimveg.handoffs.models import Handoff, HandoffNote, HandoffQuerySet
from heimveg.handoffs.permissions import (
    ANSWER_HANDOFF,
    ASK_HANDOFF,
    DECIDE_HANDOFF,
    READ_HANDOFFS,
    READ_NOTE,
)
from heimveg.handoffs.rules import HandoffState, Urgency, answer_by
from heimveg.persons.models import Consent, Person, Protection, Responsibility
from heimveg.persons.rules import Grade

UNITS = ("from_unit", "to_unit", "answering_unit", "mandate_unit")
ANSWER_DAYS = Path(__file__).parents[1] / "data" / "answer_days.csv"
SHOWN = ("person", *UNITS)


@dataclass(frozen=True, slots=True)
class AnswerDays:
    valid_from: date
    urgency: Urgency
    working_days: int
    source: str


@cache
def _answer_days() -> tuple[AnswerDays, ...]:
    return tuple(
        AnswerDays(
            date.fromisoformat(row["valid_from"]),
            Urgency(row["urgency"]),
            int(row["working_days"]),
            row["source"],
        )
        for row in rows_of(ANSWER_DAYS)
    )


def answer_days(urgency: str, *, on: date) -> AnswerDays:
    """The latest rule in force on `on`, else the first there is."""
    rows = sorted(
        (row for row in _answer_days() if row.urgency == urgency), key=lambda r: r.valid_from
    )
    return next((row for row in reversed(rows) if row.valid_from <= on), rows[0])


def last_day(urgency: Urgency, *, on: date) -> date:
    """By when a hand-off asked on `on` is to be answered."""
    return answer_by(on, answer_days(urgency, on=on).working_days, is_working_day)


def handoffs_seen(actor: Actor) -> HandoffQuerySet:
    """All the actor sees, the newest first."""
    rows = Handoff.objects.permitted_to(actor, READ_HANDOFFS).select_related(*SHOWN)
    return rows.order_by("-asked_on", "-pk")


def handoffs_of(actor: Actor, person_ids: Sequence[int]) -> list[Handoff]:
    """The history of a person's hand-offs, the newest first. Three queries at most."""
    if not actor.may(READ_HANDOFFS):
        return []
    rows = Handoff.objects.permitted_to(actor, READ_HANDOFFS).filter(person_id__in=person_ids)
    more = ("asked_by", "answered_by", "decided_for", "suggests")
    return with_beside(rows.order_by("-asked_on", "-pk"), *UNITS, *more)


def note_of(actor: Actor, handoff: Handoff) -> HandoffNote | None:
    """None for who may not read it, and where there is none."""
    if not actor.may(READ_NOTE):
        return None
    return HandoffNote.objects.permitted_to(actor, READ_NOTE).filter(handoff=handoff).first()


def may_read_notes_of(actor: Actor, person_id: int) -> bool:
    return (
        actor.may(READ_NOTE)
        and Person.objects.permitted_to(actor, READ_NOTE).filter(pk=person_id).exists()
    )


def fate_of(handoff_id: int) -> HandoffState | None:
    """How a hand-off stands that a unit of the reader's is part of, also when they do not see
    the person any more; None for anybody else."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT handoff_fate(%s)", [handoff_id])
        found = cursor.fetchone()[0]
    return HandoffState(found) if found else None


def coordinating(person_id: int, *, on: date) -> Responsibility | None:
    """Who answers for the person on a day, as far as the reader sees."""
    rows = Responsibility.objects.running_on(on).coordinating().filter(person_id=person_id)
    return rows.select_related("unit", "named_worker").first()


def who_answers(*, on: date) -> Exists:
    """Whether somebody in a unit may answer a hand-off."""
    held = Membership.objects.running_on(on).filter(
        unit=OuterRef("pk"),
        role__in=sorted(str(role) for role in ANSWER_HANDOFF.roles),
        user__is_active=True,
    )
    return Exists(held)


def units_to_ask(*, apart_from: int, on: date) -> QuerySet[Unit]:
    """Those of the municipality first, where somebody can answer; then those outside, which may
    answer by letter or telephone."""
    units = Unit.objects.running_on(on).exclude(pk=apart_from)
    units = units.filter(Q(is_inside=False) | who_answers(on=on))
    return units.order_by("-is_inside", "name")


def units_to_choose(handoff: Handoff, *, on: date) -> QuerySet[Unit]:
    """Those a decision between units can choose: the two first, then the municipality's; only
    where somebody can answer, but for one of the two that is outside."""
    two = Q(pk__in=[handoff.from_unit_id, handoff.to_unit_id])
    units = Unit.objects.running_on(on).filter(
        Q(is_inside=True) & who_answers(on=on) | two & Q(is_inside=False)
    )
    return units.annotate(is_one=two).order_by("-is_one", "name")


def is_strictly_protected(person_id: int) -> bool:
    return Protection.objects.filter(person_id=person_id, grade=Grade.STRICTLY).exists()


def consent_for(person_ids: Sequence[int], unit: Unit, *, on: date) -> Consent | None:
    """The consent that lets the unit know of the person, the one that lasts longest."""
    rows = Consent.objects.running_on(on).filter(person_id__in=person_ids, receiver=unit)
    return rows.order_by(F("ended_on").desc(nulls_first=True), "pk").first()


def who_decides(handoff: Handoff, *, on: date) -> Unit | None:
    """The unit to decide between the two: one with a mandate, with somebody in it who may, and
    rather a third than one of the two. None when there is no such unit."""
    deciders = Membership.objects.running_on(on).filter(
        unit=OuterRef("pk"), role__in=[str(role) for role in DECIDE_HANDOFF.roles]
    )
    units = Unit.objects.running_on(on).filter(Exists(deciders), has_mandate=True, is_inside=True)
    between = Q(pk__in=[handoff.from_unit_id, handoff.to_unit_id])
    third = units.exclude(between).order_by("pk").first()
    return third or units.filter(between).order_by("pk").first()


def decider_named(unit: Unit, person_id: int, *, on: date) -> User | None:
    """Who in a unit with mandate is to be named so that somebody sees a strictly protected
    person; None for others, whom the whole unit sees."""
    if not is_strictly_protected(person_id):
        return None
    held = Membership.objects.running_on(on).filter(
        unit=unit,
        role__in=[str(role) for role in DECIDE_HANDOFF.roles],
        handles_protected=True,
        user__is_active=True,
    )
    found = held.select_related("user").order_by("pk").first()
    return found.user if found else None


@dataclass(frozen=True, slots=True)
class OnPerson:
    """What the person page shows: the history, and what the reader's units can ask."""

    rows: list[Handoff]
    may_ask: bool
    may_take: bool


def on_person(
    actor: Actor, person_ids: Sequence[int], *, answering_unit_id: int | None
) -> OnPerson:
    """Three queries at most. `answering_unit_id`: who answers now, None when nobody does."""
    units = actor.units(ASK_HANDOFF)
    answers = answering_unit_id in units
    return OnPerson(
        rows=handoffs_of(actor, person_ids),
        may_ask=answers,
        may_take=answering_unit_id is not None and not answers and bool(units),
    )
