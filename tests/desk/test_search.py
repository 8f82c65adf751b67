from datetime import date

import pytest

from heimveg.access.models import AuditEntry, ReadEntry
from heimveg.access.roles import Role
from heimveg.desk.queries.search import MOST
from heimveg.persons.models import Protection
from heimveg.persons.rules import Grade
from tests.accounts.factories import MunicipalityFactory, UnitFactory
from tests.dwellings.factories import DwellingFactory, PropertyFactory
from tests.needs.factories import NeedFactory
from tests.persons.factories import PersonFactory
from tests.persons.numbers import synthetic_number
from tests.tenancies.factories import TenancyFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 1)
SYNTHETIC = synthetic_number()


@pytest.fixture(autouse=True)
def frame(on_day):
    MunicipalityFactory(default_language="en")
    on_day(TODAY)


@pytest.fixture
def unit():
    return UnitFactory(name="Bustadkontoret")


@pytest.fixture
def allocator(act_as, unit):
    return act_as((unit, Role.ALLOCATOR))


def hits(answer, group):
    found = {g.id: g.hits for g in answer.context["groups"]}
    return [hit.text for hit in found.get(group, ())]


def test_the_page_teaches_before_anything_is_searched_for(allocator, log_in):
    answer = log_in(allocator).get("/search/")

    assert answer.status_code == 200
    assert answer.context["groups"] == []
    assert "What are you looking for?" in answer.content.decode()


@pytest.mark.parametrize(
    ("written", "facts"),
    [
        ("nordheim", {"name": "Kari Nordheim"}),
        ("KARI NORDHEIM", {"name": "Kari Nordheim"}),
        ("kari nordheym", {"name": "Kari Nordheim"}),
        ("Snåsamannen", {"name": "", "nickname": "Snåsamannen"}),
        ("B-2026-17", {"name": "Kari Nordheim", "office_reference": "B-2026-17"}),
        (SYNTHETIC, {"name": "Kari Nordheim", "national_id": SYNTHETIC}),
        (f"{SYNTHETIC[:6]} {SYNTHETIC[6:]}", {"name": "Kari Nordheim", "national_id": SYNTHETIC}),
    ],
)
def test_a_person_is_found_by_what_is_known(allocator, unit, log_in, written, facts):
    person = PersonFactory(unit=unit, **facts)
    PersonFactory(unit=unit, name="Ola Fjellheim")
    answer = log_in(allocator).get("/search/", {"q": written})

    assert hits(answer, "people") == [person.shown_name]
    assert f'href="/people/{person.pk}/"' in answer.content.decode()


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("ase", "Åse Håland"),
        ("Aase", "Åse Håland"),
        ("haland", "Åse Håland"),
        ("Haaland", "Åse Håland"),
        ("HÅLAND", "Åse Haaland"),
        ("A\u030ase", "Åse Håland"),
        ("sorbo", "Bjørn Sørbø"),
        ("Soerboe", "Bjørn Sørbø"),
        ("naess", "Eva Næss"),
        ("nass", "Eva Næss"),
        ("andre", "André Vik"),
    ],
)
def test_a_name_is_found_without_the_norwegian_letters(allocator, unit, log_in, written, name):
    PersonFactory(unit=unit, name=name)
    PersonFactory(unit=unit, name="Knut Fjell")

    assert hits(log_in(allocator).get("/search/", {"q": written}), "people") == [name]


def test_who_is_written_as_typed_comes_before_who_is_like_it(allocator, unit, log_in):
    for name in ("Åse Vik", "Ase Vik"):
        PersonFactory(unit=unit, name=name)

    assert hits(log_in(allocator).get("/search/", {"q": "ase vik"}), "people") == [
        "Ase Vik", "Åse Vik",
    ]  # fmt: skip


def test_what_is_searched_for_stands_in_no_log(allocator, unit, log_in, caplog):
    PersonFactory(unit=unit, name="Kari Nordheim")
    with caplog.at_level("DEBUG"):
        log_in(allocator).get("/search/", {"q": "nordheim"})

    kept = [*AuditEntry.objects.values_list("subject", flat=True), *ReadEntry.objects.values()]
    assert "nordheim" not in str(kept).lower()
    assert "nordheim" not in "".join(
        record.getMessage().lower() for record in caplog.records if "sql" not in vars(record)
    )


def test_only_those_shown_are_in_the_read_log(allocator, unit, log_in):
    person = PersonFactory(unit=unit, name="Kari Nordheim")
    PersonFactory(unit=unit, name="Ola Fjell")
    log_in(allocator).get("/search/", {"q": "nordheim"})

    assert ReadEntry.objects.get().person_ids == [person.pk]


def test_people_of_other_units_are_neither_shown_nor_counted(allocator, log_in):
    PersonFactory(name="Kari Nordheim")
    answer = log_in(allocator).get("/search/", {"q": "nordheim"})

    assert hits(answer, "people") == []
    assert "Nothing was found" in answer.content.decode()
    assert not ReadEntry.objects.exists()


@pytest.mark.parametrize("grade", Grade)
@pytest.mark.parametrize("written", ["nordheim", "B-17", SYNTHETIC])
def test_a_protected_person_is_not_there_for_the_unqualified(
    allocator, unit, log_in, grade, written
):
    client = log_in(allocator)
    nothing = client.get("/search/", {"q": written})
    person = PersonFactory(
        unit=unit, name="Kari Nordheim", office_reference="B-17", national_id=SYNTHETIC
    )
    Protection.objects.create(person=person, grade=grade, since=TODAY)
    hidden = client.get("/search/", {"q": written})

    assert hidden.context["groups"] == nothing.context["groups"] == []
    assert len(hidden.content) == len(nothing.content)


