"""A waiting list on its way into the register: who is known, who is new, and who must not show."""

# ruff: noqa: E501  # a table of rows is read whole

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from heimveg.access.roles import Role
from heimveg.base import clock
from heimveg.base.errors import Refused
from heimveg.exchange import commands
from heimveg.exchange.models import ImportFile
from heimveg.intake.jobs import ask_about_likenesses
from heimveg.intake.models import Likeness
from heimveg.needs.models import Income, Need
from heimveg.persons.models import Person, Protection, Responsibility
from heimveg.stays.models import Stay
from heimveg.tenancies.models import Tenancy
from tests.accounts.factories import UnitFactory
from tests.dwellings.factories import ClusterFactory, DwellingFactory
from tests.exchange.conftest import TODAY, found
from tests.exchange.files import comma_separated, ods, xlsx
from tests.persons.factories import PersonFactory
from tests.persons.numbers import synthetic_number

pytestmark = pytest.mark.django_db
HEADINGS = [
    "Fødselsnummer", "Referanse", "Namn", "Fødselsdato", "Telefon", "Språk", "Søknadsdato", "Hastegrad",
    "Kvifor det hastar", "Talet på personar i hushaldet", "Bustadtypar som passar", "Rom minst", "Husdyr",
    "Ønskt område", "Bur no", "Bur i objektnummer", "Målgruppe", "Årsinntekt", "Ikkje i bumiljø",
]  # fmt: skip
KARI = synthetic_number(date(1980, 5, 17))
OLA = synthetic_number(date(1991, 2, 3))
ROWS = [
    [
        KARI, "K-1", "Kari Nordheim", date(1980, 5, 17), "+47 999 99 999", "nynorsk", date(2026, 3, 1), 4,
        "Bustadlaus; barn", 2, "Bufellesskap, småhus", 2, "ja", "Sentrum; Vika", "Hos vener", None,
        "ROP", "310 000", "Solbakken",
    ],
    [
        None, "K-2", "Ola Vik", date(1991, 2, 3), None, None, date(2026, 5, 1), None,
        "Klar til å flytte vidare", 1, "Ordinær", 1, None, None, "Kommunal bustad", "B-7", None, None, None,
    ],
]  # fmt: skip


@pytest.fixture
def stock(db):
    ClusterFactory(name="Solbakken")
    return DwellingFactory(object_number="B-7")


@pytest.mark.parametrize(
    "content",
    [
        xlsx([HEADINGS, *ROWS]),
        ods([HEADINGS, *ROWS]),
        comma_separated([HEADINGS, *ROWS], separator=",", encoding="cp1252"),
    ],
    ids=["xlsx", "ods", "csv"],
)
def test_a_waiting_list_becomes_people_with_cases_needs_and_homes(
    content, allocator, office, stock, upload, take_in
):
    file = take_in(allocator, upload(allocator, content, kind="needs"))

    assert (file.state, file.report["fates"]) == ("committed", {"created": 2})
    kari, ola = Person.objects.order_by("name")
    assert (kari.national_id, kari.id_kind, kari.office_reference, kari.phone) == (
        KARI,
        "national",
        "K-1",
        "+47 999 99 999",
    )
    assert kari.cases.get().closed_on is None
    assert kari.responsibilities.get().unit == office
    need = kari.needs.get()
    assert (need.status, need.urgency, need.opened_on, need.household_size) == (
        "waiting",
        4,
        date(2026, 3, 1),
        2,
    )
    assert sorted(need.urgency_reasons) == ["children", "nowhere_to_sleep"]
    assert sorted(need.kinds) == ["shared", "small_house"]
    assert (need.has_pets, need.wished_areas, need.funding_groups) == (
        True,
        ["Sentrum", "Vika"],
        ["rop"],
    )
    assert [c.name for c in need.clusters_not.all()] == ["Solbakken"]
    assert Income.objects.get(person=kari).nok_year == 310_000
    assert kari.stays.get().kind == "family_or_friends"
    assert ola.needs.get().urgency == 2
    tenancy = ola.tenancies.get()
    assert (tenancy.dwelling, tenancy.is_imported, tenancy.decision) == (stock, True, None)
    assert ola.stays.get().kind == "municipal_tenancy"


