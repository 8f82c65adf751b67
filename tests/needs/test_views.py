import re
from datetime import date, timedelta

import pytest

from heimveg.access.models import ReadEntry
from heimveg.access.roles import Role
from heimveg.accounts.models import SavedFilter
from heimveg.accounts.rules import UnitKind
from heimveg.needs.models import CareBasis, Income, Need
from heimveg.needs.rules import NeedStatus
from heimveg.persons.models import Protection
from heimveg.stays.models import Stay
from tests.accounts.factories import UnitFactory
from tests.dwellings.factories import ClusterFactory, DwellingFactory
from tests.needs.factories import CareBasisFactory, IncomeFactory, NeedFactory
from tests.persons.factories import PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("this_day", "in_english")]
DAY = date(2026, 11, 23)


@pytest.fixture
def office():
    return UnitFactory()


@pytest.fixture
def officer(log_in, act_as, office):
    """A client logged in as an allocation officer of `office`."""
    return log_in(act_as((office, Role.ALLOCATOR)))


def need_of(office, **given):
    name = given.pop("name", "Kari Nordheim")
    return NeedFactory(person=PersonFactory(unit=office, name=name), **{"complete": True, **given})


def text_of(response):
    return response.content.decode()


def names_in(response):
    return [row.need.person.name for row in response.context["rows"]]


# The list


def test_the_most_urgent_come_first_and_then_those_who_waited_longest(officer, office):
    need_of(office, name="Wish", urgency=1)
    need_of(office, name="New", urgency=5, opened_on=DAY)
    need_of(office, name="Old", urgency=5, opened_on=DAY - timedelta(days=9))

    assert names_in(officer.get("/needs/")) == ["Old", "New", "Wish"]


def test_a_line_says_how_long_and_where_the_person_lives_now(officer, office):
    need = need_of(office, opened_on=DAY - timedelta(days=140))
    Stay.move(need.person, kind="temporary_accommodation", on=DAY)

    page = text_of(officer.get("/needs/"))

    assert "140 days" in page
    assert "Temporary accommodation" in page


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Urgent", "Ready", "Half"]),
        ("status=incomplete", ["Half"]),
        ("status=withdrawn", ["Gone"]),
        ("urgency=4", ["Urgent"]),
        ("kind=shared", ["Urgent"]),
        ("waited=200", ["Ready"]),
        ("ready=on", ["Ready"]),
        ("home=on", ["Ready"]),
        ("own=on", ["Urgent"]),
        ("q=urgen", ["Urgent"]),
        ("waited=many&status=nonsense", ["Urgent", "Ready", "Half"]),
    ],
)
def test_the_list_is_narrowed(log_in, act_as, office, query, expected):
    actor = act_as((office, Role.ALLOCATOR))
    mine = need_of(office, name="Urgent", urgency=5, opened_on=DAY)
    mine.person.responsibilities.update(named_worker_id=actor.user_id)
    ready = need_of(
        office, name="Ready", urgency=2, opened_on=DAY - timedelta(days=300), kinds=["ordinary"],
        urgency_reasons=["ready_to_move_on"],
    )  # fmt: skip
    Stay.move(ready.person, kind="municipal_tenancy", on=DAY)
    need_of(office, name="Half", urgency=1, status="incomplete", kinds=[], opened_on=DAY)
    need_of(office, name="Gone", status="withdrawn", closed_on=DAY)

    assert names_in(log_in(actor).get(f"/needs/?{query}")) == expected


def test_other_units_needs_are_not_on_the_list(officer):
    need_of(UnitFactory())
    response = officer.get("/needs/")
    assert names_in(response) == []
    assert "No housing needs yet" in text_of(response)


@pytest.mark.parametrize("path", ["/needs/", "/needs/{}/", "/needs/{}/change/"])
def test_a_protected_person_is_not_there_for_the_unqualified(officer, office, path):
    need = need_of(office)
    before = officer.get("/needs/")
    Protection.objects.create(person=need.person, grade="confidential", since=DAY)

    response = officer.get(path.format(need.pk))

    assert names_in(before) == ["Kari Nordheim"]
    assert "Kari Nordheim" not in text_of(response)
    assert response.status_code == (200 if path == "/needs/" else 404)


