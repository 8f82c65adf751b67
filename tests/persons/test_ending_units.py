"""A unit is ended from the page of units, and its people are led on."""

from datetime import timedelta

import pytest

from heimveg.access.roles import Role
from heimveg.accounts.models import Unit, User
from heimveg.base import clock
from heimveg.base.errors import Invalid
from heimveg.persons.commands import end_unit
from heimveg.persons.models import Responsibility
from tests.accounts.factories import UnitFactory
from tests.persons.factories import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    return UnitFactory(name="Oppfølging nord")


@pytest.fixture
def heir():
    return UnitFactory(name="Oppfølging sør")


@pytest.fixture
def enter(act_as, log_in):
    def as_role(unit, role=Role.COORDINATOR):
        actor = act_as((unit, role))
        User.objects.filter(pk=actor.user_id).update(language="en")
        return log_in(actor)

    return as_role


def who_answers(person):
    rows = Responsibility.objects.running_on(clock.today()).coordinating()
    return rows.get(person=person).unit


def test_what_follows_is_shown_and_the_heir_answers_from_today(enter, unit, heir, form):
    person = PersonFactory(unit=unit)
    browser, path = enter(unit), f"/units/{unit.pk}/end/"
    assert path in browser.get("/units/").content.decode()
    assert "answers for 1 person" in browser.get(path).content.decode()
    fields = form(heir=str(heir.pk))

    for _ in range(2):  # a double click has one effect
        assert browser.post(path, fields).status_code in (302, 303)

    assert Unit.objects.get(pk=unit.pk).ended_on == clock.today()
    assert who_answers(person) == heir


def test_without_an_heir_nobody_is_let_go_and_the_form_says_why(enter, unit, heir, form):
    person = PersonFactory(unit=unit)

    answer = enter(unit).post(f"/units/{unit.pk}/end/", form(heir=""))

    assert answer.status_code == 422
    assert "Choose which unit" in answer.content.decode()
    assert who_answers(person) == unit


def test_a_unit_that_answers_for_nobody_ends_without_an_heir(enter, unit, form):
    assert (
        enter(unit, Role.LEADER).post(f"/units/{unit.pk}/end/", form(heir="")).status_code == 302
    )

    assert Unit.objects.get(pk=unit.pk).ended_on == clock.today()


def test_who_decides_between_units_ends_any_and_others_only_their_own(enter, unit, heir):
    mandate = UnitFactory(has_mandate=True)
    path = f"/units/{unit.pk}/end/"

    assert enter(mandate).get(path).status_code == 200
    stranger = enter(heir)
    assert stranger.get(path).status_code == 404
    assert path not in stranger.get("/units/").content.decode()
    assert enter(unit, Role.CARE_WORKER).get(path).status_code == 403


def test_a_unit_outside_is_no_heir(enter, unit, form):
    PersonFactory(unit=unit)
    outside = UnitFactory(is_inside=False)

    answer = enter(unit).post(f"/units/{unit.pk}/end/", form(heir=str(outside.pk)))

    assert answer.status_code == 422


def test_the_command_itself_refuses_an_heir_that_is_outside_or_ends(act_as, unit):
    person = PersonFactory(unit=unit)
    boss = act_as((unit, Role.COORDINATOR))
    later = clock.today() + timedelta(days=30)

    for heir in (UnitFactory(is_inside=False), UnitFactory(ended_on=later), unit):
        with pytest.raises(Invalid):
            end_unit(boss, unit_id=unit.pk, heir_id=heir.pk, on=clock.today())

    assert who_answers(person) == unit
    assert Unit.objects.get(pk=unit.pk).ended_on is None