def test_importing_the_same_list_again_changes_nothing(allocator, stock, upload, take_in):
    content = xlsx([HEADINGS, *ROWS])
    take_in(allocator, upload(allocator, content, kind="needs"))
    before = [
        list(m.objects.order_by("pk").values())
        for m in (Person, Need, Stay, Tenancy, Responsibility, Income)
    ]

    file = upload(allocator, content, kind="needs")
    take_in(allocator, file)

    assert file.report["fates"] == {"unchanged": 2}
    assert [
        list(m.objects.order_by("pk").values())
        for m in (Person, Need, Stay, Tenancy, Responsibility, Income)
    ] == before


def test_a_changed_need_is_shown_field_by_field(allocator, stock, upload, take_in):
    take_in(allocator, upload(allocator, xlsx([HEADINGS, *ROWS]), kind="needs"))
    rows = [list(ROWS[0]), ROWS[1]]
    rows[0][9], rows[0][11] = 3, 3

    file = upload(allocator, xlsx([HEADINGS, *rows]), kind="needs")

    assert file.report["changes"][0]["fields"] == [
        ["household_size", 2, 3],
        ["rooms_at_least", 2, 3],
    ]
    take_in(allocator, file)
    need = Need.objects.get(person__name="Kari Nordheim")
    assert (need.household_size, need.rooms_at_least, need.version) == (3, 3, 2)


def test_a_half_filled_row_is_saved_as_incomplete(allocator, upload, take_in):
    file = upload(allocator, xlsx([["Namn", "Rom minst"], ["Kari", None]]), kind="needs")

    assert ("B2", "not_filled_in") in found(file, "incomplete")
    take_in(allocator, file)
    assert Need.objects.get().status == "incomplete"


# --- who is it? ----------------------------------------------------------------------------


def test_a_probable_double_is_decided_by_a_person_never_merged_silently(
    allocator, office, upload, take_in
):
    known = PersonFactory(name="Kari Nordheim", born_on=date(1980, 5, 17), unit=office)
    content = xlsx([["Namn", "Fødselsdato"], ["Kari Nordheim", date(1980, 5, 17)]])
    file = upload(allocator, content, kind="needs")

    assert file.report["to_decide"] == {"2": [known.pk]}
    with pytest.raises(Refused):
        take_in(allocator, file)
    assert not Need.objects.exists()

    commands.decide_doubles(allocator, import_id=file.pk, choices={2: str(known.pk)})
    file = commands.check_needs(allocator, import_id=file.pk, on=TODAY, at=clock.now())
    take_in(allocator, file)
    assert Need.objects.get().person == known
    assert Person.objects.count() == 1


def test_a_double_decided_to_be_new_becomes_somebody_else(allocator, office, upload, take_in):
    PersonFactory(name="Kari Nordheim", born_on=date(1980, 5, 17), unit=office)
    file = upload(
        allocator,
        xlsx([["Namn", "Fødselsdato"], ["Kari Nordheim", date(1980, 5, 17)]]),
        kind="needs",
    )

    commands.decide_doubles(allocator, import_id=file.pk, choices={2: "new"})
    take_in(
        allocator, commands.check_needs(allocator, import_id=file.pk, on=TODAY, at=clock.now())
    )

    assert Person.objects.count() == 2


def test_a_choice_of_somebody_who_was_not_shown_is_left_out(allocator, office, upload):
    PersonFactory(name="Kari Nordheim", born_on=date(1980, 5, 17), unit=office)
    stranger = PersonFactory(name="Nils Strand", unit=office)
    file = upload(
        allocator,
        xlsx([["Namn", "Fødselsdato"], ["Kari Nordheim", date(1980, 5, 17)]]),
        kind="needs",
    )

    commands.decide_doubles(allocator, import_id=file.pk, choices={2: str(stranger.pk), 99: "new"})
    file = commands.check_needs(allocator, import_id=file.pk, on=TODAY, at=clock.now())

    assert file.choices == {}
    assert file.report["undecided"] == 1