def test_the_list_costs_the_same_however_long(officer, office, constant_queries):
    constant_queries(lambda: officer.get("/needs/"), lambda: need_of(office))


def test_a_swap_brings_the_part_that_the_page_holds(officer, office):
    need_of(office)
    part = officer.get("/needs/", headers={"HX-Request": "true"})
    page = officer.get("/needs/")

    assert text_of(part).strip().splitlines()[0].startswith('<div id="needs"')
    assert '<div class="hv-panel">' in text_of(part)
    assert text_of(part).split('class="hv-panel"')[1].strip() in text_of(page)


def test_reading_the_list_leaves_one_entry_with_everybody_on_it(officer, office):
    needs = [need_of(office), need_of(office)]
    officer.get("/needs/")
    assert ReadEntry.objects.get().person_ids == [n.person_id for n in needs]


def test_a_filter_is_kept_without_any_name_and_forgotten_again(officer, form):
    query = "status=parked&urgency=3&q=Kari&page=2"

    officer.post("/needs/filters/", form(name="Parked", query=query))

    saved = SavedFilter.objects.get()
    assert (saved.name, saved.query) == ("Parked", "status=parked&urgency=3")
    assert "?status=parked&amp;urgency=3" in text_of(officer.get("/needs/"))
    officer.post(f"/needs/filters/{saved.pk}/drop/", form())
    assert not SavedFilter.objects.exists()


def test_somebody_elses_filter_is_not_there(officer, act_as, form):
    other = act_as((UnitFactory(), Role.ALLOCATOR))
    theirs = SavedFilter.keep(user_id=other.user_id, page="needs", name="X", query="urgency=5")

    assert officer.post(f"/needs/filters/{theirs.pk}/drop/", form()).status_code == 404


# One need


def test_requirements_and_wishes_stand_apart(officer, office):
    need = need_of(
        office, kinds=["shared", "small_house"], rooms_at_least=1, rooms_at_most=2,
        needs_wheelchair=True, areas_not=["East"], wished_areas=["West"],
    )  # fmt: skip
    need.clusters_not.add(ClusterFactory(name="Tunet"))

    response = officer.get(f"/needs/{need.pk}/")

    must, wishes = dict(response.context["requirements"]), dict(response.context["wishes"])
    assert must["Kind of home"] == "co-housing or small house"
    assert (must["Rooms"], must["Access"]) == ("1 to 2 rooms", "room for a wheelchair")
    assert (must["Not in the areas"], must["Not in the environments"]) == ("East", "Tunet")
    assert wishes == {"Area": "West"}


def test_a_class_that_differs_from_its_reasons_is_explained(officer, office):
    need = need_of(office, urgency=5, urgency_because="Sleeps in a car")
    page = text_of(officer.get(f"/needs/{need.pk}/"))
    assert "The reasons suggest urgency 4; urgency 5 was chosen" in page
    assert "Sleeps in a car" in page


def test_a_half_filled_need_says_what_is_missing(officer, office):
    need = need_of(office, status="incomplete", kinds=[], rooms_at_least=None)
    page = text_of(officer.get(f"/needs/{need.pk}/"))
    assert "how many rooms at least" in page
    assert "what kinds of home will do" in page


@pytest.mark.parametrize(
    "path", ["", "change/", "withdraw/", "income/", "park/", "resume/", "highest-rent/"]
)
def test_other_units_get_404(officer, form, path):
    need = need_of(UnitFactory())
    address = f"/needs/{need.pk}/{path}"
    if path in {"park/", "resume/", "highest-rent/"}:
        answer = officer.post(address, form(until="2027-01-01", rent_nok="5000", row_version="1"))
    else:
        answer = officer.get(address)
    assert answer.status_code == 404


@pytest.mark.parametrize("role", [Role.PROPERTY, Role.CARETAKER, Role.ECONOMY, Role.LEADER])
def test_needs_are_closed_to_those_who_do_not_do_casework(log_in, act_as, office, role):
    need = need_of(office)
    client = log_in(act_as((office, role)))
    assert {client.get(p).status_code for p in ("/needs/", f"/needs/{need.pk}/")} == {403}


