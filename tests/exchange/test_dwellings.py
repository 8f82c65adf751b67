"""A dwelling list on its way into the register."""

# ruff: noqa: E501  # a table of rows is read whole

from datetime import date

import pytest

from heimveg.access.roles import Role
from heimveg.dwellings.models import Cluster, Dwelling, FundingTie, OutOfUse, Property, RentPart
from heimveg.exchange.models import ImportFile
from heimveg.exchange.shown import change_lines
from tests.dwellings.factories import ClusterFactory, DwellingFactory, PropertyFactory
from tests.exchange.conftest import found
from tests.exchange.files import comma_separated, ods, xlsx

pytestmark = pytest.mark.django_db
HEADINGS = [
    "Objektnummer",
    "Adresse",
    "Postnr",
    "Bustadtype",
    "Standard",
    "antallSoverom",
    "Bruksareal (m²)",
    "Husleige",
    "Straum",
    "Bumiljø",
    "Bemanning",
    "Eigedom",
    "Tilskot",
    "Tilskot bunde til",
    "Tilskot til",
    "Ute av bruk, årsak",
    "Ute av bruk frå",
    "erTilgjengeligForRullestolbruker",
    "Frå",
]
ROWS = [
    [
        "B-1", "Øvregata 7", "0150", "Bufellesskap", "Forsterka", 1, 42.5, "8 500,50", 450, "Solbakken",
        "Døgnbemanna", "Solbakken 1", "Investeringstilskot", "ROP", date(2031, 1, 1), None, None, True,
        date(2015, 1, 1),
    ],
    [
        "B-2", "Ålgata 2 B", "6800", "Leilegheit", "Ordinær", 2, 61, 9000, None, None, None, None, None,
        None, None, "Oppussing", date(2026, 11, 1), False, date(2018, 6, 1),
    ],
]  # fmt: skip


@pytest.mark.parametrize(
    "content",
    [
        xlsx([HEADINGS, *ROWS]),
        xlsx([HEADINGS, *ROWS], epoch_1904=True),
        xlsx([], [HEADINGS, *ROWS]),
        xlsx([["Bustadlista vår"], [], HEADINGS, *ROWS]),
        ods([HEADINGS, *ROWS]),
        comma_separated([HEADINGS, *ROWS]),
        comma_separated([HEADINGS, *ROWS], mark=True),
        comma_separated([HEADINGS, *ROWS], separator=","),
        comma_separated([HEADINGS, *ROWS], separator="\t"),
        comma_separated([HEADINGS, *ROWS], encoding="cp1252"),
        comma_separated([HEADINGS, *ROWS], encoding="utf-16"),
        b"sep=;\r\n" + comma_separated([HEADINGS, *ROWS]),
        xlsx([[h.upper().replace("Å", "A\u030a") for h in HEADINGS], *ROWS]),
    ],
    ids=[
        "xlsx", "xlsx-1904", "second-sheet", "lines-above", "ods", "csv", "csv-bom", "commas", "tabs",
        "windows-1252", "utf-16", "hint", "decomposed-capitals",
    ],
)  # fmt: skip
def test_every_format_and_encoding_gives_the_same_homes(
    content, allocator, upload, take_in, estates
):
    file = take_in(allocator, upload(allocator, content))

    assert file.state == "committed"
    one, two = Dwelling.objects.order_by("object_number")
    assert (one.address, one.postal_code, one.kind, one.standard) == (
        "Øvregata 7",
        "0150",
        "shared",
        "reinforced",
    )
    assert (one.bedrooms, one.usable_area_m2, one.is_wheelchair_accessible) == (1, 43, True)
    assert one.started_on == date(2015, 1, 1)
    assert dict(one.rent_parts.values_list("kind", "ore_month")) == {
        "rent": 850_050,
        "electricity": 45_000,
    }
    assert (one.cluster.name, one.cluster.staffed) == ("Solbakken", "round_the_clock")
    assert (one.estate.name, one.estate.managed_by) == ("Solbakken 1", estates)
    tie = one.funding_ties.get()
    assert (tie.grant, tie.group, tie.ended_on) == ("Investeringstilskot", "rop", date(2031, 1, 2))
    assert (two.kind, two.usable_area_m2, two.cluster, two.address) == (
        "ordinary",
        61,
        None,
        "Ålgata 2 B",
    )
    assert (two.out_of_use.get().cause, two.out_of_use.get().started_on) == (
        "repair",
        date(2026, 11, 1),
    )


