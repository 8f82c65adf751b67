"""Lists asked for together: what a question says is kept, what it finds is not."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from heimveg.access.context import reading_as
from heimveg.access.roles import Role
from heimveg.base import clock
from heimveg.base.parts import Worklist
from heimveg.desk.worklists import PANELS, needing
from heimveg.desk.worklists.asking import First, ask_all, statement
from heimveg.desk.worklists.panel import FIRST, MOST
from heimveg.needs.models import Need
from heimveg.persons.models import Responsibility
from tests.accounts.factories import UnitFactory
from tests.allocation.factories import DAY
from tests.needs.factories import NeedFactory
from tests.persons.factories import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    return UnitFactory()


def question_of(panel, actor):
    """None for a list of figures: nobody's rows are asked for."""
    asked = panel.ask(actor, DAY)
    return None if isinstance(asked, Worklist) else next(asked).of


def oldest_first(actor, on) -> QuerySet[Need]:
    return Need.objects.order_by("opened_on", "pk")


def nothing(actor, on) -> QuerySet[Need]:
    return Need.objects.filter(pk__in=[])


def list_of(question, *related):
    def ask(actor, on):
        found = yield First(question, related)
        rows = [row.pk for row in found.rows]
        return Worklist(id="x", title="", rows=rows, count=found.count, empty="")

    return ask


def found_by(actor, *questions):
    with reading_as(actor.user_id):
        return [list_.rows for list_ in ask_all([list_of(q) for q in questions], actor, DAY)]


@pytest.mark.parametrize("role", Role)
def test_what_a_list_asks_follows_from_the_reader_and_the_day_alone(
    unit, act_as, role, monkeypatch
):
    """So it may be kept: nothing is read to find the words, and the hour is not in them."""
    actor = act_as((unit, role))
    for panel in (panel for panel in PANELS if panel.is_for(actor)):
        question = question_of(panel, actor)
        if question is None:
            continue
        with CaptureQueriesContext(connection) as asked:
            now = statement.__wrapped__(question, actor, DAY)
        later = clock.now() + timedelta(hours=5)
        monkeypatch.setattr(clock, "now", lambda later=later: later)

        assert asked.captured_queries == [], panel
        then = statement.__wrapped__(question, actor, DAY)
        assert (now.sql, repr(now.params)) == (then.sql, repr(then.params)), panel


def test_an_answer_is_never_kept(unit, act_as):
    actor = act_as((unit, Role.ALLOCATOR))
    first = NeedFactory(person=PersonFactory(unit=unit), opened_on=DAY)
    assert found_by(actor, oldest_first) == [[first.pk]]

    second = NeedFactory(person=PersonFactory(unit=unit), opened_on=DAY - timedelta(days=1))

    assert found_by(actor, oldest_first) == [[second.pk, first.pk]]


def test_each_reader_asks_for_oneself_also_in_the_same_words(unit, act_as):
    need = NeedFactory(person=PersonFactory(unit=unit))
    own, other = act_as((unit, Role.ALLOCATOR)), act_as((UnitFactory(), Role.ALLOCATOR))
    assert found_by(own, oldest_first) == [[need.pk]]

    assert found_by(other, oldest_first) == [[]]


def test_a_question_that_can_find_nothing_stands_between_the_others(unit, act_as):
    actor = act_as((unit, Role.ALLOCATOR))
    need = NeedFactory(person=PersonFactory(unit=unit))

    assert found_by(actor, oldest_first, nothing, oldest_first) == [[need.pk], [], [need.pk]]
    assert found_by(actor, nothing) == [[]]


def test_many_lists_cost_one_question_and_one_for_each_kind_of_rows_and_records(unit, act_as):
    actor = act_as((unit, Role.ALLOCATOR))
    for _ in range(FIRST + 1):
        NeedFactory(person=PersonFactory(unit=unit))
    lists = [list_of(oldest_first, "person")] * 3 + [list_of(nothing)]

    with reading_as(actor.user_id), CaptureQueriesContext(connection) as asked:
        ask_all(lists, actor, DAY)

    assert len(asked) == 3  # the question, the needs, the people


def test_a_list_that_is_told_at_once_keeps_its_place(unit, act_as):
    ready = Worklist(id="ready", title="", rows=[], count=0, empty="")
    actor = act_as((unit, Role.ALLOCATOR))

    with reading_as(actor.user_id):
        lists = ask_all([lambda *_asked: ready, list_of(nothing)], actor, DAY)

    assert [list_.id for list_ in lists] == ["ready", "x"]


def test_my_people_stand_longest_first_whichever_way_i_am_named(unit, act_as, monkeypatch):
    monkeypatch.setattr(needing, "MOST", 3)
    care = act_as((unit, Role.CARE_WORKER))
    since = {"named": 30, "stand-in": 40, "both": 20, "another's": 90}
    for name, days in since.items():
        person = PersonFactory(name=name, unit=unit, on=DAY - timedelta(days=days))
        is_worker, is_stand_in = name in {"named", "both"}, name in {"stand-in", "both"}
        Responsibility.objects.filter(person=person).update(
            named_worker_id=care.user_id if is_worker else None,
            stand_in_id=care.user_id if is_stand_in else None,
        )

    with reading_as(care.user_id):
        (found,) = ask_all([needing.my_people], care, DAY)

    assert [row.what for row in found.rows] == ["stand-in", "named", "both"]
    assert MOST > FIRST