def test_two_national_ids_are_two_people_however_alike(allocator, office, upload):
    PersonFactory(name="Kari Nordheim", born_on=date(1980, 5, 17), national_id=KARI, unit=office)
    other = synthetic_number(date(1980, 5, 17), 107)
    content = xlsx([["Fnr", "Namn", "Født"], [other, "Kari Nordheim", date(1980, 5, 17)]])

    assert upload(allocator, content, kind="needs").report["to_decide"] == {}


def test_what_the_register_lacks_about_a_known_person_is_filled_in_and_the_rest_kept(
    allocator, office, upload, take_in
):
    known = PersonFactory(name="Kari Nordheim", national_id=KARI, phone="11 11 11 11", unit=office)
    content = xlsx(
        [["Fnr", "Namn", "Telefon", "Språk"], [KARI, "Kari Nordhem", "22 22 22 22", "bokmål"]]
    )
    file = upload(allocator, content, kind="needs")

    assert found(file, "unusual") == [("B2", "kept_about_person"), ("C2", "kept_about_person")]
    take_in(allocator, file)
    known.refresh_from_db()
    assert (known.name, known.phone, known.language, known.version) == (
        "Kari Nordheim",
        "11 11 11 11",
        "nb",
        2,
    )
    assert known.national_id == KARI


def test_number_and_reference_of_two_people_are_refused(allocator, office, upload):
    PersonFactory(name="Kari", national_id=KARI, unit=office)
    PersonFactory(name="Ola", office_reference="K-9", unit=office)

    file = upload(
        allocator, xlsx([["Fnr", "Referanse", "Namn"], [KARI, "K-9", "Kari"]]), kind="needs"
    )

    assert found(file) == [("B2", "identity_and_reference")]


@pytest.mark.parametrize(
    ("headings", "one", "code", "cells"),
    [
        (["Fnr", "Namn"], [KARI, "Kari"], "identity_twice", ["A2", "A3"]),
        (["Referanse", "Namn"], ["K-1", "Kari"], "reference_twice", ["A2", "A3"]),
        (["Namn", "Født"], ["Kari Nord", date(1980, 5, 17)], "person_twice", ["A2", "A3"]),
    ],
)
def test_the_same_person_twice_names_both_rows(headings, one, code, cells, allocator, upload):
    file = upload(allocator, xlsx([headings, one, one]), kind="needs")

    assert found(file) == [(cell, code) for cell in cells]


# --- who must not show ---------------------------------------------------------------------


def test_a_strictly_protected_person_gives_no_sign(allocator, upload, take_in):
    """The same file, with and without the protected person in the register: the same report."""
    content = xlsx([["Fnr", "Namn", "Født"], [KARI, "Kari Nordheim", date(1980, 5, 17)]])
    without = upload(allocator, content, kind="needs").report
    hidden = PersonFactory(name="Kari Nordheim", born_on=date(1980, 5, 17), national_id=KARI)
    Protection.objects.create(person=hidden, grade="strictly_confidential", since=date(2026, 1, 1))

    file = upload(allocator, content, kind="needs")

    assert file.report == without
    assert file.report["fates"] == {"created": 1}
    take_in(allocator, file)
    assert not Need.objects.filter(person=hidden).exists()


def test_a_strictly_protected_person_of_the_own_office_gives_no_sign_either(
    allocator, office, upload
):
    content = xlsx([["Fnr", "Namn", "Født"], [KARI, "Kari Nordheim", date(1980, 5, 17)]])
    without = upload(allocator, content, kind="needs").report
    hidden = PersonFactory(
        name="Kari Nordheim", born_on=date(1980, 5, 17), national_id=KARI, unit=office
    )
    Protection.objects.create(person=hidden, grade="strictly_confidential", since=date(2026, 1, 1))

    assert upload(allocator, content, kind="needs").report == without


