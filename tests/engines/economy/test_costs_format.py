"""What cannot be priced is refused by its path; what is priced is the sum of its records."""

import contextlib
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heimveg.engines.economy import Per, price_reading, reading
from heimveg.engines.economy.documents import document
from heimveg.engines.economy.files import run
from heimveg.engines.economy.reading import parse
from heimveg.engines.economy.refusal import CostsRefused
from tests.engines import documents
from tests.engines.matching.test_format import mistakes

FORMATS = Path(__file__).parents[3] / "docs" / "formats"
EXAMPLE = FORMATS / "examples" / "costs-bergvik.json"
COSTS = json.loads((FORMATS / "heimveg-costs-1.schema.json").read_text(encoding="utf-8"))
RESULT = json.loads((FORMATS / "heimveg-costs-result-1.schema.json").read_text(encoding="utf-8"))

GOOD = {
    "format": "heimveg-costs/1",
    "prices": [
        {
            "code": "rent",
            "valid_from": "2024-01-01",
            "amount_ore": 100,
            "per": "day",
            "source": "a test",
        },
        {
            "code": "rent",
            "valid_from": "2025-01-01",
            "amount_ore": 1000,
            "per": "month",
            "source": "a test",
            "note": "",
        },
        {
            "code": "deposit",
            "valid_from": "2024-06-01",
            "amount_ore": 7,
            "per": "once",
            "source": "a test",
        },
    ],
    "courses": [
        {
            "name": "one",
            "steps": [
                {"name": "ward", "start": "2024-01-01", "end": "2024-02-01", "codes": []},
                {
                    "name": "home",
                    "start": "2024-12-01",
                    "end": "2025-01-11",
                    "codes": ["deposit", "rent"],
                },
            ],
        }
    ],
    "mixes": [
        {
            "name": name,
            "start": "2024-12-01",
            "end": "2025-01-11",
            "lines": {"shared": {"places": places, "codes": ["deposit", "rent"]}},
        }
        for name, places in (("few", 2), ("many", 5))
    ],
}
PRICE, STEP = ("prices", 1), ("courses", 0, "steps", 1)
LINE = ("mixes", 1, "lines", "shared")
NOT_A_NUMBER = float("nan")


def changed(path, value):
    return documents.changed(GOOD, path, value)


def faults_of(data):
    with pytest.raises(CostsRefused) as refused:
        parse(data)
    assert all(fault.what and fault.remedy for fault in refused.value.faults)
    return {fault.path: fault for fault in refused.value.faults}


@pytest.mark.parametrize(
    ("path", "value", "refused"),
    [
        (("format",), "heimveg-costs/9", "format"),
        (("format",), ..., "format"),
        (("speed",), 3, "speed"),
        (("use_published",), 1, "use_published"),
        (("sensitivity_percent",), 0, "sensitivity_percent"),
        (("sensitivity_percent",), 12.5, "sensitivity_percent"),
        (("prices",), {}, "prices"),
        ((*PRICE, "amount_ore"), -1, "prices[1].amount_ore"),
        ((*PRICE, "amount_ore"), NOT_A_NUMBER, "prices[1].amount_ore"),
        ((*PRICE, "amount_ore"), 100.0, "prices[1].amount_ore"),
        ((*PRICE, "amount_ore"), True, "prices[1].amount_ore"),
        ((*PRICE, "amount_ore"), 10**12 + 1, "prices[1].amount_ore"),
        ((*PRICE, "valid_from"), "2024-01-01", "prices[1].valid_from"),  # the day of another
        ((*PRICE, "valid_from"), "20250101", "prices[1].valid_from"),
        ((*PRICE, "valid_from"), "2025-02-30", "prices[1].valid_from"),
        ((*PRICE, "valid_from"), 2025, "prices[1].valid_from"),
        ((*PRICE, "per"), "week", "prices[1].per"),
        ((*PRICE, "per"), ["day"], "prices[1].per"),
        ((*PRICE, "per"), "once", "prices[1].per"),  # and by the day as well
        ((*PRICE, "source"), ..., "prices[1].source"),
        ((*PRICE, "source"), " ", "prices[1].source"),
        ((*PRICE, "note"), None, "prices[1].note"),
        ((*PRICE, "code"), "", "prices[1].code"),
        (("courses", 0, "name"), "", "courses[0].name"),
        (("courses", 0, "steps"), [], "courses[0].steps"),
        (("courses",), GOOD["courses"] * 2, "courses[1].name"),
        ((*STEP, "end"), "2024-11-30", "courses[0].steps[1].end"),
        ((*STEP, "end"), "soon", "courses[0].steps[1].end"),
        ((*STEP, "start"), ..., "courses[0].steps[1].start"),
        ((*STEP, "codes"), "rent", "courses[0].steps[1].codes"),
        ((*STEP, "codes", 0), "castle", "courses[0].steps[1].codes[0]"),
        ((*STEP, "codes", 0), "rent", "courses[0].steps[1].codes[1]"),  # twice
        ((*STEP, "codes", 0), 3, "courses[0].steps[1].codes[0]"),
        ((*STEP, "start"), "2024-05-31", "courses[0].steps[1].codes[0]"),  # no price that day
        (("mixes", 1, "name"), "few", "mixes[1].name"),
        (("mixes", 1, "end"), "2024-11-30", "mixes[1].end"),
        (("mixes", 1, "lines"), {}, "mixes[1].lines"),
        (("mixes", 1, "lines"), [], "mixes[1].lines"),
        ((*LINE, "places"), -1, "mixes[1].lines.shared.places"),
        ((*LINE, "places"), 2.5, "mixes[1].lines.shared.places"),
        ((*LINE, "codes", 1), "castle", "mixes[1].lines.shared.codes[1]"),
        (("mixes", 1, "start"), "2024-05-31", "mixes[1].lines.shared.codes[0]"),
    ],
)
def test_a_bad_field_is_refused_by_its_path(path, value, refused):
    assert refused in faults_of(changed(path, value))