def test_importing_the_same_file_again_changes_nothing_and_says_so(allocator, upload, take_in):
    content = xlsx([HEADINGS, *ROWS])
    take_in(allocator, upload(allocator, content))
    before = list(Dwelling.objects.order_by("pk").values())

    again = upload(allocator, content)
    take_in(allocator, again)

    assert again.report["fates"] == {"unchanged": 2}
    assert again.report["changes"] == []
    assert list(Dwelling.objects.order_by("pk").values()) == before
    assert (RentPart.objects.count(), FundingTie.objects.count(), OutOfUse.objects.count()) == (
        3,
        1,
        1,
    )
    assert (Cluster.objects.count(), Property.objects.count()) == (1, 1)


def test_what_changes_is_shown_field_by_field_before_it_is_taken_in(allocator, upload, take_in):
    take_in(allocator, upload(allocator, xlsx([HEADINGS, *ROWS])))
    rows = [[*ROWS[0]], ROWS[1]]
    rows[0][1], rows[0][7] = "Øvregata 9", 9000

    file = upload(allocator, xlsx([HEADINGS, *rows]))

    assert file.report["fates"] == {"changed": 1, "unchanged": 1}
    assert file.report["changes"][0]["fields"] == [
        ["address", "Øvregata 7", "Øvregata 9"],
        ["rent_rent", 850_050, 900_000],
    ]
    home = Dwelling.objects.get(object_number="B-1")
    assert home.address == "Øvregata 7"
    take_in(allocator, file)
    home.refresh_from_db()
    assert (home.address, home.version) == ("Øvregata 9", 2)
    assert home.rent_parts.get(kind="rent").ore_month == 900_000


def test_an_empty_cell_changes_nothing(allocator, upload):
    DwellingFactory(object_number="B-1", address="Øvregata 7", bedrooms=3, area="Sentrum")

    file = upload(
        allocator,
        xlsx([["Objektnr", "Adresse", "Soverom", "Område"], ["B-1", "Øvregata 7", None, ""]]),
    )

    assert file.report["fates"] == {"unchanged": 1}


def test_a_failing_last_row_leaves_nothing(allocator, upload, take_in, monkeypatch):
    from heimveg.exchange.dwelling_list import saving as dwelling_saving

    file = upload(allocator, xlsx([HEADINGS, *ROWS]))
    make = dwelling_saving._make

    def break_at_the_end(model, rows):
        make(model, rows)
        if model is OutOfUse:
            raise RuntimeError("the last row fails")

    monkeypatch.setattr(dwelling_saving, "_make", break_at_the_end)
    with pytest.raises(RuntimeError):
        take_in(allocator, file)

    assert not Dwelling.objects.exists()
    assert not Cluster.objects.exists()
    assert ImportFile.objects.get(pk=file.pk).state == "committing"


def test_one_invalid_cell_keeps_everything_out(allocator, upload, take_in):
    from heimveg.base.errors import Refused

    file = upload(
        allocator,
        xlsx(
            [["Objektnr", "Adresse", "Soverom"], ["1", "Storgata 1", 2], ["2", "Storgata 2", "to"]]
        ),
    )

    assert found(file) == [("C3", "not_a_number")]
    with pytest.raises(Refused):
        take_in(allocator, file)
    assert not Dwelling.objects.exists()


def test_the_same_object_number_twice_names_both_rows(allocator, upload):
    file = upload(
        allocator,
        xlsx([["Objektnr", "Adresse"], ["1", "A-gata 1"], ["2", "B-gata 1"], [1.0, "C-gata 1"]]),
    )

    assert found(file) == [("A2", "object_number_twice"), ("A4", "object_number_twice")]
    assert [f["details"] for f in file.report["findings"]["invalid"]] == [
        {"other": "A4"},
        {"other": "A2"},
    ]


def test_unusual_sizes_are_confirmed_once_and_not_asked_about_again(allocator, upload, take_in):
    from heimveg.base.errors import Refused

    content = xlsx([["Objektnr", "Adresse", "Areal"], ["1", "A-gata 1", 900]])
    file = upload(allocator, content)

    assert found(file, "unusual") == [("C2", "unusual_area")]
    with pytest.raises(Refused):
        take_in(allocator, file, confirm_unusual=False)
    take_in(allocator, file)
    assert found(upload(allocator, content), "unusual") == []


