import re
from collections import Counter
from datetime import date, timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from heimveg.access.models import ReadEntry
from heimveg.access.roles import Role
from heimveg.accounts.models import User
from heimveg.base import clock
from heimveg.persons.models import Person
from heimveg.stays.models import PLACES, InstitutionStay, Stay
from heimveg.stays.queries.counting import national_count, oslo_2024
from heimveg.stays.rules import InstitutionKind, StayFact, StayKind, homelessness
from heimveg.stays.rules.counting import (
    COUNTED,
    FEW,
    FEW_HEALTH,
    Counted,
    Duration,
    Line,
    Place,
    days_of,
    duration,
    place,
    place_in_week,
    shown,
)
from heimveg.stays.views.counting import _worded
from heimveg.values import Period
from tests.accounts.factories import UnitFactory
from tests.persons.factories import PersonFactory
from tests.stays.factories import StayFactory

WEEK = days_of(2024)
MONDAY, SUNDAY = WEEK[0], WEEK[-1]
LONG_AGO = date(2024, 1, 1)
# How each code of the Oslo list is written as a stay: kind, institution, days left after Sunday.
WRITTEN = {
    Place.INSTITUTION_LATER: (StayKind.INSTITUTION, InstitutionKind.HOSPITAL, 100),
    Place.INSTITUTION_SOON: (StayKind.INSTITUTION, InstitutionKind.TREATMENT, 20),
    Place.PRISON_LATER: (StayKind.INSTITUTION, InstitutionKind.PRISON, 100),
    Place.PRISON_SOON: (StayKind.INSTITUTION, InstitutionKind.PRISON, 20),
}


def written(code):
    return WRITTEN.get(code) or (StayKind(str(code)), None, None)


def counted(code):
    kind, institution, left = written(code)
    expected = SUNDAY + timedelta(days=left) if left else None
    return Counted(StayFact(kind, Period(LONG_AGO), expected), institution)


def test_the_list_of_oslo_gives_1465_and_the_report_says_six_fewer():
    households = oslo_2024()["stay"]
    places = Counter(
        place_in_week([counted(Place(code))], WEEK)
        for code, number in households.items()
        for _ in range(number)
    )

    assert sum(places.values()) == 1925
    assert {str(code): n for code, n in places.items()} == households
    homeless = sum(n for code, n in places.items() if code in COUNTED)
    assert homeless == 1925 - 412 - 48 == 1465
    assert homeless - oslo_2024()["definition"]["homeless"] == 6


@pytest.mark.django_db
def test_loaded_with_the_counts_of_oslo_the_page_says_1465(act_as, log_in):
    _load(oslo_2024()["stay"])
    leader = act_as((UnitFactory(), Role.LEADER))
    User.objects.filter(pk=leader.user_id).update(language="en")
    before = ReadEntry.objects.count()

    page = log_in(leader).get("/stays/count/", {"year": 2024, "week": 48}).content.decode()

    assert ">1465<" in page.replace("\xa0", "").replace(" ", "").replace(",", "")
    assert "the report says 1459" in page.replace("1,459", "1459")
    assert "They are 167." in page
    assert ">412<" in page
    assert ">48<" in page
    assert ReadEntry.objects.count() == before


def _load(households):
    """One person with one stay for each household, in bulk."""
    rows = [(Place(code), n) for code, number in households.items() for n in range(number)]
    people = Person.objects.bulk_create(
        Person(name=f"{code} {n}", registered_on=LONG_AGO) for code, n in rows
    )
    stays = Stay.objects.bulk_create(
        Stay(
            person=person, kind=counted(code).fact.kind, started_on=LONG_AGO,
            expected_end_on=counted(code).fact.expected_end_on,
        )
        for person, (code, _n) in zip(people, rows, strict=True)
    )  # fmt: skip
    InstitutionStay.objects.bulk_create(
        InstitutionStay(stay=stay, person_id=stay.person_id, kind=counted(code).institution)
        for stay, (code, _n) in zip(stays, rows, strict=True)
        if counted(code).institution
    )


def test_the_count_takes_in_two_that_the_individual_definition_leaves_out():
    for kind in StayKind:
        fact = StayFact(kind, Period(LONG_AGO))
        is_counted = place(Counted(fact), on=MONDAY) in COUNTED
        in_doubt = kind in {StayKind.UNKNOWN, StayKind.RECEPTION_CENTRE}
        assert is_counted is (homelessness(fact, on=MONDAY) is not None or in_doubt), kind


def test_who_got_a_home_on_the_thursday_was_homeless_in_the_week():
    stays = [
        Counted(StayFact(StayKind.ROUGH, Period(LONG_AGO, WEEK[3]))),
        Counted(StayFact(StayKind.OWN_HOME, Period(WEEK[3]))),
    ]

    assert place_in_week(stays, WEEK) is Place.ROUGH
    assert place_in_week(stays, days_of(2024, 49)) is None