def test_a_code_that_is_not_known_is_told_with_those_like_it_and_where_the_list_stands():
    fault = faults_of(changed((*STEP, "codes", 0), "market_rent_1_rom"))[
        "courses[0].steps[1].codes[0]"
    ]
    assert fault.what == '"market_rent_1_rom" has no price'
    assert "heimveg costs --prices" in fault.remedy
    assert "market_rent" not in fault.remedy  # theirs are of 2025, and this begins in 2024

    later = changed((*STEP, "codes", 0), "market_rent_1_rom")
    later["courses"][0]["steps"][1] |= {"start": "2025-01-02"}
    assert "as market_rent_1_room" in faults_of(later)["courses[0].steps[1].codes[0]"].remedy


def test_a_code_that_gets_its_price_later_is_told_from_when():
    fault = faults_of(changed((*STEP, "start"), "2024-05-31"))["courses[0].steps[1].codes[0]"]

    assert "from 2024-06-01, and this begins on 2024-05-31" in fault.what
    assert "Begin then or later" in fault.remedy


def test_every_fault_is_told_at_once():
    data = changed((*PRICE, "amount_ore"), -1)
    data["courses"][0]["steps"][0]["end"] = "2023-01-01"
    data["mixes"][0]["lines"]["shared"]["places"] = None

    assert list(faults_of(data)) == [
        "prices[1].amount_ore",
        "courses[0].steps[0].end",
        "mixes[0].lines.shared.places",
    ]


def test_a_file_that_asks_for_nothing_is_refused():
    assert list(faults_of({"format": "heimveg-costs/1"})) == ["courses"]


def test_the_example_of_the_test_is_priced_as_worked_by_hand():
    """31 days at 1 krone, and 10 days of a month at 10 kroner: 10 × 1 000 × 12 / 365 = 328.77."""
    answer = document(parse(GOOD))

    [course] = answer["courses"]
    assert course["by_step"] == [{"name": "ward", "ore": 0}, {"name": "home", "ore": 3436}]
    assert [(r["code"], r["quantity"], r["ore"]) for r in course["records"]] == [
        ("deposit", 1, 7),
        ("rent", 31, 3100),
        ("rent", 10, 329),
    ]
    assert [mix["ore"] for mix in answer["mixes"]] == [2 * 3436, 5 * 3436]
    assert answer["differences"] == [
        {
            "mix": "many",
            "against": "few",
            "ore": 3 * 3436,
            "by_kind": [{"kind": "shared", "ore": 3 * 3436}],
        }
    ]
    swing = answer["mixes"][0]["sensitivity"][0]
    assert swing == {"code": "rent", "low_ore": 2 * (7 + 2480 + 263), "high_ore": 2 * 4122}


