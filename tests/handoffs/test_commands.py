"""Asking, answering, deciding: who answers for the person, and who sees them, at each step."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from heimveg.access.context import reading_as
from heimveg.access.roles import Role
from heimveg.accounts.queries import system_user
from heimveg.base import clock
from heimveg.base.errors import Invalid, Refused
from heimveg.handoffs import commands, jobs
from heimveg.handoffs.models import Answered, AskedAlready, Handoff, HandoffNote
from heimveg.handoffs.permissions import READ_HANDOFFS
from heimveg.handoffs.queries import fate_of, last_day, note_of
from heimveg.handoffs.rules import DeclineReason, HandoffState, Urgency, Wanted
from heimveg.needs.models import Need
from heimveg.persons.commands import close_case, end_unit, withdraw_consent
from heimveg.persons.following import standing
from heimveg.persons.models import Case, Consent, Person, Responsibility
from heimveg.persons.permissions import READ_PERSON
from heimveg.persons.rules import CaseOutcome, GivenConsent, Topic
from tests.accounts.factories import UnitFactory
from tests.handoffs.factories import question

pytestmark = pytest.mark.django_db


def today():
    return clock.today()


def sees(actor, person):
    with reading_as(actor.user_id):
        return Person.objects.permitted_to(actor, READ_PERSON).filter(pk=person.pk).exists()


def answers_for(person):
    rows = Responsibility.objects.running_on(today()).coordinating().filter(person=person)
    return [row.unit.name for row in rows.select_related("unit")]


def decline(town, handoff, **changed):
    said = {"because": DeclineReason.NO_CAPACITY, "words": "Fullt til mars.", "suggests_id": None}
    actor = town.of(handoff.answering_unit)
    return commands.decline_handoff(actor, handoff_id=handoff.pk, on=today(), **said | changed)


def test_the_asked_unit_may_read_before_it_answers_and_who_asks_goes_on_answering(town):
    person = town.person()
    assert not sees(town.of(town.b), person)

    town.asked(person)

    assert sees(town.of(town.b), person)
    assert answers_for(person) == ["A"]


def test_accepting_changes_who_answers_and_who_sees_at_once(town):
    person = town.person()
    handoff = town.asked(person)

    town.accept(handoff)

    assert answers_for(person) == ["B"]
    assert not sees(town.of(town.a), person)
    assert sees(town.of(town.b, 1), person)
    handoff.refresh_from_db()
    assert handoff.state == HandoffState.ACCEPTED
    assert handoff.ledger.unit == town.b
    assert handoff.ledger.named_worker_id == town.of(town.b).user_id
    asked = Responsibility.objects.filter(person=person, kind="contributing")
    assert [row.ended_on for row in asked] == [today()]


def test_who_hands_over_can_stay_on_and_help(town):
    person = town.person()

    town.accept(town.asked(person, stays_on=True))

    assert sees(town.of(town.a), person)
    assert answers_for(person) == ["B"]


def test_the_housing_office_keeps_its_need_when_another_unit_takes_over(town):
    person = town.person()
    Need.begin(person=person, unit=town.a, by=system_user(), on=today())

    town.accept(town.asked(person))

    assert sees(town.of(town.a), person)


def test_declining_says_why_and_the_sight_ends(town):
    person = town.person()
    handoff = town.asked(person)

    decline(town, handoff)

    handoff.refresh_from_db()
    assert (handoff.state, handoff.declined_because) == ("declined", "no_capacity")
    assert answers_for(person) == ["A"]
    assert not sees(town.of(town.b), person)


def test_declining_without_words_is_refused(town):
    with pytest.raises(Invalid):
        decline(town, town.asked(), words="  ")


def test_taking_the_question_back_ends_the_sight(town):
    person = town.person()
    handoff = town.asked(person)

    commands.withdraw_handoff(town.of(town.a, 1), handoff_id=handoff.pk, on=today())

    assert not sees(town.of(town.b), person)
    assert answers_for(person) == ["A"]


def test_another_unit_can_be_asked_instead_and_the_first_day_is_remembered(town):
    person = town.person()
    handoff = town.asked(person, on=today() - timedelta(days=4))

    new = commands.reassign_handoff(
        town.of(town.a), handoff_id=handoff.pk, to_unit_id=town.c.pk, worker_id=None, on=today()
    )

    assert new.first_asked_on == handoff.asked_on
    assert not sees(town.of(town.b), person)
    assert sees(town.of(town.c), person)


def test_one_question_of_a_kind_at_a_time(town):
    person = town.person()
    town.asked(person)

    with pytest.raises(AskedAlready):
        town.asked(person, to=town.c)

    town.asked(person, to=town.c, kind=Wanted.CONTRIBUTE)


def test_only_the_unit_that_answers_can_ask(town):
    handoff = town.asked()

    with pytest.raises(Refused):
        commands.ask_handoff(
            town.of(town.b),
            person_id=handoff.person_id,
            to_unit_id=town.c.pk,
            question=question(kind=Wanted.CONTRIBUTE),
            on=today(),
        )


def test_only_the_asked_unit_can_answer_and_only_who_asked_can_take_back(town):
    handoff = town.asked()

    with pytest.raises(Refused):
        commands.accept_handoff(
            town.of(town.a), handoff_id=handoff.pk, worker_id=town.of(town.a).user_id, on=today()
        )
    with pytest.raises(Refused):
        commands.withdraw_handoff(town.of(town.b), handoff_id=handoff.pk, on=today())


def test_a_stranger_meets_nothing(town):
    handoff = town.asked()

    with pytest.raises(Handoff.DoesNotExist):
        commands.withdraw_handoff(town.of(town.c), handoff_id=handoff.pk, on=today())
    with reading_as(town.of(town.c).user_id):
        assert fate_of(handoff.pk) is None
        mine = Handoff.objects.permitted_to(town.of(town.c), READ_HANDOFFS)
        assert not mine.filter(pk=handoff.pk).exists()


def test_a_property_manager_may_not_ask(town, act_as):
    with pytest.raises(PermissionDenied):
        commands.ask_handoff(
            act_as((town.a, Role.PROPERTY)),
            person_id=town.person().pk,
            to_unit_id=town.b.pk,
            question=question(),
            on=today(),
        )


def test_who_comes_too_late_is_told_what_became_of_it(town):
    handoff = town.asked()
    town.accept(handoff)

    with pytest.raises(Answered) as told:
        commands.withdraw_handoff(town.of(town.a), handoff_id=handoff.pk, on=today())

    assert "accepted" in str(told.value)


def test_a_unit_asks_to_take_a_person_and_the_present_one_answers(town):
    person = town.person()
    town.accept(town.asked(person, kind=Wanted.CONTRIBUTE))
    worker = town.of(town.b)

    handoff = commands.ask_to_take(
        worker,
        person_id=person.pk,
        unit_id=town.b.pk,
        question=question(worker_id=worker.user_id),
        on=today(),
    )
    assert answers_for(person) == ["A"]
    commands.accept_handoff(town.of(town.a), handoff_id=handoff.pk, worker_id=None, on=today())

    assert answers_for(person) == ["B"]
    assert not sees(town.of(town.a), person)
    row = Responsibility.objects.running_on(today()).coordinating().get(person=person)
    assert row.named_worker_id == worker.user_id
    helping = Responsibility.objects.running_on(today()).filter(person=person)
    assert helping.count() == 1  # it answers, and so does not also help


def test_a_contribution_is_accepted_with_a_worker(town):
    person = town.person()

    handoff = town.accept(town.asked(person, kind=Wanted.CONTRIBUTE))

    assert answers_for(person) == ["A"]
    handoff.refresh_from_db()
    assert handoff.ledger.accepted_on == today()
    assert handoff.ledger.named_worker_id == town.of(town.b).user_id
    assert sees(town.of(town.b), person)


def test_past_its_day_it_goes_to_who_decides_and_the_decision_is_final(town):
    person = town.person()
    handoff = town.asked(person, on=today() - timedelta(days=60))
    assert not sees(town.decider, person)

    assert jobs.escalate_past.func() == 1
    assert sees(town.decider, person)
    commands.decide_handoff(
        town.decider, handoff_id=handoff.pk, unit_id=town.b.pk, words="B har fagfolka.", on=today()
    )

    assert answers_for(person) == ["B"]
    assert not sees(town.decider, person)
    assert not sees(town.of(town.a), person)
    with pytest.raises(Answered):
        commands.withdraw_handoff(town.of(town.a), handoff_id=handoff.pk, on=today())


def test_the_last_day_itself_is_in_time(town):
    handoff = town.asked()
    Handoff.objects.filter(pk=handoff.pk).update(answer_by=today())

    assert jobs.escalate_past.func() == 0


def test_who_does_not_agree_with_a_no_brings_it_to_who_decides(town):
    person = town.person()
    handoff = decline(town, town.asked(person))

    commands.escalate_handoff(town.of(town.a), handoff_id=handoff.pk, on=today())
    assert sees(town.of(town.b), person)  # may still say yes
    commands.decide_handoff(
        town.decider, handoff_id=handoff.pk, unit_id=town.a.pk, words="A held fram.", on=today()
    )

    assert answers_for(person) == ["A"]
    assert not sees(town.of(town.b), person)
    assert not sees(town.decider, person)


def test_a_no_is_not_brought_further_when_the_person_has_moved_on(town):
    person = town.person()
    handoff = decline(town, town.asked(person))
    town.accept(town.asked(person, to=town.c, stays_on=True))

    with pytest.raises(Answered):
        commands.escalate_handoff(town.of(town.a), handoff_id=handoff.pk, on=today())


def test_who_was_to_decide_reads_no_more_when_the_question_lapses(town):
    person = town.person()
    help_asked = town.asked(person, kind=Wanted.CONTRIBUTE)
    commands.escalate_handoff(town.of(town.a), handoff_id=decline(town, help_asked).pk, on=today())
    assert sees(town.decider, person)

    town.accept(town.asked(person))  # B answers for the person: whether it helps is no question

    assert Handoff.objects.get(pk=help_asked.pk).state == HandoffState.LAPSED
    assert not sees(town.decider, person)


def test_a_third_unit_can_be_decided(town):
    person = town.person()
    handoff = decline(town, town.asked(person))
    commands.escalate_handoff(town.of(town.a), handoff_id=handoff.pk, on=today())

    commands.decide_handoff(
        town.decider, handoff_id=handoff.pk, unit_id=town.c.pk, words="C tek det.", on=today()
    )

    assert answers_for(person) == ["C"]
    assert [sees(town.of(u), person) for u in (town.a, town.b, town.c)] == [False, False, True]


def test_a_decision_is_written_and_made_by_who_may(town):
    handoff = decline(town, town.asked())
    commands.escalate_handoff(town.of(town.a), handoff_id=handoff.pk, on=today())

    with pytest.raises(Invalid):
        commands.decide_handoff(
            town.decider, handoff_id=handoff.pk, unit_id=town.a.pk, words=" ", on=today()
        )
    with pytest.raises(Refused):
        commands.decide_handoff(
            town.of(town.a), handoff_id=handoff.pk, unit_id=town.a.pk, words="x", on=today()
        )


def test_before_its_day_nothing_is_escalated(town):
    with pytest.raises(Refused):
        commands.escalate_handoff(town.of(town.a), handoff_id=town.asked().pk, on=today())


def test_outside_the_municipality_something_must_let_the_unit_know(town):
    person = town.person()
    hospital = UnitFactory(name="Hospital", is_inside=False)
    ask = {"to": hospital, "kind": Wanted.CONTRIBUTE}

    with pytest.raises(Invalid):
        town.asked(person, **ask)
    with pytest.raises(Invalid):
        town.asked(person, to=hospital, statute="helsepersonelloven § 25")

    handoff = town.asked(person, **ask, statute="helsepersonelloven § 25")
    assert handoff.shared_on == "statute"


def test_a_withdrawn_consent_stops_reading_at_once(town):
    person = town.person()
    hospital = UnitFactory(name="Hospital", is_inside=False)
    nurse = town.worker(hospital)
    given = GivenConsent(Topic.HOUSING, hospital.pk, "Ein heim", "writing", None)
    consent = Consent.give(person.pk, given, on=today(), by=system_user().pk)
    handoff = town.asked(person, to=hospital, kind=Wanted.CONTRIBUTE)
    assert handoff.shared_on == "consent"
    assert sees(nurse, person)
    commands.accept_handoff(nurse, handoff_id=handoff.pk, worker_id=nurse.user_id, on=today())
    assert sees(nurse, person)

    withdraw_consent(town.of(town.a), consent_id=consent.pk, on=today())

    assert not sees(nurse, person)


def test_closing_the_case_ends_the_question_and_the_need_and_nobody_accepts_any_more(town):
    person = town.person()
    Need.begin(person=person, unit=town.a, by=system_user(), on=today())
    handoff = town.asked(person)
    assert len(standing([person.pk], on=today())) == 2

    close_case(town.of(town.a), person_id=person.pk, outcome=CaseOutcome.NO_NEED, on=today())

    assert standing([person.pk], on=today()) == []
    with pytest.raises(Answered):
        town.accept(handoff)


def test_only_who_answers_closes_and_who_did_is_told(town):
    person = town.person()
    handoff = town.asked(person)
    with pytest.raises(Refused, match="Only the unit"):
        close_case(town.of(town.b), person_id=person.pk, outcome=CaseOutcome.OTHER, on=today())
    town.accept(handoff)

    with pytest.raises(Refused, match="any more"):
        close_case(town.of(town.a), person_id=person.pk, outcome=CaseOutcome.OTHER, on=today())

    assert Case.objects.open().filter(person=person).exists()


def test_a_strictly_protected_person_is_read_by_the_one_named_alone(town):
    person = town.person()
    cleared = town.worker(town.b, handles_protected=True)
    sender = town.worker(town.a, handles_protected=True)
    row = Responsibility.objects.get(person=person)
    row.pass_to(worker=_user(sender), stand_in=None, by=system_user().pk, on=today())
    from heimveg.persons.models import Protection
    from heimveg.persons.rules import Grade

    Protection.mark(person.pk, Grade.STRICTLY, on=today())
    ask = {"person_id": person.pk, "to_unit_id": town.b.pk, "on": today()}

    with pytest.raises(Invalid):
        commands.ask_handoff(sender, question=question(), **ask)
    handoff = commands.ask_handoff(sender, question=question(worker_id=cleared.user_id), **ask)

    assert sees(cleared, person)
    assert not sees(town.of(town.b), person)
    commands.accept_handoff(cleared, handoff_id=handoff.pk, worker_id=cleared.user_id, on=today())
    assert sees(cleared, person)
    with reading_as(sender.user_id):
        assert fate_of(handoff.pk) is None  # not even that much is told


def _user(actor):
    from heimveg.accounts.models import User

    return User.objects.get(pk=actor.user_id)


def test_what_is_said_of_health_is_for_who_reads_it(town):
    handoff = town.asked(note="Psykose i fjor.")
    allocator = town.worker(town.b, Role.ALLOCATOR)
    care = town.worker(town.b, Role.CARE_WORKER)

    with reading_as(allocator.user_id):
        assert note_of(allocator, handoff) is None
        assert not HandoffNote.objects.filter(handoff=handoff).exists()
    with reading_as(care.user_id):
        assert note_of(care, handoff).text == "Psykose i fjor."


def test_other_questions_follow_along_to_the_unit_that_takes_over(town):
    person = town.person()
    helping = town.asked(person, to=town.c, kind=Wanted.CONTRIBUTE)

    town.accept(town.asked(person))

    helping.refresh_from_db()
    assert helping.from_unit == town.b
    assert sees(town.of(town.c), person)
    commands.withdraw_handoff(town.of(town.b), handoff_id=helping.pk, on=today())


def test_a_unit_ends_when_its_people_are_led_on_and_nothing_waits(town):
    person = town.person()
    boss = town.decider
    with pytest.raises(Refused, match="1 person"):
        end_unit(boss, unit_id=town.a.pk, heir_id=None, on=today())
    handoff = town.asked(person)
    with pytest.raises(Refused, match="Hand-offs"):
        end_unit(boss, unit_id=town.a.pk, heir_id=town.c.pk, on=today())
    commands.withdraw_handoff(town.of(town.a), handoff_id=handoff.pk, on=today())

    end_unit(boss, unit_id=town.a.pk, heir_id=town.c.pk, on=today())

    assert answers_for(person) == ["C"]


def test_last_days_skip_what_is_no_working_day():
    from datetime import date

    friday = date(2026, 4, 30)  # 1 May is a holiday, and a Friday
    assert last_day(Urgency.AT_ONCE, on=friday) == date(2026, 5, 4)
