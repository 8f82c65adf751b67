from datetime import date

import pytest

from heimveg.access.models import ReadEntry
from heimveg.access.roles import Role
from heimveg.accounts.models import User
from heimveg.base import clock
from heimveg.persons import queries
from heimveg.persons.models import NotTwice, Person, Protection
from heimveg.persons.rules import CaseOutcome, Grade
from tests.accounts.factories import UnitFactory
from tests.persons.factories import PersonFactory
from tests.persons.numbers import synthetic_number

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    return UnitFactory(name="Housing office")


@pytest.fixture
def worker(act_as, unit):
    return act_as((unit, Role.COORDINATOR))


@pytest.fixture
def browser(log_in, worker):
    User.objects.filter(pk=worker.user_id).update(language="en")
    return log_in(worker)


def test_the_list_shows_those_seen_in_norwegian_order(browser, unit):
    for name in ("Åse Lunde", "Anne Berg", "Øystein Vik", "Zara Moen"):
        PersonFactory(name=name, unit=unit)
    PersonFactory(name="Of another unit")

    page = browser.get("/people/").content.decode()

    places = [page.index(name) for name in ("Anne Berg", "Zara Moen", "Øystein Vik", "Åse Lunde")]
    assert places == sorted(places)
    assert "Of another unit" not in page


def test_who_has_no_name_yet_stands_first_by_what_they_are_called(browser, unit):
    for nickname in ("Rosa", "Lange Per", "Øya", "Mosen"):
        PersonFactory(name="", nickname=nickname, unit=unit)
    PersonFactory(name="Anne Berg", unit=unit)

    page = browser.get("/people/").content.decode()

    shown = ("Lange Per", "Mosen", "Rosa", "Øya", "Anne Berg")
    places = [page.index(name) for name in shown]
    assert places == sorted(places)


def test_the_list_is_narrowed_to_the_unit_that_answers(browser, act_as, log_in, unit):
    other = UnitFactory()
    PersonFactory(name="Mine", unit=unit)
    both = act_as((unit, Role.COORDINATOR), (other, Role.COORDINATOR))
    PersonFactory(name="Theirs", unit=other)

    page = log_in(both).get(f"/people/?unit={other.pk}").content.decode()

    assert "Theirs" in page
    assert "Mine" not in page


def test_search_finds_a_name_with_a_slip_and_the_read_is_logged(browser, unit):
    person = PersonFactory(name="Solveig Haugland", unit=unit)
    PersonFactory(name="Per Bakke", unit=unit)

    page = browser.get("/people/?q=Solvei Hauglan").content.decode()

    assert "Solveig Haugland" in page
    assert "Per Bakke" not in page
    assert ReadEntry.objects.get().person_ids == [person.pk]


@pytest.mark.parametrize("given", [{"nickname": "Knerten"}, {"office_reference": "N-1742"}])
def test_search_finds_nickname_and_reference(browser, unit, given):
    PersonFactory(name="Amir Haugen", unit=unit, **given)
    words = next(iter(given.values()))

    assert "Amir Haugen" in browser.get("/people/", {"q": words}).content.decode()


def test_search_by_national_number_is_exact(browser, unit):
    number = synthetic_number(serial=120)
    PersonFactory(name="Amir Haugen", unit=unit, national_id=number)
    PersonFactory(name="Per Bakke", unit=unit, national_id=synthetic_number(serial=300))

    page = browser.get("/people/", {"q": number}).content.decode()

    assert "Amir Haugen" in page
    assert "Per Bakke" not in page


def test_a_swap_of_the_list_is_the_same_as_the_page(browser, unit):
    PersonFactory(unit=unit)

    swap = browser.get("/people/", headers={"HX-Request": "true"}).content.decode()

    assert swap.strip().startswith('<section id="people"')
    assert swap.strip() in browser.get("/people/").content.decode()