def test_parking_and_putting_back(officer, office, form):
    need = need_of(office)

    officer.post(f"/needs/{need.pk}/park/", form(until="2027-01-10", row_version="1"))
    need.refresh_from_db()
    assert (need.status, need.parked_until) == (NeedStatus.PARKED, date(2027, 1, 10))
    assert "10 January 2027" in text_of(officer.get(f"/needs/{need.pk}/"))

    officer.post(f"/needs/{need.pk}/resume/", form(row_version=need.version))
    need.refresh_from_db()
    assert need.status == NeedStatus.WAITING


@pytest.mark.parametrize("until", ["", "2026-11-23", "2031-01-01", "soon"])
def test_a_day_that_makes_no_sense_parks_nothing(officer, office, form, until):
    need = need_of(office)
    answer = officer.post(f"/needs/{need.pk}/park/", form(until=until, row_version="1"))
    assert answer.status_code == 422
    assert Need.objects.get().status == NeedStatus.WAITING


def test_withdrawing_says_what_will_happen_and_does_it(officer, office, form):
    need = need_of(office)
    assert "starts to wait from its own day" in text_of(officer.get(f"/needs/{need.pk}/withdraw/"))

    answer = officer.post(f"/needs/{need.pk}/withdraw/", form(row_version="1"))

    assert answer.headers["Location"] == "/needs/"
    assert Need.objects.get().status == NeedStatus.WITHDRAWN


def test_an_office_that_withdraws_no_longer_sees_the_person(log_in, act_as, form):
    person = PersonFactory(unit=UnitFactory(kind=UnitKind.NAV))
    office = UnitFactory()
    need = Need.begin(person=person, unit=office, by=1, on=DAY)
    officer = log_in(act_as((office, Role.ALLOCATOR)))
    assert officer.get(f"/needs/{need.pk}/").status_code == 200

    answer = officer.post(f"/needs/{need.pk}/withdraw/", form(row_version="1"), follow=True)

    assert answer.status_code == 200
    assert officer.get(f"/needs/{need.pk}/").status_code == 404


# Opening and changing


def filled(**given):
    return {
        "opened_on": "2026-11-01", "household_size": "1", "urgency_reasons": ["children"],
        "urgency": "", "kinds": ["shared"], "rooms_at_least": "2",
        "standard_at_least": "ordinary", "staffed_at_least": "none", **given,
    }  # fmt: skip


def test_a_need_is_opened_for_a_person(officer, office, form):
    person = PersonFactory(unit=office)
    DwellingFactory(area="West")
    cluster = ClusterFactory()
    assert officer.get(f"/people/{person.pk}/need/").status_code == 200

    answer = officer.post(
        f"/people/{person.pk}/need/",
        form(**filled(wished_areas=["West"], clusters_not=[cluster.pk], needs_wheelchair="on")),
    )

    need = Need.objects.get()
    assert answer.headers["Location"] == f"/needs/{need.pk}/"
    assert (need.urgency, need.opened_on, need.status) == (4, date(2026, 11, 1), "waiting")
    assert (need.wished_areas, list(need.clusters_not.all())) == (["West"], [cluster])
    assert need.needs_step_free


def test_what_is_recommended_fills_in_what_is_left_empty(officer, office, form):
    person = PersonFactory(unit=office)

    officer.post(
        f"/people/{person.pk}/need/",
        form(**filled(kinds=[], recommended="base_round_the_clock_screened")),
    )

    need = Need.objects.get()
    assert (need.kinds, need.locations) == (["shared", "specialised", "small_house"], ["screened"])
    assert (need.staffed_at_least, need.status) == ("round_the_clock", "waiting")


def test_a_person_with_an_open_need_is_led_to_it(officer, office, form):
    need = need_of(office)
    page = text_of(officer.get(f"/people/{need.person_id}/need/"))
    assert "has a housing need already" in page
    assert f"/needs/{need.pk}/change/" in page

    answer = officer.post(f"/people/{need.person_id}/need/", form(**filled()))
    assert answer.status_code == 409
    assert Need.objects.count() == 1


