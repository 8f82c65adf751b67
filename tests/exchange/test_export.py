"""The dwelling list on its way out, and back in again."""

import csv
import io
from datetime import date

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from heimveg.access.models import AuditEntry
from heimveg.access.roles import Role
from heimveg.dwellings.models import Cluster, Dwelling, Property
from heimveg.exchange.dwelling_list.columns import DWELLING_COLUMNS
from heimveg.exchange.export import COLUMNS, DERIVED, dwelling_file, dwelling_table
from tests.accounts.factories import UnitFactory
from tests.dwellings.factories import (
    ClusterFactory,
    DwellingFactory,
    FundingTieFactory,
    OutOfUseFactory,
    PropertyFactory,
    RentPartFactory,
)
from tests.exchange.conftest import TODAY, found

pytestmark = pytest.mark.django_db
EXPORTERS = {Role.ALLOCATOR, Role.PROPERTY}


@pytest.fixture(autouse=True)
def today(on_day):
    on_day(TODAY)


@pytest.fixture
def home(office):
    home = DwellingFactory(
        object_number="B-1", address="Øvregata 7", postal_code="0150", postal_place="Nordvik",
        area="Øya", unit_number="H0101", kind="shared", standard="reinforced", tenure="rented_in",
        bedrooms=2, usable_area_m2=43, floor=-1, is_step_free=True, allows_pets=True,
        is_shared=True, fdvu_id="F1", kobo_id="K1", extra_reference="2", ended_on=date(2040, 1, 1),
        estate=PropertyFactory(name="Solgarden", matrikkel="12/3"),
        cluster=ClusterFactory(name="Solsida", location="screened", staffed="evening"),
    )  # fmt: skip
    RentPartFactory(dwelling=home, ore_month=850_050)
    RentPartFactory(dwelling=home, kind="parking", ore_month=50_000)
    FundingTieFactory(
        dwelling=home, ended_on=date(2031, 1, 1), conditions="20 år", repay_nok=450_000
    )
    OutOfUseFactory(
        dwelling=home, cause="fire", expected_end_on=date(2027, 1, 1), cost_centre="4711"
    )
    return home


def exported(client, file_format, query=""):
    return client.get(f"/export/dwellings.{file_format}?{query}")


def whole_table(language):
    homes = Dwelling.objects.all()
    return dwelling_table(homes, language=language, on=TODAY, knows_grants=True, knows_kinds=True)


def rows_of(answer):
    text = answer.content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("file_format", ["xlsx", "csv"])
def test_only_keepers_take_the_register_out(office, act_as, log_in, home, role, file_format):
    answer = exported(log_in(act_as((office, role))), file_format)

    assert answer.status_code == (200 if role in EXPORTERS else 403)
    assert AuditEntry.objects.filter(action="dwellings.export").count() == (role in EXPORTERS)


def test_each_export_says_what_left_the_house(allocator, log_in, home):
    exported(log_in(allocator), "csv")

    entry = AuditEntry.objects.get()
    assert (entry.user_id, entry.subject) == (allocator.user_id, "dwellings.dwelling:1 as csv")


def test_a_format_nobody_knows_is_not_found(allocator, log_in, home):
    assert exported(log_in(allocator), "exe").status_code == 404


def test_the_csv_opens_in_a_norwegian_spreadsheet(allocator, log_in, home):
    answer = exported(log_in(allocator), "csv")

    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert answer["Content-Disposition"].startswith("attachment; filename=")
    (row,) = rows_of(answer)
    assert (row["Adresse"], row["Husleige"], row["Tilskot til og med"]) == (
        "Øvregata 7", "8500,5", "31.12.2030"
    )  # fmt: skip
    assert row["Blir betalt tilbake ved brot"] == "450000"


def test_who_keeps_homes_takes_out_how_they_are_built(office, act_as, log_in, home):
    Dwelling.objects.filter(pk=home.pk).update(kind="rehabilitation")
    (told,) = rows_of(exported(log_in(act_as((office, Role.ALLOCATOR))), "csv"))
    (built,) = rows_of(exported(log_in(act_as((office, Role.PROPERTY))), "csv"))

    assert told["Bustadtype"] == "Rehabiliteringsbufellesskap"
    assert built["Bustadtype"] == "Bufellesskap"


def test_the_workbook_holds_the_same(allocator, log_in, home):
    sheet = load_workbook(io.BytesIO(exported(log_in(allocator), "xlsx").content)).active
    headings, values = sheet.iter_rows(values_only=True)
    row = dict(zip(headings, values, strict=True))

    assert (row["Objektnummer"], row["Husleige"], row["Etasje"]) == ("B-1", 8500.5, -1)


