"""Who waits for a home that is not ready does not live there yet."""

from datetime import date, timedelta

import pytest

from heimveg.access.roles import Role
from heimveg.stays.models import Stay
from heimveg.stays.queries import leaving_without_a_home, life_on, stays_of
from heimveg.stays.queries.counting import _places_and_durations
from heimveg.stays.rules import StayKind
from heimveg.stays.rules.counting import days_of
from heimveg.tenancies.commands.beginning import set_first_day
from heimveg.tenancies.commands.ending import end_tenancy
from heimveg.tenancies.models import Letting, Tenancy
from heimveg.tenancies.rules import Ending
from heimveg.upkeep.models import Turnover
from tests.dwellings.factories import DwellingFactory, PropertyFactory
from tests.persons.factories import PersonFactory
from tests.stays.factories import StayFactory

pytestmark = pytest.mark.usefixtures("this_day", "in_english")
DAY = date(2026, 11, 23)
LONG_AGO = DAY - timedelta(days=90)
AHEAD = DAY + timedelta(days=14)


@pytest.fixture
def person(housing):
    """Stays in temporary accommodation, since long."""
    person = PersonFactory(unit=housing, name="Ola Vik")
    StayFactory(person=person, kind=StayKind.TEMPORARY_ACCOMMODATION, started_on=LONG_AGO)
    return person


@pytest.fixture
def turnover(db):
    home = DwellingFactory(estate=PropertyFactory(), address="Storgata 1")
    return Turnover.leave(dwelling=home, on=DAY - timedelta(days=10))


def moves_in(person, turnover, on=AHEAD):
    return Tenancy.move_in(
        person=person, dwelling=turnover.dwelling, on=on, decision=None, rent_ore_month=900_000,
        lease_until=None, by=person.responsibilities.get().made_by_id,
    )  # fmt: skip


def ready(turnover, on):
    Turnover.objects.get(pk=turnover.pk)
    Turnover.objects.filter(pk=turnover.pk).update(inspected_on=on, at_standard_on=on, ready_on=on)


def lives(person, on):
    stay = Stay.objects.running_on(on).filter(person=person).get()
    return StayKind(stay.kind), stay.started_on


STILL = (StayKind.TEMPORARY_ACCOMMODATION, LONG_AGO)


def test_a_yes_changes_nothing_of_where_the_person_lives_while_the_home_is_not_ready(
    person, turnover, on_day
):
    moves_in(person, turnover)
    assert lives(person, AHEAD - timedelta(days=1)) == STILL
    on_day(AHEAD + timedelta(days=5))
    assert lives(person, AHEAD + timedelta(days=5)) == STILL


def test_ready_in_time_the_stay_begins_on_its_day(person, turnover):
    moves_in(person, turnover)
    ready(turnover, AHEAD - timedelta(days=2))
    assert lives(person, AHEAD - timedelta(days=1)) == STILL
    assert lives(person, AHEAD) == (StayKind.MUNICIPAL_TENANCY, AHEAD)


def test_ready_too_late_it_waits_for_the_new_day(officer, person, turnover, on_day):
    tenancy = moves_in(person, turnover)
    late, new = AHEAD + timedelta(days=3), AHEAD + timedelta(days=8)
    on_day(late)
    ready(turnover, late)
    assert lives(person, late) == STILL
    set_first_day(officer, tenancy_id=tenancy.pk, was=AHEAD, first_day=new, until=None, on=late)
    assert lives(person, new - timedelta(days=1)) == STILL
    assert lives(person, new) == (StayKind.MUNICIPAL_TENANCY, new)


def test_a_new_day_while_the_home_is_still_not_ready_changes_nothing(
    officer, person, turnover, on_day
):
    tenancy, new = moves_in(person, turnover), AHEAD + timedelta(days=20)
    on_day(AHEAD)
    set_first_day(officer, tenancy_id=tenancy.pk, was=AHEAD, first_day=new, until=None, on=AHEAD)
    assert lives(person, new) == STILL
    ready(turnover, new - timedelta(days=1))
    assert lives(person, new) == (StayKind.MUNICIPAL_TENANCY, new)


