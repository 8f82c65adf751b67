from datetime import date, timedelta

import pytest

from heimveg.access.roles import Role
from heimveg.accounts.models import User
from heimveg.base import clock
from heimveg.persons.rules import CaseOutcome
from heimveg.stays.models import Stay
from heimveg.stays.rules import StayKind
from tests.accounts.factories import UnitFactory
from tests.persons.factories import PersonFactory
from tests.stays.factories import StayFactory

pytestmark = pytest.mark.django_db
TODAY = clock.today


@pytest.fixture
def unit():
    return UnitFactory()


@pytest.fixture
def browser(act_as, log_in, unit):
    actor = act_as((unit, Role.COORDINATOR))
    User.objects.filter(pk=actor.user_id).update(language="en")
    return log_in(actor)


@pytest.fixture
def stay(unit):
    return StayFactory(person=PersonFactory(unit=unit), started_on=date(2026, 2, 1))


def given(form, stay, **fields):
    whole = {
        "kind": stay.kind, "on": stay.started_on.isoformat(), "ended_on": "",
        "expected_end_on": "", "row_version": str(stay.version),
    }  # fmt: skip
    return form(**(whole | fields))


def test_a_stay_is_written_right_and_the_history_keeps_what_stood_there(browser, stay, form):
    sent = given(form, stay, kind="rough", on="2026-03-01")

    first = browser.post(f"/stays/{stay.pk}/correct/", sent)
    again = browser.post(f"/stays/{stay.pk}/correct/", sent)

    stay.refresh_from_db()
    assert (first.status_code, again.status_code) == (302, 303)
    assert (stay.kind, stay.started_on, stay.version) == (StayKind.ROUGH, date(2026, 3, 1), 2)


def test_two_who_correct_at_once_do_not_write_over_each_other(browser, stay, form):
    old = given(form, stay, kind="crisis_centre")
    browser.post(f"/stays/{stay.pk}/correct/", given(form, stay, kind="rough"))

    assert browser.post(f"/stays/{stay.pk}/correct/", old).status_code == 409
    stay.refresh_from_db()
    assert stay.kind == StayKind.ROUGH


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"kind": "municipal_tenancy"}, "not one of the available choices"),
        ({"on": "2099-01-01"}, "not before"),
        ({"ended_on": "2099-01-01"}, "written as expected"),
        ({"ended_on": "2020-01-01"}, "after the beginning"),
        ({"on": "0026-01-01"}, "from 1900 to 2100"),
    ],
)
def test_what_cannot_be_so_is_said(browser, stay, form, fields, says):
    answer = browser.post(f"/stays/{stay.pk}/correct/", given(form, stay, **fields))

    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert Stay.objects.get().version == 1


def test_days_another_stay_has_are_refused(browser, stay, form):
    StayFactory(person=stay.person, started_on=date(2026, 1, 1), ended_on=date(2026, 2, 1))

    answer = browser.post(f"/stays/{stay.pk}/correct/", given(form, stay, on="2026-01-15"))

    assert answer.status_code == 409


def test_a_stay_ends_when_nobody_knows_where_the_person_is(browser, stay, form):
    day = TODAY() - timedelta(days=1)
    sent = form(row_version=str(stay.version), ended_on=day.isoformat())

    browser.post(f"/stays/{stay.pk}/end/", sent)

    stay.refresh_from_db()
    assert stay.ended_on == day
    late = form(row_version=str(stay.version), ended_on=TODAY().isoformat())
    assert browser.post(f"/stays/{stay.pk}/end/", late).status_code == 409
    early = form(row_version=str(stay.version), ended_on="2020-01-01")
    assert browser.post(f"/stays/{stay.pk}/end/", early).status_code == 422


def test_what_a_tenancy_writes_is_changed_there(browser, stay):
    Stay.objects.update(kind=StayKind.MUNICIPAL_TENANCY)

    assert browser.get(f"/stays/{stay.pk}/correct/").status_code == 409
    assert "/correct/" not in browser.get(f"/people/{stay.person_id}/stays/").content.decode()


def test_a_closed_case_is_read_only(browser, stay, form):
    stay.person.cases.get().close(on=TODAY(), outcome=CaseOutcome.NO_NEED)

    answer = browser.post(f"/stays/{stay.pk}/correct/", given(form, stay, kind="rough"))

    assert answer.status_code == 409


def test_another_units_stay_is_not_there(browser, form):
    other = StayFactory()

    for what in ("correct", "end"):
        assert browser.get(f"/stays/{other.pk}/{what}/").status_code == 404
        assert browser.post(f"/stays/{other.pk}/{what}/", given(form, other)).status_code == 404


def test_homelessness_is_asked_of_any_day_in_history(browser, stay):
    person = stay.person
    Stay.objects.filter(pk=stay.pk).update(ended_on=date(2026, 4, 1))
    StayFactory(person=person, kind=StayKind.OWN_HOME, started_on=date(2026, 4, 1),
                ended_on=date(2026, 6, 1))  # fmt: skip
    StayFactory(person=person, kind=StayKind.ROUGH, started_on=date(2026, 6, 1))
    url = f"/people/{person.pk}/stays/"

    def on(day):
        return " ".join(browser.get(url, {"day": day}).content.decode().split())

    assert "for 31 days" in on("2026-03-04")
    assert "ETHOS Light 3" in on("2026-03-04")
    assert "not homeless by the national definition" in on("2026-05-01")
    assert "Nothing is written about that day" in on("2026-01-01")
    assert "come back to homelessness 1 time." in on("2026-06-11")
    assert "ETHOS Light 1" in on("2026-06-11")
    assert browser.get(url, {"day": "x"}).status_code == 422


@pytest.fixture
def inside(unit):
    """inside(days, **rest): somebody in an institution, expected out in so many days."""

    def make(days, **rest):
        person = PersonFactory(unit=unit)
        return StayFactory(
            person=person, kind=StayKind.INSTITUTION,
            expected_end_on=TODAY() + timedelta(days=days), **rest,
        )  # fmt: skip

    return make


def test_discharge_two_weeks_away_without_a_home_is_on_the_front_page(browser, inside):
    soon, later = inside(14), inside(15)
    waits = inside(3, has_dwelling_after=True)
    found = inside(3)
    found.ended_on = TODAY() + timedelta(days=3)
    found.save()
    StayFactory(person=found.person, kind=StayKind.OWN_HOME, started_on=found.ended_on)

    page = browser.get("/").content.decode()
    panel = page.split('id="leaving"')[1].split("</section>")[0]

    assert soon.person.name in panel
    for stay in (later, waits, found):
        assert stay.person.name not in panel


def test_a_stay_past_its_end_asks_where_the_person_is_now(browser, inside):
    past = inside(-2)

    page = browser.get("/rest-of-my-day/").content.decode()

    assert past.person.name in page[page.index("stays-past") :]
