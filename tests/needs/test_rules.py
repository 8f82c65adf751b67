import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import heimveg.needs
from heimveg.dwellings.rules import HousingKind, Location, Staffed, Standard
from heimveg.needs import rules
from heimveg.needs.rules import OPEN, Asked, NeedStatus, Recommended, UrgencyReason

DATA = Path(heimveg.needs.__file__).parent / "data"
DAY = date(2026, 11, 22)


def published(name):
    with (DATA / name).open() as file:
        source = file.readline()
        assert source.startswith("# ")
        return list(csv.DictReader(file))


def described(row):
    """The published words of a group's row, read into the product's own."""
    dwelling, services = row["dwelling"], row["services"]
    standard = row["standard"].replace(" ", "_")
    location = "screened" if row["location"].startswith("screened") else "ordinary"
    staffed = "none"
    if "with base" in dwelling:
        staffed = "day" if services.startswith("day") else "round_the_clock"
    return standard, location, staffed


def test_the_matrix_is_the_published_one():
    rows = published("rop_matrix.csv")
    assert [int(row["group"]) for row in rows] == [1, 2, 3, 4, 5, 6, 7]
    for row in rows:
        asked = rules.requirements_from(int(row["group"]))
        assert (asked.standard_at_least, asked.locations[0], asked.staffed_at_least) == described(
            row
        )
        assert ("small_house" in asked.kinds) == ("small house" in row["dwelling"])
        assert ("ordinary" in asked.kinds) == row["dwelling"].startswith("ordinary")
        together = {"shared", "specialised"} & set(asked.kinds)
        assert bool(together) == row["dwelling"].startswith("co-located")


def test_a_group_outside_the_matrix_has_no_requirements():
    with pytest.raises(KeyError):
        rules.requirements_from(8)


def test_the_eight_recommended_dwellings_are_the_published_ones():
    rows = published("recommended_dwellings.csv")
    assert {row["code"] for row in rows} == set(Recommended)
    assert sum(int(row["households"]) for row in rows) == 2_962
    for row in rows:
        asked, text = rules.requirements_for_recommended(row["code"]), row["published"]
        assert ("screened" in text) == (asked.locations == ("screened",))
        assert ("round the clock" in text) == (asked.staffed_at_least == "round_the_clock")
        assert ("part of the day" in text) == (asked.staffed_at_least == "day")


def test_an_unknown_recommendation_is_refused():
    with pytest.raises(ValueError):
        rules.requirements_for_recommended("castle")


@pytest.mark.parametrize(
    "asked", [*map(rules.requirements_from, rules.MATRIX), *rules.RECOMMENDED.values()]
)
def test_requirements_are_in_the_words_of_the_dwelling_register(asked):
    assert set(asked.kinds) <= set(HousingKind)
    assert asked.standard_at_least in set(Standard)
    assert set(asked.locations) <= set(Location)
    assert asked.staffed_at_least in set(Staffed)


@given(st.frozensets(st.sampled_from(list(UrgencyReason))))
def test_a_reason_more_never_makes_it_less_urgent(reasons):
    assert 1 <= rules.suggested_urgency(reasons) <= 5
    for reason in UrgencyReason:
        assert rules.suggested_urgency(reasons | {reason}) >= rules.suggested_urgency(reasons)


def test_each_reason_gives_its_class():
    assert set(rules.LEAST_URGENCY) == set(UrgencyReason)
    assert (
        rules.suggested_urgency(frozenset({UrgencyReason.CHILDREN, UrgencyReason.WISHES_CHANGE}))
        == 4
    )


def test_what_is_closed_never_opens_again():
    for closed in set(NeedStatus) - OPEN:
        assert not any(rules.may_move(closed, after) for after in NeedStatus)


def test_waiting_stops_when_the_need_is_closed():
    opened = DAY - timedelta(days=140)
    assert rules.waiting_days(opened, None, on=DAY) == 140
    assert rules.waiting_days(opened, DAY - timedelta(days=40), on=DAY) == 100
    assert rules.waiting_days(DAY + timedelta(days=3), None, on=DAY) == 0


def test_what_is_missing_is_named():
    assert rules.missing(kinds=[], rooms_at_least=None, urgency_reasons=[]) == [
        "kinds",
        "rooms_at_least",
        "urgency_reasons",
    ]
    assert rules.missing(kinds=["shared"], rooms_at_least=1, urgency_reasons=["children"]) == []


def codes(**asked):
    return [d.code for d in rules.doubts_about(Asked(**{"opened_on": DAY, **asked}), on=DAY)]


def test_an_ordinary_need_raises_no_doubt():
    assert codes(household_size=4, rooms_at_least=3, rooms_at_most=4, rent_nok_at_most=9_000) == []


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"opened_on": date(2019, 1, 1)}, "since_long_ago"),
        ({"household_size": 9}, "many_people"),
        ({"rooms_at_least": 8}, "many_rooms"),
        ({"household_size": 4, "rooms_at_most": 1}, "crowded"),
        ({"rent_nok_at_most": 900}, "unusual_rent"),
        ({"rent_nok_at_most": 30_001}, "unusual_rent"),
        (
            {"kinds": frozenset({"shared"}), "wished_kinds": frozenset({"ordinary"})},
            "wished_kind_excluded",
        ),
        (
            {"areas_not": frozenset({"East"}), "wished_areas": frozenset({"East"})},
            "wished_area_excluded",
        ),
        (
            {"clusters_not": frozenset({1}), "wished_clusters": frozenset({1})},
            "wished_cluster_excluded",
        ),
    ],
)
def test_what_is_unusual_is_asked_about(asked, code):
    assert codes(**asked) == [code]


@given(st.integers(0, 10_000_000), st.integers(0, 100))
def test_rent_that_can_be_borne_never_exceeds_the_share(nok_year, percent):
    rent = rules.bearable_rent(nok_year, percent=percent)
    assert rent % 100 == 0
    assert rent * 12 * 100 <= nok_year * percent < (rent + 100) * 12 * 100
