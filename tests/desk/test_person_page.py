import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from heimveg.access.models import ReadEntry
from heimveg.access.roles import Role
from heimveg.accounts.models import Absence, Unit, User
from heimveg.accounts.queries import system_user
from heimveg.base import clock
from heimveg.desk import life
from heimveg.desk.life.track import Track
from heimveg.desk.section import Section
from heimveg.needs.permissions import READ_CARE_BASIS
from heimveg.persons.commands import close_case
from heimveg.persons.models import (
    Consent,
    Household,
    HouseholdMember,
    Protection,
    Responsibility,
)
from heimveg.persons.rules import Basis, CaseOutcome, Grade
from heimveg.stays.models import InstitutionStay, Stay
from heimveg.stays.rules import InstitutionKind, StayKind
from tests.accounts.factories import UnitFactory, UserFactory
from tests.needs.factories import NeedFactory
from tests.persons.factories import PersonFactory
from tests.tenancies.factories import TenancyFactory

pytestmark = pytest.mark.django_db
TODAY = clock.today
EARLIER = date(2026, 1, 1)
MOST_QUERIES = 30


@pytest.fixture
def unit():
    return UnitFactory(name="Housing office", phone="11 22 33 44", opening_hours="9–15")


@pytest.fixture
def person(unit):
    return PersonFactory(name="Kari Nordheim", unit=unit)


@pytest.fixture
def enter(act_as, log_in, unit):
    """enter(role): a browser logged in as that role in the unit, in English."""

    def as_role(role=Role.COORDINATOR, **flags):
        actor = act_as((unit, role), **flags)
        User.objects.filter(pk=actor.user_id).update(language="en")
        return log_in(actor)

    return as_role


