"""Who is asked and who is there, also where hundreds are."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from heimveg.access.roles import Role
from heimveg.accounts.models import User
from heimveg.base import clock
from heimveg.meetings.commands.sitting import note_attendance, open_meeting
from heimveg.meetings.models import Attendance
from heimveg.meetings.queries.people import MOST_FOUND, MOST_LISTED, table_of
from tests.accounts.factories import (
    MembershipFactory,
    MunicipalityFactory,
    UnitFactory,
    UserFactory,
)
from tests.meetings.factories import meeting_of, series_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    MunicipalityFactory(default_language="en")
    return UnitFactory(name="Housing office")


@pytest.fixture
def chair(act_as, office):
    return act_as((office, Role.COORDINATOR))


@pytest.fixture
def crowd():
    """A unit so large that its people cannot be ticked off one by one."""
    unit = UnitFactory(name="Home care")
    for n in range(MOST_LISTED + 30):
        MembershipFactory(user=UserFactory(name=f"Nr {n:03}"), unit=unit, role=Role.CARE_WORKER)
    return unit


@pytest.fixture
def meeting(office, crowd):
    return meeting_of(series_of(office, crowd))


@pytest.fixture
def open_one(chair, meeting, log_in):
    open_meeting(chair, meeting_id=meeting.pk, version=meeting.version, at=clock.now())
    User.objects.filter(pk=chair.user_id).update(language="en")
    return log_in(chair)


def page(browser, meeting, query=""):
    return browser.get(f"/meetings/{meeting.pk}/{query}").content.decode()


def test_a_large_table_is_searched_and_not_ticked_off(open_one, meeting):
    nothing_sought = page(open_one, meeting)
    found = page(open_one, meeting, "?who=nr+00")

    assert nothing_sought.count('type="checkbox"') == 0
    assert "of 71 who are asked" in nothing_sought
    assert found.count('type="checkbox"') == 10
    assert page(open_one, meeting, "?who=home").count('type="checkbox"') == MOST_FOUND
    assert "Nobody who is asked" in page(open_one, meeting, "?who=zz")


def test_who_was_ticked_off_before_stays_when_others_are_sought(open_one, meeting, crowd, form):
    first, second = User.objects.filter(name__startswith="Nr").order_by("name")[:2]
    path = f"/meetings/{meeting.pk}/present/"
    open_one.post(path, form(shown=str(first.pk), present=str(first.pk)))

    open_one.post(path, form(shown=str(second.pk), present=str(second.pk)))

    assert set(Attendance.objects.values_list("user_id", flat=True)) == {first.pk, second.pk}
    open_one.post(path, form(shown=[str(first.pk), str(second.pk)], present=str(second.pk)))
    assert Attendance.objects.get().user == second
    assert Attendance.objects.get().unit == crowd


def test_the_page_asks_the_database_as_often_for_many_as_for_few(open_one, meeting, crowd):
    page(open_one, meeting)
    with CaptureQueriesContext(connection) as few:
        page(open_one, meeting)
    for n in range(60):
        MembershipFactory(user=UserFactory(name=f"Ny {n}"), unit=crowd, role=Role.CARE_WORKER)
    with CaptureQueriesContext(connection) as many:
        page(open_one, meeting, "?who=Ny")

    assert len(few) == len(many)


def test_a_closed_large_meeting_tells_who_came_and_how_many_were_asked(
    open_one, chair, meeting, crowd
):
    came = User.objects.filter(name="Nr 007").get()
    note_attendance(chair, meeting_id=meeting.pk, present=[came.pk])
    type(meeting).objects.filter(pk=meeting.pk).update(state="closed", closed_at=clock.now())

    shown = " ".join(page(open_one, meeting).split())

    assert "1 of 70 people" in shown
    assert "Nr 007" in shown
    assert "Nr 008" not in shown


def test_few_are_ticked_off_as_before(chair, office, log_in, form):
    meeting = meeting_of(series_of(office, UnitFactory(name="NAV")))
    open_meeting(chair, meeting_id=meeting.pk, version=meeting.version, at=clock.now())
    shown = page(log_in(chair), meeting)

    assert shown.count('type="checkbox"') == 1
    assert 'name="who"' not in shown


def test_who_has_no_email_is_told_to_who_leads(chair, office, log_in):
    MembershipFactory(
        user=UserFactory(name="Per Post", email=""), unit=office, role=Role.CASEWORKER
    )
    guests = UnitFactory(name="NAV")
    meeting = meeting_of(series_of(office, guests))
    User.objects.filter(pk=chair.user_id).update(language="en")

    shown = page(log_in(chair), meeting)

    alert = shown.split('id="no-email"')[1].split("</div>")[0]
    assert "no e-mail address" in alert
    assert "Per Post" in alert
    assert f"/meetings/{meeting.pk}/invitation.ics" in alert
    reader = MembershipFactory(unit=guests, role=Role.CASEWORKER).user
    assert 'id="no-email"' not in page(log_in(reader.actor(on=clock.today())), meeting)


def test_a_table_of_nobody_is_empty():
    assert table_of([], set()).asked == 0


def test_days_in_english_have_no_stray_full_stop(chair, office, log_in):
    meeting = meeting_of(series_of(office))
    User.objects.filter(pk=chair.user_id).update(language="en")
    day = clock.today() + timedelta(days=1)
    type(meeting).objects.filter(pk=meeting.pk).update(held_on=day)

    for shown in (page(log_in(chair), meeting), log_in(chair).get("/meetings/").content.decode()):
        assert f"{day.day} {day:%B}" in shown
        assert f"{day.day}. {day:%B}" not in shown