def test_the_office_is_asked_for_only_where_there_are_several(officer, office, form):
    person, other = PersonFactory(unit=office), UnitFactory(name="Other office")
    address = f"/people/{person.pk}/need/"

    assert officer.post(address, form(**filled())).status_code == 422
    officer.post(address, form(**filled(unit=other.pk)))

    assert Need.objects.get().unit == other


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"opened_on": "2026-12-24"}, "cannot begin after today"),
        ({"opened_on": ""}, "required"),
        ({"urgency": "1"}, "The reasons suggest urgency 4. Say why you choose 1."),
        ({"rooms_at_most": "1"}, "must not be fewer"),
        ({"rooms_at_least": "2000"}, "less than or equal to 20"),
        ({"kinds": ["castle"]}, "not one of the available choices"),
        ({"household_size": "٣x"}, "whole number"),
    ],
)
def test_what_cannot_be_saved_keeps_what_was_typed(officer, office, form, wrong, says):
    person = PersonFactory(unit=office)
    given = filled(in_own_words="A place of my own", **wrong)

    answer = officer.post(f"/people/{person.pk}/need/", form(**given))

    assert answer.status_code == 422
    assert says in text_of(answer)
    assert "A place of my own" in text_of(answer)
    assert not Need.objects.exists()


def test_a_chosen_class_is_kept_with_its_reason(officer, office, form):
    person = PersonFactory(unit=office)
    officer.post(
        f"/people/{person.pk}/need/", form(**filled(urgency="5", urgency_because="Winter"))
    )
    need = Need.objects.get()
    assert (need.urgency, need.urgency_because) == (5, "Winter")


def test_what_is_unusual_is_asked_about_in_the_form(officer, office, form):
    person = PersonFactory(unit=office)
    address, given = f"/people/{person.pk}/need/", filled(rent_nok_at_most="900")

    asked = officer.post(address, form(**given))
    assert asked.status_code == 422
    assert "The highest rent is 900 kroner a month." in text_of(asked)
    assert 'value="unusual_rent:900"' in text_of(asked)

    officer.post(address, form(**given, confirmed=["unusual_rent:900"]))
    assert Need.objects.get().confirmed_doubts == ["unusual_rent:900"]


def test_a_form_opened_before_another_saved_overwrites_nothing(officer, office, form):
    need = need_of(office)
    officer.post(f"/needs/{need.pk}/change/", form(**filled(rooms_at_least="3"), row_version="1"))

    late = officer.post(
        f"/needs/{need.pk}/change/", form(**filled(rooms_at_least="4"), row_version="1")
    )

    assert late.status_code == 409
    assert Need.objects.get().rooms_at_least == 3


def test_a_form_sent_twice_has_one_effect(officer, office, form):
    person = PersonFactory(unit=office)
    once = form(**filled())
    address = f"/people/{person.pk}/need/"

    answers = [officer.post(address, once) for _ in range(2)]

    assert [a.status_code for a in answers] == [302, 303]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert Need.objects.count() == 1


def test_the_form_shows_what_is_written(officer, office):
    DwellingFactory(area="West")
    need = need_of(office, kinds=["small_house"], wished_areas=["Gone area"])
    form = officer.get(f"/needs/{need.pk}/change/").context["form"]
    assert form["kinds"].value() == ["small_house"]
    assert ("Gone area", "Gone area") in form.fields["wished_areas"].choices


def test_a_closed_need_is_history(officer, office, form):
    need = need_of(office, status="withdrawn", closed_on=DAY)
    assert officer.get(f"/needs/{need.pk}/change/").status_code == 409


# Health and income


def test_the_ground_is_shown_to_care_and_explained_in_words(log_in, act_as, office):
    basis = CareBasisFactory(need=need_of(office))
    client = log_in(act_as((office, Role.CARE_WORKER)))

    page = text_of(client.get(f"/needs/{basis.need_id}/care-basis/"))

    assert basis.text in page
    assert "small house; reinforced; screened from others; no staff on the spot" in page


def test_the_ground_is_confirmed_from_the_page(log_in, act_as, office, form):
    need = need_of(office, kinds=["ordinary"])
    client = log_in(act_as((office, Role.CARE_WORKER)))

    client.post(
        f"/needs/{need.pk}/care-basis/",
        form(
            row_version="1", group="7", characteristic="rop", text="Words", robustness="4",
            counts_in_environment="on", funding_groups=["rop"], takes_requirements="on",
        ),
    )  # fmt: skip

    need.refresh_from_db()
    assert (need.kinds, need.robustness_need) == (["specialised", "small_house"], 4)
    assert CareBasis.objects.get().group == 7