def test_the_filters_of_the_list_hold_for_the_file(allocator, log_in, home):
    DwellingFactory(address="Storgata 5")
    client = log_in(allocator)

    assert [r["Adresse"] for r in rows_of(exported(client, "csv", "state=free"))] == ["Storgata 5"]
    assert [r["Adresse"] for r in rows_of(exported(client, "csv", "q=fjordvik"))] == []
    assert [r["Adresse"] for r in rows_of(exported(client, "csv", "area=Øya"))] == ["Øvregata 7"]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t=", "\r=", " ="])
@pytest.mark.parametrize("file_format", ["xlsx", "csv"])
def test_no_cell_can_be_taken_for_a_formula(allocator, log_in, office, sign, file_format):
    evil = f'{sign}HYPERLINK("http://x","y")'
    DwellingFactory(address=evil, area=evil, cluster=ClusterFactory(name=evil))
    content = exported(log_in(allocator), file_format).content

    cells = (
        [cell for row in load_workbook(io.BytesIO(content)).active.iter_rows() for cell in row]
        if file_format == "xlsx"
        else []
    )
    assert all(cell.data_type != "f" for cell in cells)
    texts = [str(c.value) for c in cells] or [
        text
        for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";")
        for text in row
    ]
    assert not [
        text for text in texts if text.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r"))
    ]
    assert sum("HYPERLINK" in text for text in texts) == 3


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
@pytest.mark.parametrize("file_format", ["xlsx", "csv"])
def test_an_export_read_back_changes_nothing(allocator, upload, home, language, file_format):
    with translation.override(language):
        table = dwelling_table(
            Dwelling.objects.all(),
            language=language,
            on=TODAY,
            knows_grants=True,
            knows_kinds=True,
        )
        content = dwelling_file(table, file_format, title="Bustader")
    file = upload(allocator, content)

    assert found(file) == []
    assert file.report["fates"] == {"unchanged": 1}


def test_an_export_builds_the_same_register_where_there_is_none(
    allocator, upload, take_in, home, estates
):
    before = list(whole_table("nb"))
    content = dwelling_file(iter(before), "xlsx", title="Boliger")
    home.out_of_use.all().delete()
    home.delete()
    Cluster.objects.all().delete()
    Property.objects.all().delete()
    file = take_in(allocator, upload(allocator, content))

    assert file.state == "committed"
    assert list(whole_table("nb")) == before


LETTERS = st.characters(min_codepoint=32, max_codepoint=0x17F, exclude_categories=["Cc", "Cf"])
WORDS = (
    st.text(LETTERS, min_size=1, max_size=30).map(lambda text: " ".join(text.split())).filter(bool)
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(address=WORDS, area=WORDS, rent=st.integers(1, 5_000_000), floor=st.integers(-2, 20))
def test_whatever_stands_in_the_register_reads_back_unchanged(
    allocator, upload, address, area, rent, floor
):
    Dwelling.objects.all().delete()
    home = DwellingFactory(address=address, area=area, floor=floor)
    RentPartFactory(dwelling=home, ore_month=rent)
    table = whole_table("nn")
    file = upload(allocator, dwelling_file(table, "csv", title="x"), file_name="liste.csv")

    assert found(file) == []
    assert file.report["fates"] == {"unchanged": 1}


def test_every_column_of_the_import_is_written_but_what_follows_from_others():
    assert {column.field for column in DWELLING_COLUMNS} - {c.field for c in COLUMNS} == DERIVED


def test_the_file_costs_the_same_number_of_queries_for_any_number_of_homes(
    office, constant_queries
):
    def make():
        home = DwellingFactory(in_cluster=True, estate=PropertyFactory(managed_by=UnitFactory()))
        RentPartFactory(dwelling=home)
        FundingTieFactory(dwelling=home)
        OutOfUseFactory(dwelling=home)

    constant_queries(
        lambda: list(whole_table("nn")),
        make,
    )


def test_who_keeps_homes_takes_out_no_word_of_what_a_grant_is_for(office, act_as, log_in, home):
    told = exported(log_in(act_as((office, Role.PROPERTY))), "csv").content.decode("utf-8-sig")
    known = exported(log_in(act_as((office, Role.ALLOCATOR))), "csv").content.decode("utf-8-sig")
    headings = set(told.splitlines()[0].split(";"))

    assert "Investeringstilskot" in known
    assert "Investeringstilskot" not in told
    assert "20 år" not in told
    assert headings & {"Grant", "Tilskot", "Tilskudd"} == set()
    assert "450000" in known
    assert "450000" not in told
