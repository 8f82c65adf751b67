"""Bad input is refused by the path of the field, with what to do; nothing is guessed."""

import contextlib
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heimveg.engines.flow import ScenarioRefused, files, parse
from heimveg.engines.flow.format.scenario import Kind
from tests.engines import documents

EXAMPLES = Path(__file__).parents[3] / "docs" / "formats" / "examples"

GOOD = {
    "format": "heimveg-flow/1",
    "seed": 1,
    "replications": 10,
    "horizon_days": 1000,
    "warmup_days": 100,
    "stations": [
        {
            "id": "acute",
            "places": [{"from_day": 0, "places": 10}, {"from_day": 300, "places": 12}],
            "queue": True,
            "initial": 10,
            "service": {"distribution": "exponential", "mean_days": 60},
            "patience": {"distribution": "weibull", "mean_days": 120, "shape": 2},
            "cost": {"place_day": 900, "person_day": 400, "empty_day": 900},
        },
        {
            "id": "ordinary",
            "places": [{"from_day": 0, "places": 5}],
            "service": {"distribution": "empirical", "values": [10, 20.5]},
        },
    ],
    "arrivals": [{"station": "acute", "per_year": [{"from_day": 0, "rate": 120}]}],
    "routes": [
        {"from": "acute", "to": "ordinary", "share": 0.6},
        {"from": "acute", "to": None, "share": 0.4},
        {"from": "ordinary", "to": None, "share": 1},
    ],
}


def changed(path, value):
    return documents.changed(GOOD, path, value)


def paths_refused(data):
    with pytest.raises(ScenarioRefused) as refused:
        parse(data)
    for fault in refused.value.faults:
        assert fault.what
        assert fault.remedy
    return [fault.path for fault in refused.value.faults]


def test_a_good_scenario_is_read():
    scenario = parse(GOOD)

    assert scenario.stations[0].cost.place_day == 90_000  # øre
    assert scenario.stations[0].patience.kind is Kind.WEIBULL
    assert [route.holds_place for route in scenario.routes] == [True, False, False]


ACUTE, ORDINARY = ("stations", 0), ("stations", 1)


@pytest.mark.parametrize(
    ("path", "value", "refused"),
    [
        (("format",), "heimveg-flow/9", "format"),
        (("seed",), -1, "seed"),
        (("seed",), 1.5, "seed"),
        (("seed",), True, "seed"),
        (("seed",), ..., "seed"),
        (("replications",), 0, "replications"),
        (("replications",), 10**9, "replications"),
        (("replications",), "many", "replications"),
        (("horizon_days",), 10**9, "horizon_days"),
        (("horizon_days",), float("nan"), "horizon_days"),
        (("warmup_days",), 1000, "warmup_days"),
        (("speed",), 3, "speed"),
        (("stations",), {}, "stations"),
        (("stations",), [], "stations"),
        ((*ACUTE, "id"), "", "stations[0].id"),
        ((*ACUTE, "id"), "ordinary", "stations[0].id"),
        ((*ACUTE, "colour"), "red", "stations[0].colour"),
        ((*ACUTE, "places", 0, "places"), -1, "stations[0].places[0].places"),
        ((*ACUTE, "places", 0, "places"), 2.5, "stations[0].places[0].places"),
        ((*ACUTE, "places", 0, "from_day"), 3, "stations[0].places[0].from_day"),
        ((*ACUTE, "places", 1, "from_day"), 0, "stations[0].places[1].from_day"),
        ((*ACUTE, "places"), [], "stations[0].places"),
        ((*ACUTE, "initial"), 11, "stations[0].initial"),
        ((*ACUTE, "queue"), 1, "stations[0].queue"),
        ((*ACUTE, "service", "mean_days"), float("nan"), "stations[0].service.mean_days"),
        ((*ACUTE, "service", "mean_days"), float("inf"), "stations[0].service.mean_days"),
        ((*ACUTE, "service", "mean_days"), 10**400, "stations[0].service.mean_days"),
        ((*ACUTE, "service", "mean_days"), 0, "stations[0].service.mean_days"),
        ((*ACUTE, "service", "mean_days"), -5, "stations[0].service.mean_days"),
        ((*ACUTE, "service", "cv"), 1, "stations[0].service.cv"),
        ((*ACUTE, "service", "distribution"), "gauss", "stations[0].service.distribution"),
        ((*ACUTE, "patience", "shape"), ..., "stations[0].patience.shape"),
        ((*ORDINARY, "patience"), GOOD["stations"][0]["service"], "stations[1].patience"),
        ((*ORDINARY, "waiting"), 2, "stations[1].waiting"),
        ((*ORDINARY, "service", "values"), [], "stations[1].service.values"),
        ((*ORDINARY, "service", "values", 1), float("nan"), "stations[1].service.values[1]"),
        ((*ACUTE, "cost", "unit"), "usd", "stations[0].cost.unit"),
        ((*ACUTE, "cost", "place_day"), 900.5, "stations[0].cost.place_day"),
        ((*ACUTE, "cost", "place_day"), -1, "stations[0].cost.place_day"),
        ((*ACUTE, "cost", "month"), 1, "stations[0].cost.month"),
        (("arrivals", 0, "station"), "moon", "arrivals[0].station"),
        (("arrivals", 0, "per_year", 0, "rate"), float("nan"), "arrivals[0].per_year[0].rate"),
        (("arrivals", 0, "per_year", 0, "rate"), -1, "arrivals[0].per_year[0].rate"),
        (("arrivals", 0, "priority"), 10, "arrivals[0].priority"),
        (("arrivals",), [GOOD["arrivals"][0]] * 2, "arrivals[0]"),
        (("routes", 0, "share"), 0.5, "stations[0]"),
        (("routes", 0, "share"), float("nan"), "routes[0].share"),
        (("routes", 0, "share"), 1.6, "routes[0].share"),
        (("routes", 0, "to"), "moon", "routes[0].to"),
        (("routes", 0, "from"), "moon", "routes[0].from"),
        (("routes", 0, "holds_place"), False, "routes[0].holds_place"),
        (("routes",), GOOD["routes"][:2], "stations[1]"),
    ],
)
def test_a_bad_field_is_refused_by_its_path(path, value, refused):
    assert refused in paths_refused(changed(path, value))