def test_who_moves_in_the_week_is_counted_once_where_they_were_last():
    stays = [
        Counted(StayFact(StayKind.ROUGH, Period(LONG_AGO, WEEK[3]))),
        Counted(StayFact(StayKind.CRISIS_CENTRE, Period(WEEK[3]))),
    ]

    assert place_in_week(stays, WEEK) is Place.CRISIS_CENTRE


def test_who_comes_out_of_prison_to_a_sofa_is_counted_at_the_sofa():
    inside = StayFact(StayKind.INSTITUTION, Period(LONG_AGO, WEEK[2]), WEEK[2])
    stays = [
        Counted(inside, InstitutionKind.PRISON),
        Counted(StayFact(StayKind.FAMILY_OR_FRIENDS, Period(WEEK[2]))),
    ]

    assert place_in_week(stays, WEEK) is Place.FAMILY_OR_FRIENDS


@pytest.mark.parametrize(
    ("leaves_on", "waits", "where"),
    [
        (SUNDAY + timedelta(days=20), False, Place.INSTITUTION_SOON),
        (date(2025, 2, 1), False, Place.INSTITUTION_SOON),  # two months after Sunday 1 December
        (date(2025, 2, 2), False, Place.INSTITUTION_LATER),
        (None, False, Place.INSTITUTION_LATER),
        (SUNDAY + timedelta(days=20), True, None),
    ],
)
def test_in_an_institution_the_last_two_months_count(leaves_on, waits, where):
    fact = StayFact(StayKind.INSTITUTION, Period(LONG_AGO), leaves_on, has_dwelling_after=waits)

    assert place_in_week([Counted(fact)], WEEK) is where


@pytest.mark.parametrize(
    ("started", "length"),
    [
        (SUNDAY - timedelta(days=20), Duration.UNDER_THREE_WEEKS),
        (SUNDAY - timedelta(days=21), Duration.THREE_WEEKS_TO_THREE_MONTHS),
        (date(2024, 9, 1), Duration.THREE_TO_SIX_MONTHS),
        (date(2024, 6, 1), Duration.OVER_SIX_MONTHS),
    ],
)
def test_how_long_is_counted_by_the_calendar(started, length):
    assert date(2024, 12, 1) == SUNDAY
    assert duration([StayFact(StayKind.ROUGH, Period(started))], on=SUNDAY) is length


def test_the_third_time_is_recurring_however_short():
    starts = (date(2023, 1, 1), date(2024, 1, 1), date(2024, 11, 20))
    stays = [StayFact(StayKind.ROUGH, Period(day, day + timedelta(days=30))) for day in starts]

    assert duration(stays, on=SUNDAY) is Duration.RECURRING
    assert duration(stays[1:], on=SUNDAY) is Duration.UNDER_THREE_WEEKS
    assert duration(stays, on=date(2024, 5, 1)) is Duration.NOT_KNOWN


COUNTS = st.dictionaries(st.sampled_from([str(p) for p in Place]), st.integers(0, 30))
HEALTH = frozenset({"institution_soon", "prison_soon"})


@given(counts=COUNTS)
def test_no_small_number_is_shown_and_every_sum_is_right(counts):
    lines = shown(counts, health=HEALTH)

    codes = [code for line in lines for code in line.codes]
    assert sorted(codes) == sorted(code for code, n in counts.items() if n)
    for line in lines:
        total = sum(counts[code] for code in line.codes)
        least = FEW_HEALTH if HEALTH & set(line.codes) else FEW
        assert line.persons == (total if total >= least else None)
    hidden = [line for line in lines if line.persons is None]
    assert len(hidden) <= 1
    if hidden:  # then it is all there is: nothing can be taken away from a total
        assert lines == hidden


@given(counts=COUNTS)
def test_a_small_number_never_stands_alone_beside_others(counts):
    lines = shown(counts, health=HEALTH)
    for line in lines:
        if len(line.codes) == 1 and len(lines) > 1:
            code = line.codes[0]
            assert counts[code] >= (FEW_HEALTH if code in HEALTH else FEW)


@pytest.fixture
def leader(act_as, log_in):
    actor = act_as((UnitFactory(), Role.LEADER))
    User.objects.filter(pk=actor.user_id).update(language="en")
    return log_in(actor)