def test_the_list_costs_the_same_for_many(browser, unit, constant_queries):
    constant_queries(lambda: browser.get("/people/"), lambda: PersonFactory(unit=unit))


def test_search_costs_the_same_for_many(browser, unit, constant_queries):
    constant_queries(
        lambda: browser.get("/people/?q=Kari"), lambda: PersonFactory(name="Kari", unit=unit)
    )


def test_a_protected_person_leaves_no_trace_in_list_and_search(browser, unit):
    empty, empty_search = (browser.get(url).content for url in ("/people/", "/people/?q=Kari"))
    person = PersonFactory(name="Kari Nordheim", unit=unit)
    Protection.mark(person.pk, Grade.CONFIDENTIAL, on=date(2026, 1, 1))

    assert b"Kari Nordheim" not in browser.get("/people/").content
    assert same_page(browser.get("/people/").content, empty)
    assert same_page(browser.get("/people/?q=Kari").content, empty_search)


def same_page(one, other):
    """But for the tokens that are new on each page."""
    import re

    def plain(page):
        page = re.sub(rb'name="csrfmiddlewaretoken" value="[^"]*"', b"", page)
        return re.sub(rb'"X-CSRFToken": "[^"]*"', b"", page)

    return plain(one) == plain(other)


def filled(form, **given):
    fields = {"name": "", "nickname": "", "number": "", "born_on": "", "birth_year": ""}
    fields |= {"phone": "", "email": "", "language": "", "office_reference": ""}
    return form(**fields | given)


def test_a_nickname_is_enough_and_the_unit_answers_from_today(browser, unit, form):
    response = browser.post("/people/new/", filled(form, nickname="Knerten", unit=unit.pk))

    person = Person.objects.get()
    assert response.url == f"/people/{person.pk}/"
    row = person.responsibilities.get()
    assert (row.unit, row.kind, row.started_on) == (unit, "coordinating", clock.today())
    assert person.cases.get().opened_on == clock.today()


def test_the_national_number_is_kept_sealed_and_found_again(browser, unit, form):
    number = synthetic_number(serial=140)

    browser.post("/people/new/", filled(form, name="Kari", number=number, unit=unit.pk))

    person = Person.objects.get()
    assert person.national_id == number
    assert number.encode() not in bytes(person.id_sealed)
    assert person.id_kind == "national"


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({}, "Give a name or a nickname"),
        ({"name": "Kari", "number": "12345678901"}, "first six digits are no date"),
        ({"name": "Kari", "number": "01858010000"}, "check digits do not fit"),
        ({"name": "Kari", "number": "123"}, "11 digits"),
        ({"name": "Kari", "born_on": "2099-01-01"}, "between 1900 and today"),
        ({"name": "Kari", "born_on": "1980-05-01", "birth_year": "1981"}, "does not agree"),
        ({"name": "Kari", "born_on": "31.02.1980"}, "Enter a valid date"),
        ({"name": "Kari", "birth_year": "99999999999999999999"}, "between 1900"),
        ({"name": "K" * 300}, "at most 200"),
    ],
)
def test_what_cannot_be_saved_says_what_to_do_and_keeps_what_was_typed(
    browser, unit, form, given, says
):
    response = browser.post(
        "/people/new/", filled(form, phone="90 00 00 01", unit=unit.pk, **given)
    )

    assert response.status_code == 422
    assert says in response.content.decode()
    assert 'value="90 00 00 01"' in response.content.decode()
    assert not Person.objects.exists()


def test_a_unit_one_does_not_belong_to_is_refused(browser, form):
    response = browser.post("/people/new/", filled(form, name="Kari", unit=UnitFactory().pk))

    assert response.status_code == 422
    assert not Person.objects.exists()


