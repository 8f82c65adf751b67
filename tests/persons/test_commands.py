from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from heimveg.access.gate import door
from heimveg.access.models import AuditEntry
from heimveg.access.roles import Role
from heimveg.base import clock
from heimveg.base.errors import Invalid, Refused, Stale
from heimveg.persons import commands, queries
from heimveg.persons.models import (
    Consent,
    HouseholdMember,
    Person,
    Protection,
    Responsibility,
)
from heimveg.persons.permissions import READ_PERSON
from heimveg.persons.rules import CaseOutcome, GivenConsent, Grade, Particulars, Topic
from tests.accounts.factories import MembershipFactory, UnitFactory, UserFactory
from tests.persons.factories import PersonFactory

pytestmark = pytest.mark.django_db
TODAY = clock.today
EARLIER = date(2026, 1, 1)


@pytest.fixture
def unit():
    return UnitFactory()


@pytest.fixture
def worker(act_as, unit):
    return act_as((unit, Role.COORDINATOR))


@pytest.fixture
def person(unit):
    return PersonFactory(name="Kari Nordheim", unit=unit)


def is_seen(actor, person):
    with door(actor, READ_PERSON):
        return Person.objects.permitted_to(actor, READ_PERSON).filter(pk=person.pk).exists()


def test_registering_asks_for_a_position_that_may(act_as, unit):
    with pytest.raises(PermissionDenied):
        commands.register_person(
            act_as((unit, Role.CARETAKER)),
            unit_id=unit.pk,
            said=Particulars(name="Kari"),
            on=TODAY(),
        )


def test_registering_leaves_a_trace(worker, unit):
    person = commands.register_person(
        worker, unit_id=unit.pk, said=Particulars(nickname="Knerten"), on=TODAY()
    )

    entry = AuditEntry.objects.get()
    assert (entry.action, entry.person_id) == ("persons.register", person.pk)


def test_alike_people_of_other_units_are_not_shown(worker, unit):
    PersonFactory(name="Kari Nordheim")

    assert commands.register_person(
        worker, unit_id=unit.pk, said=Particulars(name="Kari Nordheim"), on=TODAY()
    )


@pytest.mark.parametrize("grade", Grade)
def test_an_address_is_marked_by_a_cleared_worker_who_is_named(act_as, unit, person, grade):
    actor = act_as((unit, Role.COORDINATOR), handles_protected=True)
    person.responsibilities.update(named_worker_id=actor.user_id)

    commands.protect_address(actor, person_id=person.pk, version=1, grade=grade, on=TODAY())

    assert Protection.objects.get().grade == grade
    assert is_seen(actor, person)


@pytest.mark.parametrize(
    ("grade", "is_cleared"), [(Grade.CONFIDENTIAL, False), (Grade.STRICTLY, True)]
)
def test_an_address_is_not_marked_so_that_nobody_would_see_the_person(
    act_as, unit, person, grade, is_cleared
):
    actor = act_as((unit, Role.COORDINATOR), handles_protected=is_cleared)

    with pytest.raises(Refused):
        commands.protect_address(actor, person_id=person.pk, version=1, grade=grade, on=TODAY())

    assert not Protection.objects.exists()


def test_protection_is_lifted_again(act_as, unit, person):
    actor = act_as((unit, Role.COORDINATOR), handles_protected=True)
    Protection.mark(person.pk, Grade.CONFIDENTIAL, on=EARLIER)

    commands.protect_address(actor, person_id=person.pk, version=1, grade=None, on=TODAY())

    assert not Protection.objects.exists()


def test_a_colleague_is_marked_by_the_cleared_of_another_unit(act_as, unit, person):
    actor = act_as((unit, Role.COORDINATOR), handles_own_employees=True)
    given = {"person_id": person.pk, "version": 1, "on": TODAY()}

    with pytest.raises(Refused, match="another unit"):
        commands.mark_own_employee(actor, unit_id=unit.pk, **given)
    commands.mark_own_employee(actor, unit_id=UnitFactory().pk, **given)

    person.refresh_from_db()
    assert person.employed_in_id
    assert is_seen(actor, person)


def test_a_colleague_is_not_marked_without_clearance(worker, person):
    with pytest.raises(Refused, match="cleared"):
        commands.mark_own_employee(
            worker, person_id=person.pk, version=1, unit_id=UnitFactory().pk, on=TODAY()
        )


