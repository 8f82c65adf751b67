"""A no and a decision reach the colleagues they concern, without the person's name."""

import pytest

from heimveg.base import clock
from heimveg.handoffs import commands
from heimveg.handoffs.colleagues import tell_of_a_decision
from heimveg.handoffs.rules import DeclineReason
from heimveg.notices.models import Notice
from heimveg.persons.models import Protection
from heimveg.persons.rules import Grade

pytestmark = pytest.mark.django_db


def decline(town, handoff):
    return commands.decline_handoff(
        town.of(handoff.answering_unit), handoff_id=handoff.pk,
        because=DeclineReason.NO_CAPACITY, words="Fullt.", suggests_id=None, on=clock.today(),
    )  # fmt: skip


def decide(town, handoff):
    commands.escalate_handoff(town.of(town.a), handoff_id=handoff.pk, on=clock.today())
    commands.decide_handoff(
        town.decider, handoff_id=handoff.pk, unit_id=town.b.pk, words="B.", on=clock.today()
    )


def told(actor):
    return [row.body for row in Notice.objects.unread_by(actor.user_id).order_by("pk")]


def test_a_no_stands_on_the_front_page_of_who_asked(town, log_in):
    handoff = decline(town, town.asked(town.person(name="Kari Kasteball")))

    assert told(town.of(town.a)) == ["B said no to what your unit asked. Choose what happens now."]
    assert told(town.of(town.b)) == []
    front = log_in(town.of(town.a)).get("/").content.decode()
    assert f"/hand-offs/{handoff.pk}/" in front


def test_a_no_stands_among_what_we_have_asked_until_somebody_else_is_asked(town, log_in):
    handoff = decline(town, town.asked())
    page, url = log_in(town.of(town.a)), f"/hand-offs/{handoff.pk}/"
    assert url in page.get("/hand-offs/?show=asked").content.decode()

    town.asked(handoff.person, to=town.c)

    assert url not in page.get("/hand-offs/?show=asked").content.decode()


def test_who_asked_and_has_left_is_heard_for_by_colleagues(town):
    handoff = town.asked()
    handoff.asked_by.memberships.update(ended_on=clock.today())

    decline(town, handoff)

    assert told(town.of(town.a)) == []
    assert len(told(town.of(town.a, 1))) == 1


def test_a_decision_is_told_to_both_units(town):
    decide(town, decline(town, town.asked()))

    assert told(town.of(town.a))[-1] == "Between A and B it is decided: B. Read why."
    assert told(town.of(town.b)) == ["Between A and B it is decided: B. Read why."]
    assert told(town.decider) == []
    assert told(town.of(town.c)) == []


@pytest.mark.parametrize("grade", [Grade.CONFIDENTIAL, Grade.STRICTLY])
def test_of_a_protected_person_only_who_asked_hears(town, grade):
    handoff = decline(town, town.asked())
    handoff = commands.escalate_handoff(town.of(town.a), handoff_id=handoff.pk, on=clock.today())
    Protection.mark(handoff.person_id, grade, on=clock.today())

    tell_of_a_decision(handoff, town.a, by=town.decider.user_id, at=clock.now())

    assert len(told(town.of(town.a))) == 2
    assert told(town.of(town.b)) == []