def test_somebody_alike_is_shown_before_anything_is_saved(browser, unit, form):
    known = PersonFactory(name="Kari Nordheim", unit=unit)

    response = browser.post("/people/new/", filled(form, name="Kari Nordhem", unit=unit.pk))

    page = response.content.decode()
    assert response.status_code == 422
    assert "much the same name" in page
    assert f'href="/people/{known.pk}/"' in page
    assert 'value="Kari Nordhem"' in page
    assert Person.objects.count() == 1


def test_another_person_is_registered_when_somebody_says_so_and_is_not_asked_again(
    browser, unit, form
):
    known = PersonFactory(name="Kari Nordheim", unit=unit)
    given = filled(form, name="Kari Nordheim", unit=unit.pk, apart_from=str(known.pk))

    assert browser.post("/people/new/", given).status_code == 302

    verdict = NotTwice.objects.get()
    assert verdict.person_id == known.pk
    assert Person.objects.count() == 2


def test_saying_another_counts_only_for_those_that_were_shown(browser, unit, form):
    PersonFactory(name="Kari Nordheim", unit=unit)
    given = filled(form, name="Kari Nordheim", unit=unit.pk, apart_from="999999,x,")

    assert browser.post("/people/new/", given).status_code == 422
    assert Person.objects.count() == 1


def test_the_same_number_is_the_same_person_whatever_is_said(browser, unit, form):
    number = synthetic_number(serial=160)
    known = PersonFactory(name="Kari Nordheim", unit=unit, national_id=number)
    given = filled(form, name="Per", number=number, unit=unit.pk, apart_from=str(known.pk))

    response = browser.post("/people/new/", given)

    assert response.status_code == 422
    assert b"This number is registered already" in response.content
    assert Person.objects.count() == 1


def test_the_number_of_another_units_person_gives_no_sign(browser, unit, form):
    number = synthetic_number(serial=180)
    known = PersonFactory(name="Kari Nordheim", national_id=number)
    UnitFactory(name="Coordination", phone="11 22 33 44", has_mandate=True)

    response = browser.post("/people/new/", filled(form, name="K", number=number, unit=unit.pk))

    made = Person.objects.exclude(pk=known.pk).get()
    assert response.url == f"/people/{made.pk}/"
    page = browser.get(response.url).content.decode()
    assert "Nordheim" not in page
    assert "known in another unit" not in page


@pytest.mark.parametrize("grade", Grade)
def test_the_number_of_a_protected_person_gives_no_sign_at_all(browser, unit, form, grade):
    number = synthetic_number(serial=200)
    hidden = PersonFactory(name="Kari Nordheim", national_id=number)
    Protection.mark(hidden.pk, grade, on=date(2026, 1, 1))

    response = browser.post("/people/new/", filled(form, name="Kari", number=number, unit=unit.pk))

    assert response.status_code == 302
    assert Person.objects.count() == 2


def test_the_number_of_a_colleague_gives_no_sign_either(browser, unit, form):
    number = synthetic_number(serial=220)
    PersonFactory(national_id=number).work_in(UnitFactory())

    response = browser.post("/people/new/", filled(form, name="Kari", number=number, unit=unit.pk))

    assert response.status_code == 302


def test_a_form_sent_twice_registers_once(browser, unit, form):
    given = filled(form, nickname="Knerten", unit=unit.pk)

    first, second = browser.post("/people/new/", given), browser.post("/people/new/", given)

    assert Person.objects.count() == 1
    assert second.status_code == 303
    assert second.url == first.url


def test_particulars_are_changed_and_a_stale_form_overwrites_nothing(browser, unit, form):
    person = PersonFactory(name="Kari", unit=unit)
    url = f"/people/{person.pk}/particulars/"

    first = browser.post(url, filled(form, name="Kari Nordheim", language="nb", row_version=1))
    second = browser.post(url, filled(form, name="Somebody else", row_version=1))

    person.refresh_from_db()
    assert (first.status_code, second.status_code) == (302, 409)
    assert (person.name, person.language) == ("Kari Nordheim", "nb")