def test_no_group_gives_no_requirements(log_in, act_as, office, form):
    need = need_of(office)
    client = log_in(act_as((office, Role.CARE_WORKER)))
    answer = client.post(
        f"/needs/{need.pk}/care-basis/",
        form(row_version="1", group="", characteristic="rop", takes_requirements="on"),
    )
    assert answer.status_code == 422
    assert not CareBasis.objects.exists()


@pytest.mark.parametrize("role", [Role.ALLOCATOR, Role.PROPERTY, Role.CARETAKER, Role.ECONOMY])
def test_health_changes_no_byte_of_what_others_see(log_in, act_as, office, role):
    """Two worlds that differ only in the ground: the same bytes for those outside care."""
    need = need_of(office)
    basis = CareBasisFactory(need=need)
    client = log_in(act_as((office, role)))

    before = bytes_of_every_page(client, need)
    CareBasis.objects.filter(pk=basis.pk).update(text="Other", group=1, characteristic="other")

    assert bytes_of_every_page(client, need) == before
    assert b"Words that stay" not in before


def test_the_comparison_of_bytes_sees_health_where_it_is_open(log_in, act_as, office):
    """The negative control: on care's own page the two worlds differ."""
    basis = CareBasisFactory(need=need_of(office))
    client = log_in(act_as((office, Role.CARE_WORKER)))

    before = bytes_of_every_page(client, basis.need)
    CareBasis.objects.filter(pk=basis.pk).update(text="Other")

    assert bytes_of_every_page(client, basis.need) != before


def bytes_of_every_page(client, need):
    """All pages about the need, without the one-time keys that differ on every request."""
    mine, person = f"/needs/{need.pk}/", f"/people/{need.person_id}/need/"
    paths = [mine + p for p in ("", "change/", "withdraw/", "care-basis/", "income/")]
    pages = [client.get(path).content for path in ("/needs/", "/tenancies/", person, *paths)]
    return re.sub(
        rb"[A-Za-z0-9]{64}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", b"", b"".join(pages)
    )


def test_an_allocator_reads_what_follows_and_not_which_grant(officer, office):
    need = need_of(office, funding_groups=["rop"], counts_in_environment=True, robustness_need=3)

    response = officer.get(f"/needs/{need.pk}/")

    assert dict(response.context["derivations"]) == {
        "Counts in the environment's limit": "yes",
        "Homes tied to a grant": "some are open",
        "How much the home must withstand": "3 of 4",
    }
    assert "mental illness" not in text_of(response)


def test_income_suggests_a_rent_that_the_professional_decides(officer, office, form):
    need = need_of(office)

    officer.post(f"/needs/{need.pk}/income/", form(nok_year="288000", known_on="2026-10-01"))
    page = officer.get(f"/needs/{need.pk}/income/")
    assert page.context["suggested"] == 7_200

    officer.post(f"/needs/{need.pk}/highest-rent/", form(rent_nok="7000", row_version="1"))
    assert Need.objects.get().rent_nok_at_most == 7_000


@pytest.mark.parametrize(
    "wrong", [{"nok_year": "-1"}, {"known_on": "2027-01-01"}, {"nok_year": ""}]
)
def test_an_income_that_cannot_be_is_refused(officer, office, form, wrong):
    need = need_of(office)
    given = {"nok_year": "100000", "known_on": "2026-01-01", **wrong}
    assert officer.post(f"/needs/{need.pk}/income/", form(**given)).status_code == 422
    assert not Income.objects.exists()


def test_incomes_are_closed_to_care(log_in, act_as, office):
    need = need_of(office)
    IncomeFactory(person=need.person, nok_year=123_456)
    client = log_in(act_as((office, Role.CARE_WORKER)))

    assert client.get(f"/needs/{need.pk}/income/").status_code == 403
    assert "123" not in text_of(client.get(f"/needs/{need.pk}/")).replace("\u00a0", "")
