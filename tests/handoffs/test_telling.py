"""The person is told which unit answers now: once, in their language, by a way that is safe."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heimveg.access.context import reading_as
from heimveg.base import clock
from heimveg.handoffs import commands
from heimveg.handoffs.jobs import tell_of_heirs
from heimveg.handoffs.rules import Wanted
from heimveg.handoffs.rules.telling import Known, Way, way_to_tell
from heimveg.notices.models import Notice
from heimveg.persons.commands import Named, end_unit, name_worker
from heimveg.persons.models import Protection, Responsibility
from heimveg.persons.rules import Grade
from heimveg.stays.models import Stay
from heimveg.stays.rules import StayKind
from tests.handoffs.factories import question


def today():
    return clock.today()


def told():
    return list(Notice.objects.filter(key__startswith="answers:").order_by("pk"))


@given(st.booleans(), st.booleans(), st.booleans())
def test_nothing_leaves_by_itself_for_a_protected_person(name, number, post):
    known = Known(is_protected=True, has_name=name, has_phone_or_email=number, post_arrives=post)

    assert way_to_tell(known) is Way.BY_HAND


def test_who_has_no_address_gets_a_message_and_who_has_nothing_is_told_by_somebody():
    def way(name, number, post):
        return way_to_tell(Known(False, name, number, post))

    assert way(True, True, True) is Way.LETTER
    assert way(True, True, False) is Way.MESSAGE
    assert way(False, True, True) is Way.MESSAGE
    assert way(True, False, False) is Way.BY_WORKER
    assert way(False, False, True) is Way.BY_WORKER


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nn", "ansvar for å følgje deg opp"),
        ("nb", "ansvar for å følge deg opp"),
        ("en", "respon"),
    ],
)
def test_a_yes_tells_the_person_in_their_language_and_names_no_unit_before(town, language, words):
    person = town.person(name="Inga Prøve", language=language)
    town.b.write(phone="55 00 00 01", email="b@example.org")

    town.accept(town.asked(person))

    (letter,) = told()
    assert (letter.person_id, letter.channel, letter.language) == (person.pk, "letter", language)
    assert words in letter.body
    assert "55 00 00 01" in letter.body
    assert "b@example.org" in letter.body
    assert "\nA\n" not in letter.body
    assert " A " not in letter.body


@pytest.mark.django_db
def test_help_beside_the_unit_that_answers_changes_nothing_to_tell(town):
    town.accept(town.asked(town.person(), kind=Wanted.CONTRIBUTE))

    assert told() == []


@pytest.mark.django_db
def test_a_decision_tells_the_person_although_who_decided_sees_them_no_more(town):
    long_ago = today() - timedelta(days=40)
    handoff = town.asked(town.person(), on=long_ago)
    commands.escalate_handoff(town.of(town.a), handoff_id=handoff.pk, on=today())

    commands.decide_handoff(
        town.decider, handoff_id=handoff.pk, unit_id=town.b.pk, words="B.", on=today()
    )

    (letter,) = told()
    assert "B" in letter.body.splitlines()
    with reading_as(town.decider.user_id):
        assert not Notice.objects.filter(pk=letter.pk).exists()


@pytest.mark.django_db
def test_a_decision_for_the_unit_that_answers_already_tells_nothing(town):
    handoff = town.asked(town.person(), on=today() - timedelta(days=40))
    commands.escalate_handoff(town.of(town.a), handoff_id=handoff.pk, on=today())

    commands.decide_handoff(
        town.decider, handoff_id=handoff.pk, unit_id=town.a.pk, words="A.", on=today()
    )

    assert told() == []


@pytest.mark.django_db
def test_the_heir_of_an_ended_unit_is_told_of_once_also_of_people_nobody_there_sees(town):
    person = town.person()
    end_unit(town.decider, unit_id=town.a.pk, heir_id=town.c.pk, on=today())

    assert [tell_of_heirs.func(), tell_of_heirs.func()] == [1, 0]

    (letter,) = told()
    assert letter.person_id == person.pk
    assert "C" in letter.body.splitlines()


@pytest.mark.django_db
def test_a_worker_named_the_same_day_makes_no_second_letter(town):
    person = town.person()
    town.accept(town.asked(person))
    row = Responsibility.objects.open().coordinating().get(person=person)
    other = town.of(town.b, 1)
    named = Named(worker_id=other.user_id, stand_in_id=None)
    name_worker(other, person_id=person.pk, responsibility_id=row.pk, named=named, on=today())

    assert tell_of_heirs.func() == 0
    assert len(told()) == 1


@pytest.mark.django_db
def test_a_unit_that_ends_next_month_is_told_of_then(town):
    town.person()
    end_unit(town.decider, unit_id=town.a.pk, heir_id=town.c.pk, on=today() + timedelta(days=30))

    assert tell_of_heirs.func() == 0


@pytest.mark.django_db
def test_a_protected_persons_letter_is_held_for_somebody_cleared(town):
    cleared = {"handles_protected": True}
    a, b = town.worker(town.a, **cleared), town.worker(town.b, **cleared)
    person = town.person(phone="99 00 00 00", email="p@example.org")
    Protection.mark(person.pk, Grade.CONFIDENTIAL, on=today())
    handoff = commands.ask_handoff(
        a, person_id=person.pk, to_unit_id=town.b.pk, question=question(), on=today()
    )

    commands.accept_handoff(b, handoff_id=handoff.pk, worker_id=b.user_id, on=today())

    assert [(row.channel, row.state) for row in told()] == [("letter", "held")]


@pytest.mark.django_db
def test_who_sleeps_rough_without_a_telephone_is_told_by_their_worker(town):
    person = town.person(phone="", email="")
    Stay.move(person, kind=StayKind.ROUGH, on=today() - timedelta(days=3))

    town.accept(town.asked(person))

    (word,) = told()
    assert (word.channel, word.user_id) == ("page", town.of(town.b).user_id)
    assert word.leads_to == f"/people/{person.pk}/"
    assert person.shown_name not in word.body


@pytest.mark.django_db
def test_who_sleeps_rough_with_a_telephone_gets_a_message(town):
    person = town.person(phone="99 00 00 00", email="")
    Stay.move(person, kind=StayKind.ROUGH, on=today() - timedelta(days=3))

    town.accept(town.asked(person))

    assert [row.channel for row in told()] == ["sms"]


@pytest.mark.django_db
def test_where_nobody_is_named_those_in_the_units_casework_are_asked_to_tell(town):
    person = town.person(phone="", email="")
    Stay.move(person, kind=StayKind.ROUGH, on=today() - timedelta(days=3))
    end_unit(town.decider, unit_id=town.a.pk, heir_id=town.c.pk, on=today())

    assert [tell_of_heirs.func(), tell_of_heirs.func()] == [1, 0]

    assert {row.user_id for row in told()} == {actor.user_id for actor in town.workers[town.c.pk]}