def test_what_is_lacking_is_said_and_saved(allocator, upload, take_in):
    file = upload(allocator, xlsx([["Objektnr", "Adresse", "Areal"], ["1", "A-gata 1", None]]))

    assert ("C2", "not_filled_in") in found(file, "incomplete")
    assert (1, "no_such_column") in found(file, "incomplete")
    assert take_in(allocator, file).state == "committed"


def test_rows_that_say_different_things_about_one_cluster_are_both_named(allocator, upload):
    headings = ["Objektnr", "Adresse", "Bomiljø", "Bemanning"]
    file = upload(
        allocator, xlsx([headings, ["1", "A 1", "Sol", "Dag"], ["2", "A 2", "SOL", "Heldøgns"]])
    )

    assert found(file) == [("D3", "contradicts_another_row")]
    assert file.report["findings"]["invalid"][0]["details"] == {"other": "D2", "name": "SOL"}


def test_a_cluster_in_the_register_keeps_what_it_has(allocator, upload, take_in):
    cluster = ClusterFactory(name="Solbakken", staffed="day")
    headings = ["Objektnr", "Adresse", "Bomiljø", "Bemanning"]
    file = upload(allocator, xlsx([headings, ["1", "A 1", "solbakken", "Heldøgns"]]))

    assert found(file, "unusual") == [("D2", "kept_in_register")]
    take_in(allocator, file)
    cluster.refresh_from_db()
    assert (cluster.staffed, Cluster.objects.count()) == ("day", 1)


def test_two_causes_at_a_time_are_refused_at_the_cell(allocator, upload):
    home = DwellingFactory(object_number="1", address="A 1")
    OutOfUse.objects.create(dwelling=home, cause="fire", started_on=date(2027, 1, 1))
    headings = ["Objektnr", "Adresse", "Ute av bruk", "Ute av bruk fra"]
    file = upload(allocator, xlsx([headings, ["1", "A 1", "Reparasjon", date(2026, 12, 1)]]))

    assert found(file) == [("D2", "out_cause_overlaps")]


def test_rooms_as_people_count_them_become_bedrooms(allocator, upload, take_in):
    take_in(
        allocator,
        upload(allocator, xlsx([["Objektnr", "Adresse", "Antall rom"], ["1", "A 1", 3]])),
    )

    assert Dwelling.objects.get().bedrooms == 2


def test_a_rent_part_of_nothing_goes_away(allocator, upload, take_in):
    home = DwellingFactory(object_number="1", address="A 1")
    home.rent_parts.create(kind="parking", ore_month=50_000)

    file = take_in(
        allocator, upload(allocator, xlsx([["Objektnr", "Adresse", "Parkering"], ["1", "A 1", 0]]))
    )

    assert file.report["fates"] == {"changed": 1}
    assert not home.rent_parts.exists()


@pytest.mark.parametrize("written", [450_000, 450_000.0, "450 000", "kr 450.000"])
def test_what_a_broken_tie_costs_is_read_and_changed(allocator, upload, take_in, written):
    headings = ["Objektnr", "Adresse", "Tilskudd", "Tilskudd bundet til", "Tilbakebetaling"]
    row = ["1", "A 1", "Husbanken", "ROP"]
    take_in(allocator, upload(allocator, xlsx([headings, [*row, written]])))
    assert FundingTie.objects.get().repay_nok == 450_000
    take_in(allocator, upload(allocator, xlsx([headings, [*row, None]])))
    assert FundingTie.objects.get().repay_nok == 450_000  # an empty cell changes nothing
    take_in(allocator, upload(allocator, xlsx([headings, [*row, 300_000]])))
    assert FundingTie.objects.get().repay_nok == 300_000


@pytest.mark.parametrize(
    ("conditions", "is_refused"),
    [
        ("Leigaren må vere rusfri.", True),
        ("Berre for den som tek imot oppfølging.", True),
        ("Berre for den som treng oppfølging.", False),
    ],
)
def test_conditions_that_ask_something_of_the_tenant_are_not_read_in(
    allocator, upload, conditions, is_refused
):
    headings = ["Objektnr", "Adresse", "Tilskudd", "Tilskudd bundet til", "Vilkår for tilskuddet"]
    row = ["1", "A 1", "Husbanken", "ROP", conditions]
    file = upload(allocator, xlsx([headings, row]))
    assert found(file) == ([("E2", "grant_demands")] if is_refused else [])