def test_a_confidential_person_is_marked_for_the_qualified(act_as, unit, log_in):
    person = PersonFactory(unit=unit, name="Kari Nordheim")
    Protection.objects.create(person=person, grade=Grade.CONFIDENTIAL, since=TODAY)
    answer = log_in(act_as((unit, Role.ALLOCATOR), handles_protected=True)).get(
        "/search/", {"q": "nordheim"}
    )

    assert hits(answer, "people") == ["Kari Nordheim"]
    assert "Protected address" in answer.content.decode()


def test_an_own_employee_is_not_there_for_colleagues(allocator, unit, log_in):
    PersonFactory(unit=unit, name="Kari Nordheim", employed_in=unit)

    assert hits(log_in(allocator).get("/search/", {"q": "nordheim"}), "people") == []


@pytest.mark.parametrize("role", [Role.LEADER, Role.AUDITOR])
def test_who_works_with_nobody_finds_nobody(act_as, unit, log_in, role):
    PersonFactory(unit=unit, name="Kari Nordheim")

    assert hits(log_in(act_as((unit, role))).get("/search/", {"q": "nordheim"}), "people") == []


def test_the_landlord_finds_the_home_by_its_tenant(act_as, unit, log_in):
    own_stock = DwellingFactory(estate=PropertyFactory(managed_by=unit))
    tenancy = TenancyFactory(
        person=PersonFactory(unit=unit, name="Kari Nordheim"), dwelling=own_stock
    )
    PersonFactory(unit=unit, name="Per Nordheim")
    TenancyFactory(person=PersonFactory(unit=unit, name="Pål Nordheim"))
    answer = log_in(act_as((unit, Role.PROPERTY))).get("/search/", {"q": "nordheim"})

    (group,) = [g for g in answer.context["groups"] if g.id == "people"]
    assert [(hit.text, hit.url) for hit in group.hits] == [
        ("Kari Nordheim", f"/dwellings/{tenancy.dwelling_id}/")
    ]
    assert ReadEntry.objects.get().person_ids == [tenancy.person_id]


@pytest.mark.parametrize("written", ["kirkeveien", "Kyrkjevegen 4", "kyrkjevgen", "1001"])
def test_a_home_is_found_by_number_or_address_however_written(act_as, log_in, written):
    home = DwellingFactory(address="Kyrkjevegen 4", object_number="1001")
    answer = log_in(act_as((UnitFactory(), Role.LEADER))).get("/search/", {"q": written})

    assert hits(answer, "homes") == ["1001 Kyrkjevegen 4"]
    assert f'href="/dwellings/{home.pk}/"' in answer.content.decode()


def test_a_unit_is_found_with_how_to_reach_it(allocator, unit, log_in):
    answer = log_in(allocator).get("/search/", {"q": "bustadkontor"})

    assert hits(answer, "units") == ["Bustadkontoret"]
    assert 'href="tel:00000000"' in answer.content.decode()


@pytest.mark.parametrize("written", ["{}", "#{}", "# {}"])
def test_a_need_is_found_by_its_number(allocator, unit, log_in, written):
    need = NeedFactory(person=PersonFactory(unit=unit), unit=unit)
    answer = log_in(allocator).get("/search/", {"q": written.format(need.pk)})

    assert hits(answer, "cases") == [f"Need {need.pk}"]


def test_a_need_of_somebody_unseen_is_not_found_by_its_number(allocator, log_in):
    need = NeedFactory()

    assert hits(log_in(allocator).get("/search/", {"q": str(need.pk)}), "cases") == []


def test_at_most_eight_of_each_are_shown_and_it_says_that_there_are_more(allocator, unit, log_in):
    for number in range(MOST + 1):
        PersonFactory(unit=unit, name=f"Kari Nordheim {number}")
    answer = log_in(allocator).get("/search/", {"q": "nordheim"})

    assert len(hits(answer, "people")) == MOST
    assert "There are more." in answer.content.decode()


@pytest.mark.parametrize(
    "written",
    ["%", "''", "\\", "a", "x" * 5000, "\0", "9" * 40, "-1", "<b>", "( & | !", "å" * 101],
)
def test_anything_can_be_typed_into_the_search_box(allocator, log_in, written):
    assert log_in(allocator).get("/search/", {"q": written}).status_code == 200


def test_what_is_searched_for_is_shown_and_never_run(allocator, unit, log_in):
    evil = '"><script>alert(1)</script>'
    PersonFactory(unit=unit, name=evil)
    page = log_in(allocator).get("/search/", {"q": evil}).content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_the_title_and_the_swapped_part_carry_no_name(allocator, unit, log_in):
    client = log_in(allocator)
    page = client.get("/search/", {"q": "nordheim"}).content.decode()
    part = client.get(
        "/search/", {"q": "nordheim"}, headers={"HX-Request": "true"}
    ).content.decode()

    title = page.split("<title>")[1].split("</title>")[0]
    assert "nordheim" not in title.lower()
    assert part.lstrip().startswith('<div id="search-results"')


def test_the_search_costs_the_same_for_any_number_of_hits(
    allocator, unit, log_in, constant_queries
):
    client = log_in(allocator)
    constant_queries(
        lambda: client.get("/search/", {"q": "nordheim"}),
        lambda: TenancyFactory(
            person=PersonFactory(unit=unit, name="Kari Nordheim"),
            dwelling=DwellingFactory(address="Nordheim 1"),
        ),
    )
