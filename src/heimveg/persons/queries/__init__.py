"""What may be asked about people: lists, search, likenesses, households, who answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from heimveg.access.gate import Actor, Permission
from heimveg.accounts.house import by_the_house
from heimveg.accounts.models import Membership, Unit, User
from heimveg.base import secrets
from heimveg.base.errors import Invalid
from heimveg.persons.models import HouseholdMember, NotTwice, Person, Responsibility
from heimveg.persons.permissions import END_UNIT, NAME_WORKER
from heimveg.persons.rules import (
    Kind,
    NotANumber,
    Particulars,
    Sketch,
    looks_like,
    national_number,
    phone_key,
)

FEW = 500  # with more, going by name meets a page of those seen sooner


def people(
    actor: Actor,
    permission: Permission,
    *,
    on: date,
    unit_id: int | None = None,
    with_closed: bool = True,
) -> QuerySet[Person]:
    """Everybody the actor sees, in Norwegian order. `unit_id`: only those it coordinates.
    Without `with_closed` those are left out whom nobody answers for any more."""
    rows = _near(actor, Person.objects.permitted_to(actor, permission).whole().by_name())
    answered = Responsibility.objects.running_on(on).coordinating()
    if unit_id is not None:
        return rows.filter(pk__in=answered.filter(unit_id=unit_id).values("person_id"))
    if not with_closed:
        return rows.filter(Exists(answered.filter(person_id=OuterRef("pk"))))
    return rows


def _near(actor: Actor, rows: QuerySet[Person]) -> QuerySet[Person]:
    """Narrowed, where the actor's units have to do with few, to those few: the policies are then
    not asked about everybody else. It never widens."""
    if actor.is_system:
        return rows
    with connection.cursor() as cursor:
        cursor.execute("SELECT few_people_near(%s)", [FEW])
        few = cursor.fetchone()[0]
    return rows if few is None else rows.filter(pk__in=few)


def people_found(actor: Actor, permission: Permission, words: str) -> QuerySet[Person]:
    """Those the actor sees whose name, nickname or reference is like `words`, likest first.

    Eleven digits are looked up as a national number instead. One query besides the rows'.
    """
    rows = Person.objects.permitted_to(actor, permission).whole()
    try:
        return rows.filter(id_index=secrets.blind_index(national_number(words).digits))
    except NotANumber:
        ids = _ids("SELECT person_id FROM people_like(%s)", [words.strip()])
    likest_first = RawSQL("array_position(%s::bigint[], persons_person.id)", [ids])
    return rows.filter(pk__in=ids).order_by(likest_first)


def with_who_answers(rows: QuerySet[Person], *, on: date) -> QuerySet[Person]:
    """Each person gets `answering` (a list with the coordinating responsibility) and `grade`."""
    running = Responsibility.objects.running_on(on).coordinating()
    running = running.select_related("unit", "named_worker", "stand_in")
    answering = Prefetch("responsibilities", queryset=running, to_attr="answering")
    return rows.annotate(grade=F("protection__grade")).prefetch_related(answering)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that may be of the same person. `is_certain`: they share a national number."""

    person: Person
    reasons: tuple[str, ...]

    @property
    def is_certain(self) -> bool:
        return "same_number" in self.reasons


def candidates(
    actor: Actor, permission: Permission, said: Particulars, *, beside: int | None = None
) -> list[Candidate]:
    """Records among those the actor sees that may be of the person `said` describes.

    `beside` is the record compared with, when there is one; pairs once found to be two people
    are left out. At most four queries.
    """
    index = secrets.blind_index(said.number) if said.number else None
    ids = _ids(
        "SELECT person_id FROM people_akin(%s, %s, %s, %s)",
        [said.name or said.nickname, said.born_on, phone_key(said.phone), said.office_reference],
    )
    rows = Person.objects.permitted_to(actor, permission).exclude(
        pk__in=[beside] if beside else []
    )
    by_number = rows.filter(id_index=index) if index else rows.none()
    kept = {person.merged_into_id or person.pk for person in by_number} - {beside}
    told_apart = _told_apart(beside) if beside else set()
    alike = rows.whole().filter(pk__in={*ids, *kept} - told_apart).order_by("pk")
    found = [Candidate(p, tuple(_reasons(said, p, certain=p.pk in kept))) for p in alike]
    return sorted((c for c in found if c.reasons), key=lambda c: (not c.is_certain, c.person.pk))


