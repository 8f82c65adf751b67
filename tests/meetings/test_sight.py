"""Office first, then consent: what each at the table sees of an item about a person.

The database's answer is held against the rule in plain Python, over every seat there is.
"""

from datetime import date
from itertools import product

import pytest
from django.db import connection

from heimveg.access.context import reading_as
from heimveg.access.roles import Role
from heimveg.meetings.models import Discussion, Item, Matter
from heimveg.meetings.permissions import CASEWORKERS, READ_DISCUSSION, READ_MATTERS
from heimveg.meetings.rules import Seat, Sight, sight_of
from heimveg.persons.models import Conflict, Consent, Protection
from heimveg.persons.rules import Topic
from tests.accounts.factories import MembershipFactory, UnitFactory, UserFactory
from tests.meetings.factories import item_about, meeting_of, series_of
from tests.persons.factories import PersonFactory

pytestmark = pytest.mark.django_db
NOW = date(2026, 11, 23)
EARLIER = date(2026, 1, 1)


def consent(person, unit, topic=Topic.HOUSING, **rest):
    return Consent.objects.create(
        person=person, topic=topic, receiver=unit, purpose="x", given_how="orally",
        started_on=EARLIER, recorded_by=UserFactory(), **rest,
    )  # fmt: skip


def seen_in_database(user, person, item):
    """What the reader meets when nothing but the database's policies stands in the way."""
    with reading_as(user.pk):
        is_known = Item.objects.filter(pk=item.pk).exists()
        line = Matter.objects.filter(item=item).exists()
        whole = Discussion.objects.filter(item=item).exists()
    return (
        Sight.WHOLE if whole else Sight.LINE if line else
        Sight.THAT_IT_IS if is_known else Sight.NOTHING
    )  # fmt: skip


SEATS = list(product(
    (Role.CASEWORKER, Role.CARE_WORKER, Role.ALLOCATOR, Role.PROPERTY, Role.LEADER),
    (True, False),  # the unit answers for the person
    (None, Topic.HOUSING, Topic.ECONOMY),
    (True, False),  # has a conflict
    (None, "confidential", "strictly_confidential"),
))  # fmt: skip


@pytest.mark.parametrize(("role", "answers", "topic", "near", "grade"), SEATS)
def test_the_database_sees_what_the_rule_says(role, answers, topic, near, grade):
    mine = UnitFactory()
    person = PersonFactory(unit=mine if answers else UnitFactory())
    user = UserFactory()
    MembershipFactory(user=user, unit=mine, role=role)
    item = item_about(meeting_of(series_of(mine)), person)
    Discussion.note(item, person.pk, "x")
    if topic:
        consent(person, mine, topic)
    if near:
        Conflict.objects.create(user=user, person=person, kind="family", declared_on=EARLIER)
    if grade:
        Protection.objects.create(person=person, grade=grade, since=EARLIER)

    follows = answers and not near and not grade and role in CASEWORKERS
    rule = sight_of(
        Seat(
            follows=follows,
            follows_health=follows and role is Role.CARE_WORKER,
            has_conflict=near,
            in_casework=role in CASEWORKERS,
            consents=frozenset({topic} if topic else ()),
            is_shielded=grade is not None,
        )
    )

    assert seen_in_database(user, person, item) == rule


def test_a_consent_opens_the_line_with_the_name_until_the_day_it_is_withdrawn(act_as):
    nav = UnitFactory()
    person = PersonFactory(name="Kari Nordheim")
    given = consent(person, nav)
    actor = act_as((nav, Role.CASEWORKER))
    meeting = meeting_of(series_of(UnitFactory(), nav))
    item = item_about(meeting, person)
    Discussion.note(item, person.pk, "said")

    def met():
        with reading_as(actor.user_id):
            names = [m.shown_name for m in Matter.objects.permitted_to(actor, READ_MATTERS)]
            said = Discussion.objects.permitted_to(actor, READ_DISCUSSION).count()
        return names, said

    assert met() == (["Kari Nordheim"], 0)
    given.withdraw(on=NOW)
    assert met() == ([], 0)


def test_a_consent_to_another_unit_opens_nothing(act_as):
    person = PersonFactory()
    consent(person, UnitFactory())
    actor = act_as((UnitFactory(), Role.CASEWORKER))
    item_about(meeting_of(series_of(UnitFactory())), person)

    with reading_as(actor.user_id):
        assert not Matter.objects.exists()


def test_no_reader_no_row():
    item_about(meeting_of(series_of(UnitFactory())), PersonFactory())
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('heimveg.reader', '', true)")
        for table in ("item", "matter", "discussion", "task"):
            cursor.execute(f"SELECT count(*) FROM meetings_{table}")
            assert cursor.fetchone() == (0,)