def test_a_list_read_again_after_a_grant_has_run_out_says_nothing_new(allocator, upload, take_in):
    headings = ["Objektnr", "Adresse", "Tilskudd", "Tilskudd bundet til", "Tilskudd til"]
    content = xlsx([headings, ["1", "A 1", "Husbanken", "ROP", date(2027, 1, 1)]])
    take_in(allocator, upload(allocator, content))

    file = upload(allocator, content, on=date(2028, 1, 1))

    assert (file.report["fates"], found(file)) == ({"unchanged": 1}, [])


def test_the_end_of_a_grant_in_a_list_is_the_last_day_with_it(allocator, upload, take_in):
    headings = ["Objektnr", "Adresse", "Tilskot", "Tilskot bunde til", "Tilskot frå", "Bundet til"]
    row = ["1", "A 1", "Husbanken", "ROP", date(2026, 1, 1)]
    before = upload(allocator, xlsx([headings, [*row, date(2025, 12, 31)]]))
    assert "ends_before_it_starts" in str(found(before))

    take_in(allocator, upload(allocator, xlsx([headings, [*row, date(2031, 12, 31)]])))
    assert FundingTie.objects.get().ended_on == date(2032, 1, 1)
    file = upload(allocator, xlsx([headings, [*row, date(2032, 6, 30)]]))

    (change,) = change_lines(file, 0, "nn")
    assert change.fields == [("Tilskot til og med", "31.12.2031", "30.06.2032")]


def test_a_list_costs_the_same_number_of_queries_however_long(allocator, upload, constant_queries):
    """Homes that are known, with clusters and properties, and homes that are new."""
    rows = [HEADINGS]
    content = {}

    def one_more():
        number = f"C-{len(rows)}"
        DwellingFactory(
            object_number=number,
            estate=PropertyFactory(name=number),
            cluster=ClusterFactory(name=number),
        )
        rows.extend([[number, *ROWS[0][1:]], [f"N-{len(rows)}", *ROWS[1][1:]]])
        content["file"] = xlsx(rows)

    constant_queries(lambda: upload(allocator, content["file"]), one_more)


def test_who_keeps_homes_reads_in_a_list_and_leaves_its_grants_alone(
    allocator, office, act_as, upload, take_in
):
    take_in(allocator, upload(allocator, xlsx([HEADINGS, *ROWS])))
    FundingTie.objects.update(group="elderly", grant="Eit anna tilskot")
    keeper = act_as((office, Role.PROPERTY))

    file = upload(keeper, xlsx([HEADINGS, *ROWS]))
    changes, findings = file.report["changes"], file.report["findings"]
    take_in(keeper, file)

    tie = FundingTie.objects.get()
    assert (tie.group, tie.grant) == ("elderly", "Eit anna tilskot")
    assert changes == []
    codes = [finding["code"] for finding in findings["incomplete"]]
    assert "grant_left_alone" in codes


@pytest.mark.parametrize(
    ("now", "said", "then", "fates"),
    [
        ("housing_first", "Ordinær bustad", "housing_first", {"unchanged": 1}),
        ("ordinary", "Housing First", "ordinary", {"unchanged": 1}),
        ("rehabilitation", "Småhus", "small_house", {"changed": 1}),
        ("", "Housing First", "ordinary", {"created": 1}),
    ],
)
def test_who_keeps_homes_reads_in_how_they_are_built_and_leaves_whom_they_are_for(
    office, act_as, upload, take_in, now, said, then, fates
):
    if now:
        DwellingFactory(object_number="1", address="A 1", kind=now)
    keeper = act_as((office, Role.PROPERTY))

    headings = ["Objektnr", "Adresse", "Bustadtype"]
    file = upload(keeper, xlsx([headings, ["1", "A 1", said]]))

    assert file.report["fates"] == fates
    told = [finding["code"] for finding in file.report["findings"]["unusual"]]
    assert ("kind_as_built" in told) is (said == "Housing First")
    assert "housing_first" not in str(file.report)
    take_in(keeper, file)
    assert Dwelling.objects.get().kind == then