def _reasons(said: Particulars, person: Person, *, certain: bool) -> list[str]:
    sketch = Sketch(said.name or said.nickname, said.born_on, said.birth_year, said.phone)
    reasons = ["same_number"] if certain else []
    if said.office_reference and said.office_reference == person.office_reference:
        reasons.append("same_reference")
    other = person.sketch
    by_nickname = Sketch(person.nickname, other.born_on, other.birth_year, other.phone)
    return reasons + (looks_like(sketch, other) or looks_like(sketch, by_nickname))


def _told_apart(person_id: int) -> set[int]:
    pairs = NotTwice.objects.filter(Q(person_id=person_id) | Q(other_id=person_id))
    return {pk for pair in pairs.values_list("person_id", "other_id") for pk in pair}


def somebody_unseen_has(number: str) -> int | None:
    """The id of the unprotected person with this number, also when the asker does not see them.

    Call it after looking among those seen. A protected person is never found this way.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT known_person(%s)", [secrets.blind_index(number)])
        found = cursor.fetchone()[0]
    return int(found) if found else None


def was_last_with(number: str, unit: Unit, *, on: date) -> bool:
    """Whether `unit` is the last that answered for who has the number, and nobody does any more:
    its people knew them, and learn nothing new. The same two questions for every number."""
    person_id = somebody_unseen_has(number) or 0
    with by_the_house():
        rows = Responsibility.objects.coordinating().filter(person_id=person_id)
        last = rows.order_by("-started_on", "-pk").first()
    return last is not None and last.unit_id == unit.pk and not last.runs_on(on)


def who_can_tell(*, on: date) -> Unit | None:
    """The unit to call when somebody is known elsewhere: one with a mandate across units."""
    return (
        Unit.objects.running_on(on).filter(has_mandate=True, is_inside=True).order_by("pk").first()
    )


def records_of(person: Person) -> list[int]:
    """The ids under which the person's history stands: the record and those merged into it."""
    return [person.pk, *person.merged_records.order_by("pk").values_list("pk", flat=True)]


def own_units(actor: Actor, permission: Permission, *, on: date) -> QuerySet[Unit]:
    return Unit.objects.running_on(on).filter(pk__in=actor.units(permission)).order_by("name")


def own_unit(actor: Actor, permission: Permission, unit_id: int, *, on: date) -> Unit:
    """One of the actor's own units by `permission`. Raises Invalid for another."""
    if unit_id not in actor.units(permission):
        raise Invalid({"unit": _("Choose one of your own units.")})
    return Unit.objects.running_on(on).get(pk=unit_id)


def handed_over_lately(person_id: int) -> bool:
    """Whether a unit of the reader's handed this person over in the last 90 days: that much its
    people may know when they see the person no more. Never of a strictly protected person."""
    return _truth("SELECT handed_over_lately(%s)", person_id)


def people_a_unit_answers_for(unit_id: int) -> int:
    """How many, also of those the reader does not see."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT people_a_unit_answers_for(%s)", [unit_id])
        return int(cursor.fetchone()[0])


def units_to_end(actor: Actor, on: date) -> QuerySet[Unit]:
    """Those the actor may end: one's own, and all for who decides between units."""
    running = Unit.objects.running_on(on).filter(ended_on=None)
    own = running.filter(pk__in=actor.units(END_UNIT))
    return running if actor.is_system or own.filter(has_mandate=True).exists() else own


