"""The read log as the privacy officer meets it: who, when, as what, how many; never whom."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from heimveg.access.models import ReadEntry
from heimveg.access.roles import Role
from heimveg.base import clock
from heimveg.desk.queries.log import read_on, readers_on
from tests.accounts.factories import MunicipalityFactory, UnitFactory, UserFactory
from tests.persons.factories import PersonFactory

pytestmark = pytest.mark.django_db
LOG = "/log/"


@pytest.fixture
def auditor(act_as, log_in):
    MunicipalityFactory(default_language="en")
    return log_in(act_as((UnitFactory(), Role.AUDITOR)))


def read(user=None, at=None, persons=(1, 2, 3)):
    """An entry of the log; `at` is set by the owner's hand in the model of the test."""
    entry = ReadEntry.objects.create(
        user_id=(user or UserFactory()).pk,
        permission="persons.read",
        roles=["allocator"],
        person_ids=list(persons),
    )
    return entry if at is None else _moved(entry, at)


def _moved(entry, at):
    """The app role cannot change a log row, so the row is written anew with its time."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO access_readentry (user_id, permission, roles, person_ids, happened_at)"
            " VALUES (%s, %s, %s, %s, %s) RETURNING id",
            [entry.user_id, entry.permission, entry.roles, entry.person_ids, at],
        )
        return ReadEntry.objects.get(pk=cursor.fetchone()[0])


def main(response):
    return response.content.decode().split("<main")[1].split("</main")[0]


def test_it_says_who_looked_when_as_what_for_what_and_at_how_many(auditor):
    person = PersonFactory(name="Kari Nordheim")
    read(UserFactory(name="Nosy Parker"), persons=[person.pk, 99991, 99992])

    shown = main(auditor.get(LOG))

    for words in ("Nosy Parker", "Allocation officer", "Open a person&#x27;s page", ">3<"):
        assert words in shown, words
    assert "Kari Nordheim" not in shown
    assert "99991" not in shown


def test_reading_the_log_is_not_reading_about_anybody(auditor):
    read()
    auditor.get(LOG)

    assert ReadEntry.objects.count() == 1


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.AUDITOR])
def test_it_is_for_the_privacy_officer_alone(act_as, log_in, role):
    MunicipalityFactory()
    client = log_in(act_as((UnitFactory(), role)))

    assert client.get(LOG).status_code == 403
    assert LOG not in client.get("/").content.decode()


def test_a_day_is_a_day_in_norway(db):
    user = UserFactory()
    before, first, last, after = (
        read(user, at)
        for at in (
            datetime(2026, 10, 24, 21, 59, 59, tzinfo=UTC),  # 23.59.59 the day before
            datetime(2026, 10, 24, 22, 0, tzinfo=UTC),  # midnight, summer time
            datetime(2026, 10, 25, 22, 59, 59, tzinfo=UTC),  # 23.59.59, an hour longer day
            datetime(2026, 10, 25, 23, 0, tzinfo=UTC),  # midnight, winter time
        )
    )

    found = set(read_on(datetime(2026, 10, 25).date()))

    assert found == {first, last}
    assert not found & {before, after}


def test_it_is_narrowed_to_one_reader(auditor):
    one, other = UserFactory(name="One Reader"), UserFactory(name="Other Reader")
    read(one)
    read(other)
    read(other)

    assert readers_on(clock.today()) == [(other.pk, "Other Reader", 2), (one.pk, "One Reader", 1)]
    shown = main(auditor.get(f"{LOG}?user={one.pk}"))
    table = shown.split("<tbody")[1]
    assert "One Reader" in table
    assert "Other Reader" not in table


@pytest.mark.parametrize(
    "query",
    [
        "?day=",
        "?day=x",
        "?day=0001-01-01",
        "?day=9999-12-31",
        "?day=2026-02-30",
        "?user=x",
        "?user=999999",
        "?page=x",
    ],
)
def test_whatever_is_asked_is_answered(auditor, query):
    assert auditor.get(LOG + query).status_code == 200


def test_yesterday_is_one_step_away_and_tomorrow_is_not_there(auditor):
    today = clock.today()
    shown = main(auditor.get(LOG))

    assert f"?day={today - timedelta(days=1)}" in shown
    assert f"?day={today + timedelta(days=1)}" not in shown
    assert "Nobody has looked at anybody that day" in main(
        auditor.get(f"{LOG}?day={today - timedelta(days=1)}")
    )


def test_the_log_costs_the_same_for_one_and_many(auditor, constant_queries):
    constant_queries(lambda: auditor.get(LOG), read)


def test_a_swap_is_the_part_of_the_page(auditor):
    read()
    whole, part = auditor.get(LOG), auditor.get(LOG, headers={"HX-Request": "true"})

    assert part.content.decode().strip() in whole.content.decode()


def test_the_front_page_leads_the_privacy_officer_to_who_has_read_today(auditor):
    reader = UserFactory(name="Nosy Parker")
    read(reader)

    shown = main(auditor.get("/"))

    assert "Nosy Parker" in shown
    assert f"/log/?user={reader.pk}" in shown