def test_a_household_is_formed_by_the_first_who_joins(worker, unit, person):
    child = PersonFactory(unit=unit)

    commands.add_to_household(
        worker, person_id=person.pk, other_id=child.pk, relation="child", on=TODAY()
    )

    with door(worker, READ_PERSON):
        members = queries.household_of([person.pk], on=TODAY())
        assert [(m.person_id, m.relation) for m in members] == [
            (person.pk, "main"),
            (child.pk, "child"),
        ]
        assert queries.household_size(child.pk, on=TODAY()) == 2


def test_nobody_is_in_two_households_at_once(worker, unit, person):
    child, other = PersonFactory(unit=unit), PersonFactory(unit=unit)
    together = {"relation": "child", "on": TODAY()}
    first = commands.add_to_household(worker, person_id=person.pk, other_id=child.pk, **together)

    with pytest.raises(Refused, match="belongs to a household already"):
        commands.add_to_household(worker, person_id=other.pk, other_id=child.pk, **together)
    commands.leave_household(worker, member_id=first.pk, on=TODAY())
    commands.add_to_household(worker, person_id=other.pk, other_id=child.pk, **together)

    assert HouseholdMember.objects.open().filter(person=child).count() == 1


def test_somebody_not_seen_cannot_be_let_in(worker, person):
    with pytest.raises(Person.DoesNotExist):
        commands.add_to_household(
            worker, person_id=person.pk, other_id=PersonFactory().pk, relation="other", on=TODAY()
        )


def test_one_protected_member_protects_the_address_of_all(act_as, unit, worker, person):
    child = PersonFactory(unit=unit)
    member = commands.add_to_household(
        worker, person_id=person.pk, other_id=child.pk, relation="child", on=TODAY()
    )
    with door(worker, READ_PERSON):
        assert not queries.household_is_protected(member.household_id)
    Protection.mark(child.pk, Grade.CONFIDENTIAL, on=TODAY())

    cleared = act_as((unit, Role.COORDINATOR), handles_protected=True)
    with door(worker, READ_PERSON):
        assert queries.household_is_protected(member.household_id)
        assert queries.address_is_hidden(person.pk)
        assert queries.household_size(person.pk, on=TODAY()) == 1
    with door(cleared, READ_PERSON):
        assert queries.household_is_protected(member.household_id)
        assert not queries.address_is_hidden(person.pk)


def test_closing_a_case_ends_every_relation_and_leaves_the_record_readable(worker, unit, person):
    other = UnitFactory()
    Responsibility.contribute(
        person.pk, unit=other, basis="asked", by=worker.user_id, on=EARLIER, accepted_on=EARLIER
    )

    commands.close_case(worker, person_id=person.pk, outcome=CaseOutcome.MOVED_AWAY, on=TODAY())

    assert set(person.responsibilities.values_list("end_reason", "ended_on")) == {
        ("case_closed", TODAY())
    }
    assert is_seen(worker, person)
    with pytest.raises(Refused, match="can only be read"):
        commands.change_person(
            worker, person_id=person.pk, version=1, said=Particulars(name="X"), on=TODAY()
        )


def test_a_closed_case_can_be_opened_again(worker, unit, person):
    given = {"person_id": person.pk, "on": TODAY()}
    with pytest.raises(Refused, match="open case already"):
        commands.open_case(worker, unit_id=unit.pk, **given)
    commands.close_case(worker, outcome=CaseOutcome.NO_NEED, **given)
    with pytest.raises(Refused, match="no open case"):
        commands.close_case(worker, outcome=CaseOutcome.NO_NEED, **given)

    commands.open_case(worker, unit_id=unit.pk, **given)

    assert person.cases.count() == 2
    assert person.responsibilities.running_on(TODAY()).get().unit == unit


def test_a_case_is_not_closed_without_saying_how_it_went(worker, person):
    with pytest.raises(Invalid):
        commands.close_case(worker, person_id=person.pk, outcome=CaseOutcome.OPEN, on=TODAY())


@pytest.fixture
def colleague(unit):
    user = UserFactory(name="Eli Bakke")
    MembershipFactory(user=user, unit=unit, role=Role.CARE_WORKER)
    return user


def named(person, worker=None, stand_in=None, *, row=None):
    row = row or person.responsibilities.open().get()
    return {
        "person_id": person.pk,
        "responsibility_id": row.pk,
        "named": commands.Named(worker and worker.pk, stand_in and stand_in.pk),
        "on": TODAY(),
    }


