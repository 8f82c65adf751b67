from datetime import date

import pytest

from heimveg.access.models import ReadEntry
from heimveg.access.roles import WORKERS, Role
from heimveg.accounts.models import SavedFilter
from heimveg.persons.models import Protection
from heimveg.persons.rules import Grade
from heimveg.tenancies.models import Tenancy
from tests.accounts.factories import MunicipalityFactory, UnitFactory
from tests.dwellings.factories import (
    ClusterFactory,
    DwellingFactory,
    FundingTieFactory,
    OutOfUseFactory,
    RentPartFactory,
)
from tests.persons.factories import PersonFactory
from tests.tenancies.factories import TenancyFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 1)


@pytest.fixture(autouse=True)
def frame(on_day):
    MunicipalityFactory(default_language="en")
    on_day(TODAY)


@pytest.fixture
def leader(act_as):
    """Sees homes and no person at all."""
    return act_as((UnitFactory(), Role.LEADER))


def addresses(answer):
    return [row.home.address for row in answer.context["rows"]]


def marks(answer, address="Storgata 5"):
    rows = {row.home.address: row for row in answer.context["rows"]}
    return [str(mark.text) for mark in rows[address].marks]


@pytest.fixture
def home():
    return DwellingFactory(address="Storgata 5")


@pytest.mark.parametrize("role", sorted(WORKERS))
def test_everybody_who_works_here_sees_the_register(act_as, log_in, home, role):
    answer = log_in(act_as((UnitFactory(), role))).get("/dwellings/")

    assert answer.status_code == 200
    assert addresses(answer) == ["Storgata 5"]


def test_a_stranger_meets_the_log_in_page(client):
    assert client.get("/dwellings/").status_code == 302


def test_a_home_is_free_when_nothing_speaks_against_it(leader, log_in, home):
    assert marks(log_in(leader).get("/dwellings/")) == ["free"]


def test_a_home_is_let_while_its_tenancy_runs_and_nobody_is_named(leader, log_in, home):
    TenancyFactory(dwelling=home, person=PersonFactory(name="Kari Nordheim"))
    answer = log_in(leader).get("/dwellings/")

    assert marks(answer) == ["let"]
    assert "Kari" not in answer.content.decode()
    assert not ReadEntry.objects.exists()


@pytest.mark.parametrize("grade", Grade)
def test_a_protected_tenant_changes_nothing_but_that_the_home_is_let(leader, log_in, home, grade):
    tenancy = TenancyFactory(dwelling=home)
    client = log_in(leader)
    before = client.get("/dwellings/").content
    Protection.objects.create(person=tenancy.person, grade=grade, since=TODAY)

    assert without_keys(client.get("/dwellings/").content) == without_keys(before)


def without_keys(page):
    import re

    return re.sub(rb'(name="csrfmiddlewaretoken"|X-CSRFToken"?:?)[^>]*', b"", page)


def test_a_home_is_reserved_when_a_tenancy_begins_later(leader, log_in, home):
    TenancyFactory(dwelling=home, started_on=date(2026, 4, 1))

    assert marks(log_in(leader).get("/dwellings/")) == ["reserved"]


def test_a_home_out_of_use_says_why(leader, log_in, home):
    OutOfUseFactory(dwelling=home, cause="fire")

    assert marks(log_in(leader).get("/dwellings/")) == ["out of use: fire"]


def test_a_tenant_comes_before_the_repair(leader, log_in, home):
    OutOfUseFactory(dwelling=home)
    TenancyFactory(dwelling=home)

    assert marks(log_in(leader).get("/dwellings/")) == ["let", "out of use: repair"]


@pytest.fixture
def one_of_each():
    """Homes named after what they are on 1 March 2026."""
    TenancyFactory(dwelling=DwellingFactory(address="Let 1"))
    TenancyFactory(dwelling=DwellingFactory(address="Held 1"), started_on=date(2026, 5, 1))
    TenancyFactory(dwelling=DwellingFactory(address="Left 1"), ended_on=TODAY)
    OutOfUseFactory(dwelling=DwellingFactory(address="Out 1"))
    OutOfUseFactory(dwelling=DwellingFactory(address="Back 1"), ended_on=TODAY)
    DwellingFactory(address="Never let 1")
    DwellingFactory(address="Gone 1", ended_on=TODAY)
    DwellingFactory(address="Later 1", started_on=date(2026, 3, 2))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("state=free", ["Back 1", "Left 1", "Never let 1"]),
        ("state=let", ["Let 1"]),
        ("state=held", ["Held 1"]),
        ("state=out_of_use", ["Out 1"]),
        ("state=gone", ["Gone 1", "Later 1"]),
        ("state=free&day=2026-02-28", ["Gone 1", "Never let 1"]),
        ("state=free&day=2026-05-01", ["Back 1", "Later 1", "Left 1", "Never let 1"]),
        ("", ["Back 1", "Held 1", "Left 1", "Let 1", "Never let 1", "Out 1"]),
    ],
)
def test_homes_by_status_on_a_day(leader, log_in, one_of_each, query, expected):
    assert addresses(log_in(leader).get(f"/dwellings/?{query}")) == expected