def heirs_of(unit: Unit, *, on: date) -> QuerySet[Unit]:
    """Who may take over: only a unit of the municipality answers for a person."""
    others = Unit.objects.running_on(on).filter(is_inside=True, ended_on=None)
    return others.exclude(pk=unit.pk).order_by("name")


def workers_of(unit_id: int, person_id: int, *, on: date) -> QuerySet[User]:
    """Who in the unit can be named for the person: those in casework, and cleared where the
    person is protected or works here."""
    held = Membership.objects.running_on(on).filter(
        user=OuterRef("pk"), unit_id=unit_id, role__in=[str(r) for r in NAME_WORKER.roles]
    )
    person = Person.objects.filter(pk=person_id)
    if person.filter(protection__isnull=False).exists():
        held = held.filter(handles_protected=True)
    if person.filter(employed_in__isnull=False).exists():
        held = held.filter(handles_own_employees=True)
    return User.objects.filter(Exists(held), is_active=True).order_by("name", "pk")


def has_clearance(
    actor: Actor, permission: Permission, person_id: int, clearance: str, *, on: date
) -> bool:
    """Whether the actor is cleared (`handles_protected` or `handles_own_employees`) in a unit
    that has to do with the person, by the same position that gives `permission`."""
    related = Responsibility.objects.readable_on(on).filter(person_id=person_id)
    held = Membership.objects.running_on(on).filter(
        user_id=actor.user_id,
        role__in=[str(r) for r in permission.roles],
        unit_id__in=related.values("unit_id"),
        **{clearance: True},
    )
    return actor.is_system or held.exists()


def somebody_named_is_cleared(person_id: int, *, on: date) -> bool:
    """Whether a strictly protected person would still be seen by a worker named for them."""
    named = Responsibility.objects.readable_on(on).filter(
        person_id=person_id, kind=Kind.COORDINATING
    )
    cleared = Membership.objects.running_on(on).filter(
        Q(user_id=OuterRef("named_worker_id")) | Q(user_id=OuterRef("stand_in_id")),
        unit_id=OuterRef("unit_id"),
        handles_protected=True,
    )
    return named.filter(Exists(cleared)).exists()


def somebody_is_cleared(person_id: int, *, on: date) -> bool:
    """Whether anybody in the unit that answers would still see a person with a protected
    address."""
    answers = Responsibility.objects.readable_on(on).filter(
        person_id=person_id, kind=Kind.COORDINATING
    )
    cleared = Membership.objects.running_on(on).filter(
        unit_id=OuterRef("unit_id"),
        handles_protected=True,
        role__in=[str(role) for role in NAME_WORKER.roles],
        user__is_active=True,
    )
    return answers.filter(Exists(cleared)).exists()


def household_of(person_ids: Sequence[int], *, on: date) -> list[HouseholdMember]:
    """Those who make up the household now, the person included, as far as the reader sees."""
    own = HouseholdMember.objects.running_on(on).filter(person_id__in=person_ids)
    members = HouseholdMember.objects.running_on(on).filter(household__in=own.values("household"))
    return list(members.select_related("person").order_by("started_on", "pk"))


def household_size(person_id: int, *, on: date) -> int:
    """How many the home must have room for; 1 for somebody in no household."""
    return max(len(household_of([person_id], on=on)), 1)


def household_is_protected(household_id: int) -> bool:
    """One protected member protects the address of all, also when the reader sees no such
    member."""
    return _truth("SELECT household_is_protected(%s)", household_id)


def address_is_hidden(person_id: int) -> bool:
    """Whether somebody protected whom the reader does not see lives with the person: then the
    reader must not learn where."""
    return _truth("SELECT address_is_hidden(%s)", person_id)


def _truth(question: str, about: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(question, [about])
        return bool(cursor.fetchone()[0])


def _ids(question: str, arguments: Sequence[Any]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(question, arguments)
        return [row[0] for row in cursor.fetchall()]