@pytest.mark.parametrize("version", ["", "x", "-1", "99999999999999999999"])
def test_a_version_that_is_none_is_stale(browser, unit, form, version):
    person = PersonFactory(unit=unit)

    response = browser.post(
        f"/people/{person.pk}/particulars/", filled(form, name="Kari", row_version=version)
    )

    assert response.status_code == 409


def test_a_number_another_record_has_is_refused_with_what_to_do(browser, unit, form):
    number = synthetic_number(serial=240)
    PersonFactory(unit=unit, national_id=number)
    person = PersonFactory(name="Kari", unit=unit)

    response = browser.post(
        f"/people/{person.pk}/particulars/",
        filled(form, name="Kari", number=number, row_version=1),
    )

    assert response.status_code == 422
    assert b"merge the two" in response.content


PAGES = [
    "/people/{}/",
    "/people/{}/particulars/",
    "/people/{}/protection/",
    "/people/{}/household/",
    "/people/{}/case/",
    "/people/{}/consents/",
    "/people/{}/stay/",
    "/people/{}/stays/",
    "/people/{}/merge/",
]


@pytest.mark.parametrize("url", PAGES)
def test_each_page_opens_for_the_unit_that_answers(browser, unit, url):
    response = browser.get(url.format(PersonFactory(unit=unit).pk))

    assert response.status_code == 200


@pytest.mark.parametrize("url", PAGES)
def test_people_of_other_units_do_not_exist(browser, url):
    person = PersonFactory(name="Kari Nordheim")

    nobodys, theirs = url.format(999_999_999), url.format(person.pk)
    missing, hidden = browser.get(nobodys), browser.get(theirs)

    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert same_page(
        hidden.content.replace(theirs.encode(), b""),
        missing.content.replace(nobodys.encode(), b""),
    )


@pytest.mark.parametrize("url", ["/people/", "/people/new/", *PAGES])
@pytest.mark.parametrize("role", [Role.CARETAKER, Role.LEADER, Role.ECONOMY, Role.AUDITOR])
def test_other_positions_are_turned_away(act_as, log_in, unit, url, role):
    person = PersonFactory(unit=unit)

    assert log_in(act_as((unit, role))).get(url.format(person.pk)).status_code == 403


def test_who_sees_many_and_who_sees_few_get_the_same_list(browser, unit, monkeypatch):
    for name in ("Anne Berg", "Øystein Vik"):
        PersonFactory(name=name, unit=unit)
    PersonFactory(name="Of another unit")
    few = browser.get("/people/").content

    monkeypatch.setattr(queries, "FEW", 1)

    assert same_page(browser.get("/people/").content, few)


def test_closed_cases_are_left_out_of_the_list_unless_asked_for(browser, unit):
    person = PersonFactory(name="Kari Nordheim", unit=unit)
    person.cases.get().close(on=clock.today(), outcome=CaseOutcome.NO_NEED)

    assert b"Kari Nordheim" not in browser.get("/people/").content
    assert b"Kari Nordheim" in browser.get("/people/?closed=on").content
    assert b"Kari Nordheim" in browser.get("/people/?q=Kari").content


@pytest.mark.parametrize(
    "words",
    [
        "%",
        "_",
        "%25",
        "__",
        pytest.param("a" * 101, id="101"),
        pytest.param("å" * 5_000, id="5000"),
    ],
)
def test_a_text_that_says_nothing_finds_nobody(browser, unit, words):
    PersonFactory(name="Kari Nordheim", unit=unit)

    page = browser.get("/people/", {"q": words})

    assert page.status_code == 200
    assert b"Kari Nordheim" not in page.content
    assert browser.get("/search/", {"q": words}).status_code == 200


def test_what_cannot_be_read_gets_a_kind_page(browser, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 2

    answer = browser.post("/people/new/", {"name": "Kari", "a": "1", "b": "2", "c": "3"})

    assert answer.status_code == 400
    assert b"Heimveg" in answer.content