def test_naming_a_worker_ends_one_row_and_begins_the_next_the_same_day(
    worker, unit, person, colleague
):
    commands.name_worker(worker, **named(person, colleague))

    before, after = person.responsibilities.order_by("pk")
    assert (before.ended_on, before.end_reason) == (TODAY(), "handed_over")
    assert (after.started_on, after.ended_on, after.unit) == (TODAY(), None, unit)
    assert after.named_worker == colleague


def test_a_worker_is_named_twice_the_same_day(worker, person, colleague):
    commands.name_worker(worker, **named(person, colleague))
    commands.name_worker(worker, **named(person, None, colleague))

    row = person.responsibilities.open().get()
    assert (row.named_worker, row.stand_in) == (None, colleague)
    assert person.responsibilities.count() == 3


def test_two_who_name_at_once_do_not_overwrite_each_other(worker, person, colleague):
    first = person.responsibilities.get()
    commands.name_worker(worker, **named(person, colleague))

    with pytest.raises(Stale):
        commands.name_worker(worker, **named(person, None, row=first))


def test_only_people_of_the_unit_can_be_named(worker, person, colleague):
    with pytest.raises(Invalid):
        commands.name_worker(worker, **named(person, UserFactory()))
    with pytest.raises(Invalid):
        commands.name_worker(worker, **named(person, colleague, colleague))


def test_the_worker_of_another_unit_is_not_ours_to_name(act_as, person, colleague):
    other = UnitFactory()
    actor = act_as((other, Role.COORDINATOR))
    Responsibility.contribute(
        person.pk, unit=other, basis="asked", by=actor.user_id, on=EARLIER, accepted_on=EARLIER
    )
    coordinating = person.responsibilities.coordinating().get()

    with pytest.raises(Responsibility.DoesNotExist):
        commands.name_worker(actor, **named(person, colleague, row=coordinating))


def test_a_strictly_protected_person_always_has_somebody_cleared_named(
    act_as, unit, person, colleague
):
    actor = act_as((unit, Role.COORDINATOR), handles_protected=True)
    person.responsibilities.update(named_worker_id=actor.user_id)
    Protection.mark(person.pk, Grade.STRICTLY, on=EARLIER)

    with pytest.raises(Invalid):
        commands.name_worker(actor, **named(person, colleague))
    with pytest.raises(Refused, match="name somebody"):
        commands.name_worker(actor, **named(person))


CONSENT = {"topic": Topic.HOUSING, "purpose": "to find a home", "given_how": "orally"}


def test_a_consent_is_given_and_withdrawn_at_once(worker, person):
    given = GivenConsent(receiver_id=UnitFactory().pk, **CONSENT)
    consent = commands.record_consent(worker, person_id=person.pk, given=given, on=EARLIER)
    assert Consent.objects.running_on(TODAY()).get() == consent

    commands.withdraw_consent(worker, consent_id=consent.pk, on=TODAY())

    consent.refresh_from_db()
    assert consent.withdrawn_on == TODAY()
    assert not Consent.objects.running_on(TODAY()).exists()
    with pytest.raises(Refused, match="withdrawn before"):
        commands.withdraw_consent(worker, consent_id=consent.pk, on=TODAY())


def test_the_consents_of_strangers_cannot_be_withdrawn(act_as, worker, person):
    given = GivenConsent(receiver_id=UnitFactory().pk, **CONSENT)
    consent = commands.record_consent(worker, person_id=person.pk, given=given, on=EARLIER)

    with pytest.raises(Consent.DoesNotExist):
        commands.withdraw_consent(
            act_as((UnitFactory(), Role.COORDINATOR)), consent_id=consent.pk, on=TODAY()
        )


def test_a_gap_in_who_answers_is_refused_when_the_transaction_ends(person):
    tomorrow = TODAY() + timedelta(days=1)

    with pytest.raises(IntegrityError, match="exactly one coordinating unit"):
        end_and_keep_the_promises(person, on=tomorrow)


def test_two_coordinating_units_at_once_are_refused(person, worker):
    with pytest.raises(IntegrityError):
        begin_beside(person, worker)


def begin_beside(person, worker):
    with transaction.atomic():
        Responsibility.begin(person.pk, unit=UnitFactory(), by=worker.user_id, on=TODAY())


def end_and_keep_the_promises(person, *, on):
    """The promises are asked for at once, as the end of the transaction would."""
    with transaction.atomic(), connection.cursor() as cursor:
        person.responsibilities.get().end(on=on, reason="over")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