def test_a_home_that_falls_empty_after_the_yes_is_waited_for(person, housing):
    """The one before gives notice, somebody else is promised the home, and the first moves out."""
    home = DwellingFactory(estate=PropertyFactory())
    turnover = Turnover.begin(dwelling=home, noticed_on=DAY, expected_vacant_on=AHEAD)
    moves_in(person, turnover)
    assert lives(person, AHEAD) == (StayKind.MUNICIPAL_TENANCY, AHEAD)
    turnover.vacate(on=AHEAD - timedelta(days=1))
    assert lives(person, AHEAD) == STILL


def test_what_was_written_of_a_later_day_meanwhile_is_kept(person, turnover):
    moves_in(person, turnover)
    later = AHEAD + timedelta(days=30)
    Stay.move(person, kind=StayKind.INSTITUTION, on=later)
    ready(turnover, DAY)
    assert lives(person, AHEAD) == (StayKind.MUNICIPAL_TENANCY, AHEAD)
    assert lives(person, later) == (StayKind.INSTITUTION, later)


def test_a_tenancy_that_comes_to_nothing_leaves_no_trace_of_a_move(
    officer, person, turnover, on_day
):
    tenancy = moves_in(person, turnover)
    on_day(AHEAD)
    end_tenancy(officer, tenancy_id=tenancy.pk, on=AHEAD, ending=Ending.MOVED)
    assert lives(person, AHEAD) == STILL
    assert not Stay.objects.filter(awaits_home=True).exists()


def test_homelessness_goes_on_and_the_count_says_so(officer, person, turnover, on_day):
    moves_in(person, turnover)
    on_day(AHEAD + timedelta(days=7))
    year, week, _day = (AHEAD + timedelta(days=7)).isocalendar()
    assert len(_places_and_durations(days_of(year, week))[0]) == 1
    life = life_on(stays_of(officer, [person.pk]), on=AHEAD + timedelta(days=7))
    assert life.ethos is not None
    assert life.days == (AHEAD + timedelta(days=7) - LONG_AGO).days


def test_a_home_that_is_being_made_ready_is_a_home_to_come_out_to(officer, turnover, housing):
    person = PersonFactory(unit=housing)
    soon = {"expected_end_on": DAY + timedelta(days=10), "kind": StayKind.INSTITUTION}
    StayFactory(person=person, started_on=LONG_AGO, **soon)
    assert leaving_without_a_home(officer, on=DAY).exists()
    moves_in(person, turnover, on=DAY + timedelta(days=9))
    assert not leaving_without_a_home(officer, on=DAY).exists()


def test_the_home_is_spoken_for_and_not_lived_in(person, turnover, on_day):
    moves_in(person, turnover)
    for day in (AHEAD - timedelta(days=1), AHEAD, AHEAD + timedelta(days=9)):
        on_day(day)
        assert not Letting.objects.begun_on(day).exists()
        assert Letting.objects.to_come(day).exists()
    ready(turnover, AHEAD)
    assert Letting.objects.begun_on(AHEAD).exists()


def test_the_pages_do_not_say_that_the_person_lives_there(
    log_in, officer, act_as, person, turnover, on_day
):
    moves_in(person, turnover)
    landlord = act_as((turnover.dwelling.estate.managed_by, Role.PROPERTY))
    for day in (DAY, AHEAD + timedelta(days=2)):
        on_day(day)
        page = log_in(officer).get(f"/people/{person.pk}/").content.decode()
        assert "temporary accommodation" in page.split("</header>")[1].split("<section")[0]
    for actor in (officer, landlord):
        page = log_in(actor).get(f"/dwellings/{turnover.dwelling_id}/").content.decode()
        assert "Somebody was to have moved in on" in page
        assert "Nobody rents this home today" not in page
    assert (
        "waits for the home" in log_in(officer).get(f"/people/{person.pk}/stays/").content.decode()
    )