@pytest.mark.django_db
def test_few_people_are_not_shown_at_all(leader):
    for _ in range(4):
        StayFactory(kind=StayKind.ROUGH, started_on=LONG_AGO)

    page = leader.get("/stays/count/", {"year": 2024, "week": 48}).content.decode()
    file = leader.get("/stays/count/export/", {"year": 2024, "week": 48}).content.decode()

    assert "too few to show" in page
    assert "too few to show" in file
    assert ",4\r\n" not in file


@pytest.mark.django_db
def test_the_file_holds_what_the_page_shows(leader):
    for _ in range(6):
        StayFactory(kind=StayKind.ROUGH, started_on=LONG_AGO)

    answer = leader.get("/stays/count/export/", {"year": 2024, "week": 48})

    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert "2024,48,counted,rough,nowhere to sleep,6" in answer.content.decode()
    assert "2024,48,definition,homeless,without a home,6" in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("asked", [{"year": "x"}, {"week": "54"}, {"year": "2025", "week": "53"}])
def test_a_week_that_is_not_is_said(leader, asked):
    assert leader.get("/stays/count/", asked).status_code == 422
    assert leader.get("/stays/count/export/", asked).status_code == 422


@pytest.mark.django_db
def test_the_count_costs_the_same_with_more_people(leader, constant_queries):
    constant_queries(
        lambda: leader.get("/stays/count/"),
        lambda: StayFactory(kind=StayKind.ROUGH, started_on=LONG_AGO),
    )


@pytest.mark.django_db
def test_each_person_is_counted_once_with_the_length_of_their_own(as_system):
    for _ in range(6):
        person = PersonFactory(on=LONG_AGO)
        StayFactory(person=person, started_on=LONG_AGO, ended_on=WEEK[2], kind=StayKind.ROUGH)
        StayFactory(person=person, started_on=WEEK[2], kind=StayKind.CRISIS_CENTRE)

    found = national_count(year=2024, week=48)

    assert found.homeless == 6
    assert [(line.codes, line.persons) for line in found.counted] == [(("crisis_centre",), 6)]
    assert [(line.codes, line.persons) for line in found.durations] == [(("over_six_months",), 6)]


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.CARETAKER, Role.AUDITOR])
def test_others_do_not_count(act_as, log_in, role):
    assert log_in(act_as((UnitFactory(), role))).get("/stays/count/").status_code == 403


def figures(page, table, column):
    """The numbers of one column of one table, the row of sums last."""
    part = page.split(f'<section id="{table}"')[1].split("</section>")[0]
    cells = re.findall(r'<td class="hv-right" data-label="([^"]+)">(?:<strong>)?([^<]*)', part)
    whole = [
        number.replace("\xa0", "").replace(",", "") for name, number in cells if name == column
    ]
    return [int(number) for number in whole if number.isdigit()]


@pytest.mark.django_db
def test_both_columns_add_up_also_where_nobody_here_is_in_a_line(leader):
    for _ in range(6):
        StayFactory(kind=StayKind.ROUGH, started_on=LONG_AGO)

    page = leader.get("/stays/count/", {"year": 2024, "week": 48}).content.decode()

    for column, total in (("Oslo 2024", 1465), ("Persons", 6)):
        *lines, together = figures(page, "counted", column)
        assert sum(lines) == together == total


def test_a_joined_line_is_read_without_a_chain_of_or():
    codes = ("rough", "institution_soon", "prison_soon", "reception_centre")
    with translation.override("en"):
        words = _worded(Line(codes, 30), PLACES)

    assert words == (
        "institution or prison, leaves within two months; nowhere to sleep; reception centre"
    )


@pytest.mark.django_db
@pytest.mark.parametrize("days", [7, 400])
def test_a_week_that_has_not_begun_is_not_counted(leader, days):
    year, week, _day = (clock.today() + timedelta(days=days)).isocalendar()
    asked = {"year": year, "week": week}

    page = leader.get("/stays/count/", asked)

    assert page.status_code == 422
    assert "That week has not begun" in page.content.decode()
    assert leader.get("/stays/count/export/", asked).status_code == 422
    year, week, _day = clock.today().isocalendar()
    assert leader.get("/stays/count/", {"year": year, "week": week}).status_code == 200


@pytest.mark.django_db
def test_nobody_is_told_where_a_person_will_live(act_as, log_in):
    unit = UnitFactory()
    person = PersonFactory(unit=unit)
    StayFactory(person=person, kind=StayKind.ROUGH)
    worker = act_as((unit, Role.COORDINATOR))
    User.objects.filter(pk=worker.user_id).update(language="en")
    browser = log_in(worker)

    page = browser.get(f"/people/{person.pk}/stays/", {"day": "2030-01-01"})

    assert page.status_code == 422
    assert "That day has not come" in page.content.decode()
    assert browser.get(f"/people/{person.pk}/stays/", {"day": "2026-01-01"}).status_code == 200