def test_every_fault_is_told_at_once():
    data = changed((*ACUTE, "service", "mean_days"), -5)
    data["seed"] = "x"
    data["routes"][2]["share"] = float("inf")

    assert paths_refused(data) == ["stations[0].service.mean_days", "seed", "routes[2].share"]


def test_more_events_than_can_be_played_are_refused():
    data = changed((*ACUTE, "places", 0, "places"), 1_000_000)
    data["stations"][0]["service"]["mean_days"] = 0.01

    assert paths_refused(data) == ["horizon_days"]


def test_more_figures_than_can_be_kept_are_refused():
    data = changed(("replications",), 100_000)
    data["horizon_days"] = 36_500 * 10
    data["horizon_days"] = 36_500
    data["stations"] += [{**GOOD["stations"][1], "id": f"house {number}"} for number in range(20)]
    data["routes"] += [{"from": f"house {number}", "to": None, "share": 1} for number in range(20)]

    assert paths_refused(data) == ["replications"]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "from", "places", "share", "x"]), inner, max_size=3
        )
    ),
    max_leaves=8,
)
fields = st.sampled_from(
    [
        ("stations",),
        ("stations", 0),
        ("stations", 0, "places"),
        ("stations", 0, "places", 1),
        ("stations", 0, "service"),
        ("stations", 0, "patience"),
        ("stations", 0, "cost"),
        ("stations", 0, "staffed"),
        ("arrivals",),
        ("arrivals", 0),
        ("arrivals", 0, "per_year"),
        ("routes",),
        ("routes", 1),
        ("routes", 1, "to"),
        ("horizon_days",),
    ]
)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(fields, json_values)
def test_whatever_stands_in_a_field_is_read_or_refused(path, value):
    with contextlib.suppress(ScenarioRefused):
        parse(changed(path, value))


@pytest.mark.parametrize("data", [None, [], 3, "x", {}])
def test_what_is_no_scenario_at_all_is_refused(data):
    assert paths_refused(data)


@pytest.mark.parametrize("name", ["flow-bergvik.json", "flow-two-houses.json"])
def test_examples_run_and_give_the_same_bytes_twice(name, tmp_path):
    files.run(EXAMPLES / name, tmp_path / "one.json")
    files.run(EXAMPLES / name, tmp_path / "two.json")

    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "two.json").read_bytes()
    result = json.loads((tmp_path / "one.json").read_text())
    assert result["format"] == "heimveg-flow-result/1"
    assert result["status"] == "finished"


def test_the_result_has_the_fields_its_schema_names(tmp_path):
    schema = json.loads((EXAMPLES.parent / "heimveg-flow-result-1.schema.json").read_text())
    files.run(EXAMPLES / "flow-two-houses.json", tmp_path / "out.json")
    result = json.loads((tmp_path / "out.json").read_text())

    assert set(result) == set(schema["properties"])
    for part in (*result["stations"], result["total"]):
        assert set(part["figures"]) == set(schema["$defs"]["figures"]["properties"])
        for year in part["years"]:
            assert set(year) == set(schema["$defs"]["year"]["properties"])


@pytest.mark.parametrize("text", ["{", "[" * 100_000, '{"seed": 1, "seed": 2}', ""])
def test_what_is_no_json_is_refused_and_nothing_written(text, tmp_path):
    (tmp_path / "in.json").write_text(text)

    with pytest.raises(ScenarioRefused):
        files.run(tmp_path / "in.json", tmp_path / "out.json")

    assert not (tmp_path / "out.json").exists()


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(ScenarioRefused):
        files.read(tmp_path / "none.json")


def test_schema_and_reader_know_the_same_fields():
    """Each field of the schema is read, and a field the schema lacks is refused."""
    schema = json.loads((EXAMPLES.parent / "heimveg-flow-1.schema.json").read_text())

    assert set(schema["properties"]) - {"title"} == set(GOOD)
    station = schema["properties"]["stations"]["items"]["properties"]
    assert set(station) == {*GOOD["stations"][0], "waiting", "staffed"}
    for kind in Kind:
        assert kind in json.dumps(schema["$defs"]["distribution"])