def test_own_prices_take_the_place_of_all_published_ones_of_the_code():
    data = changed(("prices", 0, "code"), "discharge_ready_day")
    data["prices"][0]["valid_from"] = "2024-03-01"
    data["courses"][0]["steps"][0] |= {"codes": ["discharge_ready_day"], "end": "2024-04-01"}
    assert "courses[0].steps[0].codes[0]" in faults_of(data)  # on 1 January theirs is gone

    data["courses"][0]["steps"][0]["start"] = "2024-03-01"
    data["courses"][0]["steps"].pop()
    assert document(parse({**data, "mixes": []}))["courses"][0]["ore"] == 31 * 100


def test_published_prices_can_be_left_out():
    data = changed((*STEP, "codes", 0), "discharge_ready_day")
    assert parse(data)
    fault = faults_of(data | {"use_published": False})["courses[0].steps[1].codes[0]"]
    assert "that day, as deposit, rent (" in fault.remedy


def test_mixes_of_other_stretches_are_not_set_against_each_other():
    assert document(parse(changed(("mixes", 1, "end"), "2025-01-12")))["differences"] == []


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["name", "codes", "places", "x"]), inner, max_size=3)
    ),
    max_leaves=8,
)
fields = st.sampled_from(
    [
        ("prices",), ("prices", 0), (*PRICE, "per"), (*PRICE, "valid_from"), ("use_published",),
        ("courses",), ("courses", 0), ("courses", 0, "steps"), STEP, (*STEP, "codes"),
        (*STEP, "start"), ("mixes",), ("mixes", 1), ("mixes", 1, "lines"), LINE, (*LINE, "codes"),
    ]
)  # fmt: skip


@settings(max_examples=300, deadline=None, derandomize=True)
@given(fields, json_values)
def test_whatever_stands_in_a_field_is_priced_or_refused(path, value):
    with contextlib.suppress(CostsRefused):
        document(parse(changed(path, value)))


@pytest.mark.parametrize("data", [None, [], 3, "x", {}])
def test_what_asks_for_nothing_at_all_is_refused(data):
    assert faults_of(data)


@pytest.mark.parametrize("text", ["{", "[" * 100_000, '{"format": 1, "format": 2}', ""])
def test_what_is_no_json_is_refused_and_nothing_written(text, tmp_path):
    (tmp_path / "in.json").write_text(text)

    with pytest.raises(CostsRefused):
        run(tmp_path / "in.json", tmp_path / "out.json")

    assert not (tmp_path / "out.json").exists()


def test_the_example_fits_the_schema_and_gives_the_same_bytes_twice(tmp_path):
    assert mistakes(json.loads(EXAMPLE.read_text(encoding="utf-8")), COSTS) == []
    run(EXAMPLE, tmp_path / "one.json")
    run(EXAMPLE, tmp_path / "two.json")

    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "two.json").read_bytes()
    answer = json.loads((tmp_path / "one.json").read_text(encoding="utf-8"))
    assert mistakes(answer, RESULT) == []


def test_schema_and_reader_know_the_same_fields():
    top = COSTS["properties"]
    assert set(top) == {"format", *reading.TOP}
    price = top["prices"]["items"]
    assert tuple(price["required"]) == price_reading.REQUIRED
    assert set(price["properties"]) == {*price_reading.REQUIRED, *price_reading.OPTIONAL}
    assert price["properties"]["per"]["enum"] == [str(per) for per in Per]
    assert tuple(top["courses"]["items"]["properties"]) == reading.COURSE
    assert tuple(top["mixes"]["items"]["properties"]) == reading.MIX
    assert tuple(COSTS["$defs"]["step"]["properties"]) == reading.STEP
    assert tuple(COSTS["$defs"]["line"]["properties"]) == reading.LINE


def test_the_schema_check_used_here_finds_mistakes():
    assert mistakes(GOOD, COSTS) == []
    assert mistakes(changed((*PRICE, "per"), "week"), COSTS)
    assert mistakes(changed((*LINE, "places"), -1), COSTS)
    assert mistakes(changed((*STEP, "colour"), "red"), COSTS)