@pytest.mark.parametrize("how", ["followed", "not followed any more", "protected"])
def test_a_number_that_others_have_tells_nothing(
    how, office, act_as, upload, take_in, log_in, allocator
):
    """Two towns, with and without somebody whom NAV knows: the same file, the same answers, and
    the same number of questions to the database."""
    act_as((UnitFactory(has_mandate=True), Role.COORDINATOR))  # who is asked where nobody follows
    content = xlsx([["Fnr", "Namn", "Rom minst"], [KARI, "K. Nordheim", 2]])
    before = seen_of(allocator, log_in, upload, content)
    nav = UnitFactory(name="NAV", kind="nav")
    elsewhere = PersonFactory(
        name="Kari Nordheim", national_id=KARI, phone="11 11 11 11", unit=nav
    )
    if how == "protected":
        Protection.objects.create(person=elsewhere, grade="confidential", since=date(2026, 1, 1))
    elif how == "not followed any more":
        close(elsewhere)

    assert seen_of(allocator, log_in, upload, content) == before
    file = take_in(allocator, upload(allocator, content, kind="needs"))

    assert file.report["fates"] == {"created": 1}
    made = Person.objects.exclude(pk=elsewhere.pk).get()
    assert Need.objects.get().person == made
    assert made.responsibilities.get().unit == office
    assert elsewhere.responsibilities.count() == 1
    ask_about_likenesses.func()
    asked = Likeness.objects.values_list("person", "met")
    assert list(asked) == ([] if how == "protected" else [(elsewhere.pk, made.pk)])


def seen_of(actor, log_in, upload, content):
    """Report, page and number of queries of an upload, without what is new each time."""
    with CaptureQueriesContext(connection) as asked:
        file = upload(actor, content, kind="needs")
    page = log_in(actor).get(f"/import/needs/{file.pk}/").content.decode()
    page = re.sub(
        r'(csrfmiddlewaretoken|form_key)" value="[^"]*"|"X-CSRFToken": "[^"]*"', "", page
    )
    page = page.replace(f"/{file.pk}/", "/1/")
    return file.report, re.sub(r"\d\d:\d\d", "", page), len(asked)


def close(person):
    day = TODAY.replace(year=TODAY.year - 1)
    long_ago = day.replace(year=day.year - 1)
    person.responsibilities.update(started_on=long_ago, ended_on=day, end_reason="over")
    person.cases.update(opened_on=long_ago, closed_on=day, outcome="housed")


def test_importing_again_for_a_number_that_others_have_changes_nothing(allocator, upload, take_in):
    PersonFactory(national_id=KARI, unit=UnitFactory(kind="nav"))
    content = xlsx([["Fnr", "Namn"], [KARI, "Kari"]])
    take_in(allocator, upload(allocator, content, kind="needs"))

    file = upload(allocator, content, kind="needs")

    assert file.report["fates"] == {"unchanged": 1}
    take_in(allocator, file)
    assert Need.objects.count() == 1
    assert Person.objects.count() == 2


def test_somebody_known_elsewhere_with_a_need_there_keeps_that_one(
    allocator, office, upload, take_in
):
    nav = UnitFactory(kind="nav")
    elsewhere = PersonFactory(national_id=KARI, unit=nav)
    theirs = Need.begin(
        person=elsewhere,
        unit=nav,
        by=elsewhere.responsibilities.get().made_by,
        on=date(2026, 1, 1),
    )

    take_in(allocator, upload(allocator, xlsx([["Fnr", "Namn"], [KARI, "Kari"]]), kind="needs"))

    assert elsewhere.needs.get() == theirs
    assert not Responsibility.objects.filter(unit=office, person=elsewhere).exists()


def test_somebody_whom_the_office_itself_was_the_last_to_follow_comes_back_to_their_record(
    allocator, office, upload, take_in
):
    known = PersonFactory(name="Kari Nordheim", national_id=KARI, unit=office)
    close(known)
    rows = [["Fnr", "Namn", "Telefon", "Rom minst"], [KARI, "Kari Nordheim", "22 22 22 22", 2]]

    file = take_in(allocator, upload(allocator, xlsx(rows), kind="needs"))

    assert file.report["fates"] == {"created": 1}
    assert Person.objects.get() == known
    need = Need.objects.get()
    assert (need.person, need.unit, need.rooms_at_least) == (known, office, 2)
    assert known.cases.filter(closed_on=None).count() == 1


