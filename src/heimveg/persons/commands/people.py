"""What can be done about people and what is known of them; who answers is in `answering.py`.

Merging two records touches needs and tenancies, and stands in `desk`.
"""

from datetime import date

from django.utils.translation import gettext_lazy as _

from heimveg.access.gate import Actor, Permission, command
from heimveg.accounts.models import Unit
from heimveg.base import clock, secrets
from heimveg.base.errors import Invalid, Refused
from heimveg.persons import queries
from heimveg.persons.models import (
    Consent,
    Household,
    HouseholdMember,
    NotTwice,
    Person,
    Protection,
)
from heimveg.persons.permissions import (
    CHANGE_HOUSEHOLD,
    CHANGE_PERSON,
    MERGE_PERSONS,
    PROTECT_ADDRESS,
    RECORD_CONSENT,
    REGISTER_PERSON,
)
from heimveg.persons.rules import GivenConsent, Grade, Kind, Particulars

READ_ONLY = _("The case is closed, so the record can only be read. Open a case to change it.")


class ProbablyKnown(Refused):
    """Records are there that may be of this person; somebody must look at them first."""

    def __init__(self, candidates: list[queries.Candidate]) -> None:
        super().__init__(_("Somebody like this is registered already."))
        self.candidates = candidates


@command(REGISTER_PERSON)
def register_person(
    actor: Actor,
    *,
    unit_id: int,
    said: Particulars,
    on: date,
    apart_from: frozenset[int] = frozenset(),
) -> Person:
    """Make a record, with an open case that `unit_id` answers for; or, for a number that the same
    unit answered for last and nobody does any more, a new case on the record there is.

    A number that others know, or that nobody does, gives a new record alike: who registers learns
    nothing, and the unit that knows is asked afterwards whether the two are one (ADR 10).
    `apart_from`: records the actor has looked at and found to be other people. Raises
    ProbablyKnown while a likeness has not been looked at.
    """
    unit = queries.own_unit(actor, REGISTER_PERSON, unit_id, on=on)
    Person.one_at_a_time(said.number)
    found = queries.candidates(actor, REGISTER_PERSON, said)
    if any(c.is_certain or c.person.pk not in apart_from for c in found):
        raise ProbablyKnown(found)
    if said.number and queries.was_last_with(said.number, unit, on=on):
        person_id = Person.take_up(said.number, unit)
        if person_id is not None:
            return Person.objects.get(pk=person_id)
    person = Person.register(
        unit=unit,
        by=actor.user_id,
        on=on,
        national_id=said.number,
        id_kind=said.id_kind,
        **said.plain,
    )
    for candidate in found:
        NotTwice.tell_apart(person.pk, candidate.person.pk, by=actor.user_id, at=clock.now())
    return person


@command(CHANGE_PERSON)
def change_person(
    actor: Actor, *, person_id: int, version: int, said: Particulars, on: date
) -> Person:
    """Write new particulars. Raises Stale, and Invalid when the number belongs to another record
    the actor sees; of a record nobody here sees nothing is told (ADR 10)."""
    person = _to_change(actor, CHANGE_PERSON, person_id, on=on)
    person.claim(version)
    if said.number and said.number != person.national_id:
        Person.one_at_a_time(said.number)
        _number_is_free(actor, person, said)
    person.take(said)
    return person


@command(PROTECT_ADDRESS)
def protect_address(
    actor: Actor, *, person_id: int, version: int, grade: Grade | None, on: date
) -> Person:
    """Mark or unmark address protection. Only for who is cleared, and never so that nobody is
    left who sees the person. Also while a closed case can be read: danger waits for no case."""
    person = Person.locked(actor, PROTECT_ADDRESS, person_id)
    person.claim(version)
    if not queries.has_clearance(actor, PROTECT_ADDRESS, person_id, "handles_protected", on=on):
        raise Refused(_("Only somebody cleared for protected addresses can mark or unmark one."))
    if grade is Grade.STRICTLY and not queries.somebody_named_is_cleared(person_id, on=on):
        raise Refused(
            _(
                "A strictly protected person is seen only by those named. Name a worker who is"
                " cleared for protected addresses first; if the case is closed, open one."
            )
        )
    if grade is Grade.CONFIDENTIAL and not queries.somebody_is_cleared(person_id, on=on):
        raise Refused(
            _(
                "Nobody in the unit that answers for the person is cleared for protected"
                " addresses, so nobody there would see them. Let somebody there be cleared, or"
                " hand the person over, first."
            )
        )
    Protection.mark(person.pk, grade, on=on)
    return person