@pytest.mark.parametrize(
    "query",
    [
        "state=castle",
        "rooms=many",
        "day=29.02.2027",
        "tie=7",
        "area=nowhere",
        "q=" + "x" * 101,
    ],
)
def test_a_filter_that_cannot_be_read_is_said_and_narrows_nothing(leader, log_in, home, query):
    answer = log_in(leader).get(f"/dwellings/?{query}")

    assert answer.status_code == 422
    assert 'id="error-summary"' in answer.content.decode()
    assert addresses(answer) == ["Storgata 5"]


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999999999999", "٣"])
def test_an_absurd_page_number_is_no_error(leader, log_in, home, page):
    assert log_in(leader).get(f"/dwellings/?page={page}").status_code == 200


def test_long_lists_come_in_pages(leader, log_in):
    for number in range(51):
        DwellingFactory(address=f"Storgata {number:02}")
    client = log_in(leader)
    first, second = client.get("/dwellings/"), client.get("/dwellings/?page=2")

    assert (len(addresses(first)), addresses(second)) == (50, ["Storgata 50"])
    assert 'rel="next"' in first.content.decode()
    assert 'rel="next"' not in second.content.decode()


def test_what_is_chosen_can_be_taken_away_one_by_one(leader, log_in, home):
    answer = log_in(leader).get("/dwellings/?q=stor&kind=ordinary")

    assert answer.context["chosen"] == [
        ("Object number or address: stor", "/dwellings/?kind=ordinary"),
        ("Kind: ordinary home", "/dwellings/?q=stor"),
    ]


def test_kept_filters_lead_back_to_the_list(leader, log_in, home):
    SavedFilter.keep(user_id=leader.user_id, page="dwellings", name="Ledige", query="state=free")
    page = log_in(leader).get("/dwellings/").content.decode()

    assert 'href="/dwellings/?state=free">Ledige</a>' in page


def test_rent_is_the_sum_of_its_parts(leader, log_in, home):
    RentPartFactory(dwelling=home, ore_month=850_000)
    RentPartFactory(dwelling=home, kind="heating", ore_month=40_050)

    (row,) = log_in(leader).get("/dwellings/").context["rows"]
    assert row.rent.replace("\xa0", " ") == "8 900,50"


def test_the_swapped_part_is_the_part_of_the_page(leader, log_in, home):
    client = log_in(leader)
    page = client.get("/dwellings/?q=stor").content.decode()
    part = client.get("/dwellings/?q=stor", headers={"HX-Request": "true"}).content.decode()

    assert part.lstrip().startswith('<section id="dwellings"')
    assert "<!DOCTYPE" not in part
    assert "Storgata 5" in part
    assert 'hx-target="#dwellings"' in page


def test_only_keepers_are_offered_to_register_and_export(act_as, leader, log_in, home):
    seen = log_in(leader).get("/dwellings/").content.decode()
    kept = log_in(act_as((UnitFactory(), Role.PROPERTY))).get("/dwellings/").content.decode()

    for link in ("/dwellings/new/", "/export/dwellings.xlsx", "/export/dwellings.csv"):
        assert link not in seen
        assert link in kept


def test_an_empty_register_teaches_what_to_do(act_as, log_in):
    keeper = act_as((UnitFactory(), Role.PROPERTY))

    assert "Import the spreadsheet" in log_in(keeper).get("/dwellings/").content.decode()


def test_what_is_written_in_the_register_is_shown_and_never_run(leader, log_in):
    evil = '"><script>alert(1)</script>'
    DwellingFactory(address=evil, area=evil, cluster=ClusterFactory(name=evil))
    page = log_in(leader).get("/dwellings/", {"q": evil}).content.decode()

    assert "<script>alert" not in page


def test_the_list_costs_the_same_for_any_number_of_homes(leader, log_in, constant_queries):
    client = log_in(leader)

    def make():
        home = DwellingFactory(in_cluster=True, area="Øya")
        RentPartFactory(dwelling=home)
        OutOfUseFactory(dwelling=home)
        FundingTieFactory(dwelling=home)
        TenancyFactory(dwelling=home)

    constant_queries(lambda: client.get("/dwellings/?q=storgata&state=let"), make)


def test_a_view_over_tenancies_cannot_be_written_through(home):
    from django.db import DatabaseError, transaction

    from heimveg.tenancies.models import Letting

    tenancy = TenancyFactory(dwelling=home)
    with pytest.raises(DatabaseError), transaction.atomic():
        Letting.objects.all().update(ended_on=TODAY)
    with pytest.raises(DatabaseError), transaction.atomic():
        Letting.objects.all()._raw_delete("default")
    assert Tenancy.objects.get().ended_on == tenancy.ended_on


def test_the_filters_show_what_is_chosen(leader, log_in, home):
    page = log_in(leader).get("/dwellings/?state=free").content.decode()

    assert '<option value="free" selected>free</option>' in page
    assert '<option value="let">let</option>' in page