def test_the_check_writes_no_reading_and_the_report_holds_no_national_id(
    allocator, office, upload
):
    PersonFactory(name="Kari Nordheim", born_on=date(1980, 5, 17), unit=office)
    file = upload(
        allocator,
        xlsx([["Fnr", "Namn", "Født"], [KARI, "Kari Nordheim", date(1980, 5, 17)]]),
        kind="needs",
    )

    assert KARI not in str(file.report)


# --- homes and places ------------------------------------------------------------------------


def test_a_home_let_to_somebody_unseen_shows_as_let(allocator, stock, upload):
    hidden = PersonFactory()
    Tenancy.objects.create(
        person=hidden, dwelling=stock, started_on=date(2026, 1, 1), is_imported=True
    )

    file = upload(allocator, xlsx([["Namn", "Bor i objektnummer"], ["Kari", "B-7"]]), kind="needs")

    assert found(file) == [("B2", "dwelling_is_let")]


def test_homes_and_clusters_nobody_knows_are_named(allocator, upload):
    file = upload(
        allocator,
        xlsx([["Namn", "Bor i objektnummer", "Ønsket bomiljø"], ["Kari", "X-1", "Nowhere"]]),
        kind="needs",
    )

    assert found(file) == [("B2", "no_such_dwelling"), ("C2", "no_such_cluster")]


def test_a_need_closed_since_the_list_was_written_is_not_opened_again(
    allocator, office, upload, take_in
):
    person = PersonFactory(national_id=KARI, unit=office)
    Need.objects.create(
        person=person,
        unit=office,
        opened_on=date(2026, 3, 1),
        closed_on=date(2026, 6, 1),
        status="housed",
    )
    file = upload(
        allocator,
        xlsx([["Fnr", "Namn", "Søknadsdato"], [KARI, person.name, date(2026, 3, 1)]]),
        kind="needs",
    )

    assert file.report["fates"] == {"unchanged": 1}
    assert found(file, "unusual") == [("C2", "closed_meanwhile")]
    take_in(allocator, file)
    assert Need.objects.count() == 1


def test_a_failing_last_person_leaves_nothing(allocator, stock, upload, take_in, monkeypatch):
    """Kari is written, need and all, before Ola's home fails."""
    file = upload(allocator, xlsx([HEADINGS, *ROWS]), kind="needs")

    def fail(**_rest):
        assert Need.objects.count() == 2
        raise RuntimeError("the last row fails")

    monkeypatch.setattr(Tenancy, "move_in", fail)
    with pytest.raises(RuntimeError):
        take_in(allocator, file)

    assert not Person.objects.exists()
    assert not Need.objects.exists()
    assert ImportFile.objects.get(pk=file.pk).state == "committing"


def test_people_imported_are_answered_for_like_people_registered_one_by_one(
    allocator, office, upload, take_in
):
    take_in(allocator, upload(allocator, xlsx([["Namn"], ["Kari"]]), kind="needs"))
    alone = PersonFactory(name="Ola", unit=office, on=TODAY, by=allocator.user_id)
    imported = Person.objects.get(name="Kari")

    def facts(person):
        skip = ("id", "person_id", "made_at")
        rows = [*person.responsibilities.values(), *person.cases.values()]
        return [{k: v for k, v in row.items() if k not in skip} for row in rows]

    assert facts(imported) == facts(alone)


def test_a_list_costs_the_same_number_of_queries_however_long(
    allocator, office, stock, upload, constant_queries
):
    """People who are known with a need, and people who are new."""
    rows = [["Referanse", "Namn", "Født", "Rom minst", "Ikkje i bumiljø", "Årsinntekt"]]
    content = {}

    def one_more():
        reference, born = f"K-{len(rows)}", date(1950, 1, 1) + timedelta(days=40 * len(rows))
        person = PersonFactory(name=f"Kari {reference}", office_reference=reference, unit=office)
        Need.objects.create(person=person, unit=office, opened_on=TODAY)
        rows.append([reference, person.name, None, 2, "Solbakken", 300_000])
        rows.append([f"N-{len(rows)}", f"Ola {len(rows)}", born, 1, None, None])
        content["file"] = xlsx(rows)

    constant_queries(lambda: upload(allocator, content["file"], kind="needs"), one_more)