def text(response):
    """The words of the page, as a reader meets them."""
    main = response.content.decode().split("<main", 1)[1].split("</main>", 1)[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def page_of(browser, person):
    return text(browser.get(f"/people/{person.pk}/"))


def test_one_line_says_who_answers_and_how_to_reach_them(enter, person):
    worker, stand_in = UserFactory(name="Eli Bakke"), UserFactory(name="Per Vik")
    person.responsibilities.update(named_worker=worker, stand_in=stand_in)

    page = page_of(enter(), person)

    assert "Housing office answers now" in page
    assert "Worker: Eli Bakke, stand-in Per Vik" in page
    assert "11 22 33 44" in page
    assert "9–15" in page


def test_a_change_of_worker_does_not_change_since_when_the_unit_answers(enter, person):
    row = person.responsibilities.get()
    for _ in range(2):
        row = row.pass_to(
            worker=UserFactory(), stand_in=None, by=row.made_by_id, on=TODAY() - timedelta(days=1)
        )

    assert "answers now (since 1 January 2026)" in page_of(enter(), person)


def test_who_is_away_is_said_with_whom_to_ask(enter, person):
    worker = UserFactory(name="Eli Bakke")
    person.responsibilities.update(named_worker=worker)
    Absence.objects.create(
        user=worker, stand_in=UserFactory(name="Per Vik"), started_on=TODAY(), ended_on=None
    )

    assert "Eli Bakke is away. Ask Per Vik." in page_of(enter(), person)


def test_nobody_named_is_said_with_the_way_to_name_somebody(enter, person):
    response = enter().get(f"/people/{person.pk}/")

    row = person.responsibilities.get()
    assert "No worker is named yet" in text(response)
    assert f'href="/people/{person.pk}/answering/{row.pk}/"' in response.content.decode()


def test_life_is_drawn_and_told_as_a_table(enter, person):
    Stay.move(person, kind=StayKind.TEMPORARY_ACCOMMODATION, on=EARLIER)
    tenancy = TenancyFactory(person=person, started_on=date(2026, 5, 1))
    NeedFactory(person=person)

    response = enter().get(f"/people/{person.pk}/")

    page = text(response)
    for words in (
        "Where the person lives",
        "temporary accommodation",
        tenancy.dwelling.address,
        "Who answers",
        "Homeless for",
    ):
        assert words in page
    assert "<svg" in response.content.decode()
    assert f"/needs/{person.needs.get().pk}/" in response.content.decode()


def test_household_and_consents_are_shown(enter, person, unit):
    child = PersonFactory(name="Ola Nordheim", unit=unit)
    household = Household.objects.create(formed_on=EARLIER)
    for member, relation in ((person, "main"), (child, "child")):
        HouseholdMember.join(household, member.pk, relation=relation, on=EARLIER)
    Consent.objects.create(
        person=person, topic="economy", receiver=UnitFactory(name="NAV"), purpose="x",
        given_how="orally", started_on=EARLIER, recorded_by=UserFactory(),
    )  # fmt: skip

    page = page_of(enter(), person)

    assert "Ola Nordheim child" in page
    assert "economy, to NAV" in page


@pytest.mark.parametrize(
    ("role", "named"),
    [
        (Role.COORDINATOR, []),
        (Role.ALLOCATOR, ["Health facts: not for your position"]),
        (Role.CARE_WORKER, ["Decisions: not for", "Income and arrears: not for"]),
    ],
)
def test_what_is_left_out_is_named_by_its_class(enter, person, role, named):
    page = page_of(enter(role), person)

    assert page.count("not for your position") == len(named)
    for words in named:
        assert words in page


def test_the_page_differs_in_nothing_for_who_may_not_see_health(enter, person):
    """Non-interference: which institution changes no byte of the allocator's page."""
    stay = Stay.move(person, kind=StayKind.INSTITUTION, on=EARLIER)
    allocator = enter(Role.ALLOCATOR)
    before = page_of(allocator, person)
    kept = InstitutionStay.objects.create(stay=stay, person=person, kind=InstitutionKind.PRISON)

    assert page_of(allocator, person) == before
    assert "institution, prison" in page_of(enter(Role.COORDINATOR), person)
    assert kept.pk


def test_a_protected_person_does_not_exist_for_the_unqualified(enter, person):
    Protection.mark(person.pk, Grade.CONFIDENTIAL, on=EARLIER)

    assert enter().get(f"/people/{person.pk}/").status_code == 404
    page = page_of(enter(handles_protected=True), person)
    assert "confidential address" in page


def test_the_address_of_a_household_with_somebody_protected_is_left_out(enter, person, unit):
    child = PersonFactory(name="Ola Nordheim", unit=unit)
    household = Household.objects.create(formed_on=EARLIER)
    for member in (person, child):
        HouseholdMember.join(household, member.pk, relation="other", on=EARLIER)
    tenancy = TenancyFactory(person=person, dwelling__address="Hemmeleg veg 7")
    Stay.move(person, kind=StayKind.MUNICIPAL_TENANCY, on=EARLIER, dwelling=tenancy.dwelling)
    Protection.mark(child.pk, Grade.CONFIDENTIAL, on=EARLIER)

    page = enter().get(f"/people/{person.pk}/").content.decode()
    assert "Hemmeleg" not in page
    assert f"/dwellings/{tenancy.dwelling_id}/" not in page
    assert "Ola Nordheim" not in page
    assert "Hemmeleg veg 7" in page_of(enter(handles_protected=True), person)


def test_a_closed_case_is_shown_without_ways_to_change_it(enter, person):
    person.cases.get().close(on=TODAY(), outcome=CaseOutcome.NO_NEED)

    response = enter().get(f"/people/{person.pk}/")

    assert "No unit answers now" in text(response)
    assert f"/people/{person.pk}/particulars/" not in response.content.decode()
    assert "Open a case again" in text(response)


def test_the_page_is_one_read_of_one_person(enter, person):
    enter().get(f"/people/{person.pk}/")

    entry = ReadEntry.objects.get()
    assert (entry.permission, entry.person_ids) == ("persons.read", [person.pk])


def long_life(person, years):
    """Every kind of row, four a year."""
    for n in range(4 * years):
        day = EARLIER - timedelta(days=90 * (n + 1))
        end = day + timedelta(days=90)
        Stay.objects.create(person=person, kind=StayKind.ROUGH, started_on=day, ended_on=end)
        TenancyFactory(person=person, started_on=day, ended_on=end)
        NeedFactory(
            person=person, unit=UnitFactory(), status="housed", opened_on=day, closed_on=end
        )
        Responsibility.objects.create(
            person=person, unit=UnitFactory(), kind="contributing", basis="asked",
            started_on=day, ended_on=end, end_reason="over", made_by=UserFactory(),
            made_at=clock.now(),
        )  # fmt: skip
        Consent.objects.create(
            person=person, topic="housing", receiver=UnitFactory(), purpose="x",
            given_how="orally", started_on=day, recorded_by=UserFactory(),
        )  # fmt: skip


def test_the_page_asks_the_database_less_than_30_times_however_long_the_life(enter, person):
    browser = enter()
    url = f"/people/{person.pk}/"
    NeedFactory(person=person)
    browser.get(url)
    with CaptureQueriesContext(connection) as short:
        browser.get(url)
    long_life(person, years=6)
    with CaptureQueriesContext(connection) as long:
        browser.get(url)

    assert len(long) <= len(short) + 1  # the page's own; one more where a list was empty
    assert len(long) < MOST_QUERIES, [q["sql"][:90] for q in long.captured_queries]


def test_a_part_is_not_asked_for_by_who_may_not_see_it(enter, person, monkeypatch):
    asked = []

    def ask(*given):
        asked.append(given)

    monkeypatch.setattr(life, "SECTIONS", (Section(READ_CARE_BASIS, ask, "never.html"),))
    track = Track(READ_CARE_BASIS, "x", lambda *_: ask() or [])
    monkeypatch.setattr(life, "TRACKS", (track,))

    assert enter(Role.ALLOCATOR).get(f"/people/{person.pk}/").status_code == 200
    assert not asked
    assert enter(Role.COORDINATOR).get(f"/people/{person.pk}/").status_code == 200
    assert len(asked) == 2


def test_also_lists_only_units_that_are_there_and_have_to_do_with_the_person_today(enter, person):
    today = clock.today()
    for name, ends, unit_ends in (
        ("Goes on", None, None),
        ("Ends next week", today + timedelta(days=7), None),
        ("Ended today", today, None),
        ("Unit that was closed", None, today),
    ):
        other = UnitFactory(name=name)
        Responsibility.contribute(
            person.pk, unit=other, basis=Basis.ASKED, by=system_user(),
            on=today - timedelta(days=9), accepted_on=today, ended_on=ends,
        )  # fmt: skip
        Unit.objects.filter(pk=other.pk).update(ended_on=unit_ends)

    also = enter().get(f"/people/{person.pk}/").content.decode().split("Also has to do with")[1]
    also = also.split("</p>")[0]

    assert "Goes on" in also
    assert "Ends next week" in also
    assert "Ended today" not in also
    assert "Unit that was closed" not in also


def test_closing_the_case_ends_a_relation_that_had_a_last_day_to_come(enter, person, unit, act_as):
    today = clock.today()
    other = UnitFactory(name="By consent")
    row = Responsibility.contribute(
        person.pk, unit=other, basis=Basis.ASKED, by=system_user(), on=today, accepted_on=today,
        ended_on=today + timedelta(days=90),
    )  # fmt: skip

    close_case(
        act_as((unit, Role.COORDINATOR)),
        person_id=person.pk,
        outcome=CaseOutcome.NO_NEED,
        on=today,
    )

    row.refresh_from_db()
    assert row.ended_on == today
    assert (
        "By consent"
        not in enter()
        .get(f"/people/{person.pk}/")
        .content.decode()
        .split("answers-heading")[1]
        .split("</section>")[0]
    )