@command(PROTECT_ADDRESS)
def mark_own_employee(
    actor: Actor, *, person_id: int, version: int, unit_id: int | None, on: date
) -> Person:
    """Mark that the person works in the municipality (in `unit_id`), or no longer does."""
    person = _to_change(actor, PROTECT_ADDRESS, person_id, on=on)
    person.claim(version)
    clearance = "handles_own_employees"
    if not queries.has_clearance(actor, PROTECT_ADDRESS, person_id, clearance, on=on):
        raise Refused(_("Only somebody cleared for own employees can mark or unmark one."))
    if unit_id is not None and unit_id in {unit for unit, _role in actor.grants}:
        raise Refused(_("A colleague's case is kept in another unit than their own."))
    person.work_in(Unit.objects.get(pk=unit_id) if unit_id else None)
    return person


@command(CHANGE_HOUSEHOLD)
def add_to_household(
    actor: Actor, *, person_id: int, other_id: int, relation: str, on: date
) -> HouseholdMember:
    """Let `other_id` join the household of `person_id`, which is formed if there is none."""
    both = Person.objects.permitted_to(actor, CHANGE_HOUSEHOLD).whole()
    locked = both.filter(pk__in=[person_id, other_id]).order_by("pk")
    if len(locked.select_for_update(of=("self",))) != 2:
        raise Person.DoesNotExist
    own = HouseholdMember.objects.running_on(on).filter(person_id=person_id).first()
    if own is None:
        household = Household.objects.create(formed_on=on)
        HouseholdMember.join(household, person_id, relation="main", on=on)
    else:
        household = own.household
    return HouseholdMember.join(household, other_id, relation=relation, on=on)


@command(CHANGE_HOUSEHOLD)
def leave_household(actor: Actor, *, member_id: int, on: date) -> HouseholdMember:
    members = HouseholdMember.objects.permitted_to(actor, CHANGE_HOUSEHOLD).open()
    member = members.select_for_update(of=("self",)).get(pk=member_id)
    member.leave(on=on)
    return member


@command(RECORD_CONSENT)
def record_consent(actor: Actor, *, person_id: int, given: GivenConsent, on: date) -> Consent:
    person = _to_change(actor, RECORD_CONSENT, person_id, on=on)
    return Consent.give(person.pk, given, on=on, by=actor.user_id)


@command(RECORD_CONSENT)
def withdraw_consent(actor: Actor, *, consent_id: int, on: date) -> Consent:
    """Stops at once. Raises Refused when it was withdrawn before."""
    consents = Consent.objects.permitted_to(actor, RECORD_CONSENT)
    consent = consents.select_for_update(of=("self",)).get(pk=consent_id)
    if consent.withdrawn_on is not None:
        raise Refused(_("This consent was withdrawn before."))
    consent.withdraw(on=on)
    return consent


@command(MERGE_PERSONS)
def tell_apart(actor: Actor, *, person_id: int, other_id: int) -> Person:
    """Remember that two records that look alike are of two people, and ask no more."""
    seen = Person.objects.permitted_to(actor, MERGE_PERSONS).whole()
    person, other = seen.get(pk=person_id), seen.get(pk=other_id)
    NotTwice.tell_apart(person.pk, other.pk, by=actor.user_id, at=clock.now())
    return person


def _to_change(actor: Actor, permission: Permission, person_id: int, *, on: date) -> Person:
    """The person, locked, while somebody answers for them: a closed case is read-only."""
    person = Person.locked(actor, permission, person_id)
    if not person.responsibilities.running_on(on).filter(kind=Kind.COORDINATING).exists():
        raise Refused(READ_ONLY)
    return person


def _number_is_free(actor: Actor, person: Person, said: Particulars) -> None:
    index = secrets.blind_index(said.number)
    mine = Person.objects.permitted_to(actor, CHANGE_PERSON).filter(id_index=index)
    others = {p.merged_into_id or p.pk for p in mine} - {person.pk}
    if others:
        text = _("Another record has this number. If it is the same person, merge the two.")
        raise Invalid({"number": text})
