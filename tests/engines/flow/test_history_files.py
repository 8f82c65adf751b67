"""A history on a file: read or refused by path, and fitted so that a scenario can use it."""

import contextlib
import json
import random as plain
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heimveg.engines.flow import ScenarioRefused, parse, simulate
from heimveg.engines.flow.fitting import files, fit
from heimveg.engines.flow.fitting.documents import MOST_POINTS, fit_document
from heimveg.engines.flow.fitting.reading import MOST_ROWS, parse_history
from heimveg.engines.flow.fitting.words import WORDS
from tests.engines import documents
from tests.engines.matching.test_format import mistakes

FORMATS = Path(__file__).parents[3] / "docs" / "formats"
BERGVIK = FORMATS / "examples" / "history-bergvik.json"
HISTORY_SCHEMA = json.loads((FORMATS / "heimveg-history-1.schema.json").read_text())
FIT_SCHEMA = json.loads((FORMATS / "heimveg-fit-1.schema.json").read_text())

GOOD = {
    "format": "heimveg-history/1",
    "from_day": 0,
    "until_day": 500,
    "queues": ["acute"],
    "stays": [
        {"station": "acute", "start_day": 3, "end_day": 40.5, "to": "ordinary"},
        {"station": "acute", "start_day": 9, "end_day": 90, "to": None},
        {"station": "ordinary", "start_day": 40.5, "end_day": None, "to": None},
    ],
    "comings": [{"station": "acute", "day": 3}, {"station": "acute", "day": 9}],
}
DATED = {
    "format": "heimveg-history/1",
    "from_day": "2024-01-01",
    "until_day": "2025-01-01",
    "stays": [
        {"station": "acute", "start_day": "2024-02-28", "end_day": "2024-03-01", "to": None}
    ],
    "comings": [{"station": "acute", "day": "2024-02-28"}],
}
STAY, COMING = ("stays", 0), ("comings", 0)


def changed(path, value, good=GOOD):
    return documents.changed(good, path, value)


def paths_refused(data):
    with pytest.raises(ScenarioRefused) as refused:
        parse_history(data)
    for fault in refused.value.faults:
        assert fault.what
        assert fault.remedy
    return [fault.path for fault in refused.value.faults]


def history_of(days, room, *, name="house", until=600):
    """The stays of `days` in whole, that began so that `room` days of the stretch were left."""
    stays = [
        {
            "station": name,
            "start_day": float(until - left),
            "end_day": float(until - left + whole) if whole <= left else None,
            "to": None,
        }
        for whole, left in zip(days, room, strict=True)
    ]
    head = {"format": "heimveg-history/1", "from_day": 0, "until_day": until}
    return {**head, "stays": stays, "comings": []}


def length_of(data, name="house"):
    document = fit_document(parse_history(data))
    return next(s["length"] for s in document["stations"] if s["id"] == name)


@pytest.mark.parametrize(
    ("path", "value", "refused"),
    [
        (("format",), "heimveg-flow/1", "format"),
        (("format",), ..., "format"),
        (("from_day",), float("nan"), "from_day"),
        (("from_day",), None, "from_day"),
        (("from_day",), True, "from_day"),
        (("from_day",), "yesterday", "until_day"),
        (("until_day",), 0, "until_day"),
        (("until_day",), float("inf"), "until_day"),
        (("until_day",), 36_526, "until_day"),
        (("until_day",), "2025-01-01", "until_day"),
        (("names",), ["Kari"], "names"),
        (("queues",), "acute", "queues"),
        (("queues",), ["acute", "acute"], "queues[1]"),
        (("queues",), ["moon"], "queues[0]"),
        (("queues",), [3], "queues[0]"),
        (("stays",), [], "stays"),
        (("stays",), {}, "stays"),
        (STAY, 3, "stays[0]"),
        ((*STAY, "station"), "", "stays[0].station"),
        ((*STAY, "station"), ..., "stays[0].station"),
        ((*STAY, "name"), "Kari", "stays[0].name"),
        ((*STAY, "start_day"), float("nan"), "stays[0].start_day"),
        ((*STAY, "start_day"), -1, "stays[0].start_day"),
        ((*STAY, "start_day"), 500, "stays[0].start_day"),
        ((*STAY, "start_day"), "2024-02-28", "stays[0].start_day"),
        ((*STAY, "end_day"), 2, "stays[0].end_day"),
        ((*STAY, "end_day"), 501, "stays[0].end_day"),
        ((*STAY, "end_day"), float("nan"), "stays[0].end_day"),
        ((*STAY, "end_day"), ..., "stays[0].end_day"),
        ((*STAY, "to"), 4, "stays[0].to"),
        ((*STAY, "to"), "x" * 101, "stays[0].to"),
        (("stays", 2, "to"), "acute", "stays[2].to"),
        (("comings",), None, "comings"),
        ((*COMING, "day"), float("nan"), "comings[0].day"),
        ((*COMING, "day"), 500, "comings[0].day"),
        ((*COMING, "day"), "2024-02-28", "comings[0].day"),
        ((*COMING, "station"), " ", "comings[0].station"),
        ((*COMING, "priority"), 3, "comings[0].priority"),
    ],
)
def test_a_bad_field_is_refused_by_its_path(path, value, refused):
    assert refused in paths_refused(changed(path, value))


@pytest.mark.parametrize(
    ("path", "value", "refused"),
    [
        (("from_day",), "2024-1-1", "from_day"),
        (("from_day",), "20240101", "from_day"),
        (("from_day",), "2024-W01-1", "from_day"),
        (("from_day",), "2024-02-30", "from_day"),
        (("from_day",), "0000-01-01", "from_day"),
        (("until_day",), 366, "until_day"),
        (("until_day",), "2023-12-31", "until_day"),
        ((*STAY, "start_day"), 58, "stays[0].start_day"),
        ((*STAY, "start_day"), "2023-12-31", "stays[0].start_day"),
        ((*STAY, "end_day"), "2024-02-27", "stays[0].end_day"),
        ((*STAY, "end_day"), "2024-03-01T12:00", "stays[0].end_day"),
        ((*COMING, "day"), 58, "comings[0].day"),
        ((*COMING, "day"), "2025-01-01", "comings[0].day"),
    ],
)
def test_a_bad_date_is_refused_by_its_path(path, value, refused):
    assert refused in paths_refused(changed(path, value, DATED))


def test_a_fault_shows_the_day_as_it_was_written():
    with pytest.raises(ScenarioRefused, match="2023-12-31, outside the stretch"):
        parse_history(changed((*STAY, "start_day"), "2023-12-31", DATED))


def test_every_fault_is_told_at_once_and_only_those():
    """Also what only a whole row can tell; and a queue that a refused row names is not blamed."""
    data = changed((*STAY, "end_day"), 2)
    data["stays"][1]["start_day"] = "soon"
    data["stays"][2]["station"] = ""
    data["comings"][1]["day"] = 900
    data["queues"] = ["ordinary", "shared"]

    assert paths_refused(data) == [
        "stays[0].end_day",
        "stays[1].start_day",
        "stays[2].station",
        "comings[1].day",
    ]


def test_a_bad_stretch_blames_no_row():
    assert paths_refused(changed(("until_day",), -5)) == ["until_day"]
    assert paths_refused(changed(("from_day",), "2024-02-30", DATED)) == ["from_day"]


def test_more_rows_than_can_be_fitted_are_refused_before_they_are_read():
    rows = [None] * (MOST_ROWS + 1)

    assert paths_refused({**GOOD, "stays": rows, "queues": []}) == ["stays"]
    assert paths_refused({**GOOD, "comings": rows}) == ["comings"]


def test_more_stations_than_a_scenario_has_are_refused():
    stays = [{**GOOD["stays"][1], "station": f"house {n}"} for n in range(2001)]

    assert paths_refused({**GOOD, "stays": stays, "queues": []}) == ["stays"]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["station", "day", "to", "x"]), inner, max_size=3)
    ),
    max_leaves=8,
)
places = st.sampled_from(
    [(name,) for name in GOOD]
    + [STAY, COMING, ("queues", 0)]
    + [(*STAY, name) for name in GOOD["stays"][0]]
    + [(*COMING, name) for name in GOOD["comings"][0]]
)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(places, json_values, st.sampled_from([GOOD, DATED]))
def test_whatever_stands_in_a_field_is_read_or_refused(path, value, good):
    if good is DATED and path[0] == "queues":
        return
    with contextlib.suppress(ScenarioRefused):
        json.dumps(fit_document(parse_history(changed(path, value, good))), allow_nan=False)


@pytest.mark.parametrize("data", [None, [], 3, "x", {}])
def test_what_is_no_history_at_all_is_refused(data):
    assert paths_refused(data)


def test_dates_and_numbers_of_the_same_days_give_the_same_fit():
    dated = json.loads(BERGVIK.read_text())
    first = date.fromisoformat(dated["from_day"])

    def number(day):
        return None if day is None else (date.fromisoformat(day) - first).days

    numbered = {
        **dated,
        "from_day": number(dated["from_day"]),
        "until_day": number(dated["until_day"]),
        "stays": [
            {**s, "start_day": number(s["start_day"]), "end_day": number(s["end_day"])}
            for s in dated["stays"]
        ],
        "comings": [{**c, "day": number(c["day"])} for c in dated["comings"]],
    }

    one, other = (fit_document(parse_history(data)) for data in (dated, numbered))

    assert (one.pop("from_day"), one.pop("until_day")) == ("2023-01-01", "2026-01-01")
    assert (other.pop("from_day"), other.pop("until_day")) == (0, 1096)
    assert one == other


def test_the_same_rows_in_any_order_give_the_same_bytes(tmp_path):
    data = json.loads(BERGVIK.read_text())
    for number in range(3):
        (tmp_path / "in.json").write_text(json.dumps(data))
        files.run(tmp_path / "in.json", tmp_path / f"{number}.json")
        for rows in ("stays", "comings", "queues"):
            plain.Random(number).shuffle(data[rows])
    files.run(BERGVIK, tmp_path / "3.json")

    assert len({(tmp_path / f"{number}.json").read_bytes() for number in range(4)}) == 1


def test_days_with_decimals_give_the_same_bytes_in_any_order():
    """Their sums differ in the last digit, and a search that starts there ends elsewhere."""
    random = np.random.default_rng(2)
    data = history_of(random.gamma(2, 70, 400), random.uniform(1, 600, 400))

    documents = []
    for number in range(4):
        documents.append(json.dumps(fit_document(parse_history(data))))
        plain.Random(number).shuffle(data["stays"])
    whole = [repr(fit(parse_history(data).history))]
    plain.Random(9).shuffle(data["stays"])
    whole.append(repr(fit(parse_history(data).history)))

    assert len(set(documents)) == 1
    assert whole[0] == whole[1]


def test_shares_that_no_decimals_hold_still_sum_to_one():
    stays = [
        {"station": "acute", "start_day": day, "end_day": day + 5, "to": ("acute", "own", None)[k]}
        for day in range(7)
        for k in range(3)
    ]
    parts = fit_document(parse_history({**GOOD, "stays": stays, "queues": []}))["scenario_parts"]

    assert len(parse(scenario_with(parts)).routes) == 4


DRAWS = {
    "exponential": lambda random, n: random.exponential(200, n),
    "weibull": lambda random, n: 200 / 0.8862269 * random.weibull(2.0, n),
    "lognormal": lambda random, n: random.lognormal(np.log(200) - 0.32, 0.8, n),
    "erlang": lambda random, n: random.gamma(4, 50, n),
}
FORM = {"weibull": ("shape", 2.0), "lognormal": ("cv", np.sqrt(np.expm1(0.64)))}


@pytest.mark.parametrize("kind", list(DRAWS))
def test_what_the_stays_were_drawn_from_comes_back(kind):
    random = np.random.default_rng(5)

    found = length_of(history_of(DRAWS[kind](random, 2000), random.uniform(1, 600, 2000)))

    assert found["service"]["distribution"] == kind
    assert found["service"]["mean_days"] == pytest.approx(200, rel=0.1)
    assert found["candidates"][0]["inside"] >= 0.9


@pytest.mark.parametrize("kind", list(DRAWS))
def test_intervals_hold_what_the_stays_were_drawn_from_nineteen_times_of_twenty(kind):
    """Of 60 expected 57; fewer than 51 comes less often than once in 100 times."""
    random, means, forms = np.random.default_rng(11), 0, 0
    for _ in range(60):
        data = history_of(DRAWS[kind](random, 200), random.uniform(1, 600, 200))
        fits = {c["service"]["distribution"]: c for c in length_of(data)["candidates"]}
        intervals = fits[kind]["intervals"]
        means += intervals["mean_days"]["low"] < 200 < intervals["mean_days"]["high"]
        if kind in FORM:
            name, drawn = FORM[kind]
            forms += intervals[name]["low"] < drawn < intervals[name]["high"]

    assert means >= 51
    assert forms >= 51 or kind not in FORM


@pytest.mark.parametrize(("drawn", "other"), [("erlang", "exponential"), ("lognormal", "weibull")])
def test_stays_of_another_shape_do_not_pass_for_it(drawn, other):
    """Both fits say so: not chosen, far off the curve, outside its intervals."""
    random = np.random.default_rng(9)
    data = history_of(DRAWS[drawn](random, 2000), random.uniform(1, 600, 2000))

    found = length_of(data)

    assert found["service"]["distribution"] == drawn
    wrong = next(c for c in found["candidates"] if c["service"]["distribution"] == other)
    right = found["candidates"][0]
    assert wrong["bic"] > right["bic"] + 10
    assert wrong["gap"] > 1.5 * right["gap"]
    assert wrong["inside"] < 0.9 <= right["inside"]


def test_two_kinds_of_stay_in_one_station_are_told_of_in_words():
    random = np.random.default_rng(8)
    days = np.concatenate([random.normal(20, 1, 300), random.normal(400, 20, 300)])
    document = fit_document(parse_history(history_of(days, np.full(600, 600))))

    notes = document["stations"][0]["notes"]
    assert [note["code"] for note in notes] == ["poor_fit"]
    assert notes[0]["words"] == WORDS["poor_fit"]


def test_a_station_where_nobody_has_ended_or_lived_is_missing_from_the_scenario():
    document = fit_document(
        parse_history(changed(("comings", 0), {"station": "staffed", "day": 4}))
    )

    codes = {s["id"]: [n["code"] for n in s["notes"]] for s in document["stations"]}
    assert codes == {
        "acute": ["thin_history"],
        "ordinary": ["none_ended"],
        "staffed": ["no_stays"],
    }
    assert document["scenario_parts"]["missing"] == ["ordinary", "staffed"]
    assert [s["id"] for s in document["scenario_parts"]["stations"]] == ["acute"]


def test_a_length_that_no_scenario_holds_is_left_out_of_its_parts():
    """One end in 1,000 stays of 400 days."""
    document = fit_document(parse_history(history_of([10] + [900] * 999, [400] * 1000)))

    assert [n["code"] for n in document["stations"][0]["notes"]][-1] == "too_long"
    assert document["scenario_parts"]["stations"] == []
    assert document["scenario_parts"]["routes"] == []
    assert document["scenario_parts"]["missing"] == ["house"]
    assert mistakes(document, FIT_SCHEMA) == []


lengths = st.lists(
    st.tuples(st.integers(0, 600), st.integers(1, 600)), min_size=20, max_size=60
) | st.builds(lambda day, n: [(day, 600)] * n, st.integers(0, 600), st.integers(20, 40))


@settings(max_examples=40, deadline=None, derandomize=True)
@given(lengths)
def test_every_fit_can_be_put_into_a_scenario(rows):
    """Also where all stays are alike, or all ended on their first day."""
    document = fit_document(parse_history(history_of(*zip(*rows, strict=True))))

    assert mistakes(json.loads(json.dumps(document, allow_nan=False)), FIT_SCHEMA) == []
    scenario = parse(scenario_with(document["scenario_parts"]))
    assert len(scenario.stations) == len(document["scenario_parts"]["stations"]) + 1


def scenario_with(parts):
    """The smallest scenario that has the parts, and one station of its own."""
    one = {"distribution": "exponential", "mean_days": 5}
    steps = [{"from_day": 0, "places": 3}]
    own = {"id": "own", "places": steps, "service": one}
    return {
        "format": "heimveg-flow/1",
        "seed": 1,
        "replications": 3,
        "horizon_days": 730,
        "stations": [own] + [{**s, "places": steps} for s in parts["stations"]],
        "arrivals": parts["arrivals"],
        "routes": [{"from": "own", "to": None, "share": 1}, *parts["routes"]],
    }


def test_the_parts_go_into_an_example_scenario_as_they_are():
    """Bergvik's own history into Bergvik's scenario: places and costs stay, the rest is new."""
    parts = fit_document(files.read(BERGVIK))["scenario_parts"]
    scenario = json.loads((FORMATS / "examples" / "flow-bergvik.json").read_text())
    fitted = {station["id"]: station for station in parts["stations"]}
    assert {s["id"] for s in scenario["stations"]} == set(fitted)
    assert parts["missing"] == []

    scenario["stations"] = [{**s, **fitted[s["id"]]} for s in scenario["stations"]]
    scenario |= {"arrivals": parts["arrivals"], "routes": parts["routes"], "replications": 5}
    read = parse(scenario)
    run = simulate(read)

    assert run.replications == 5
    waits = {(r.origin, r.to): r.holds_place for r in read.routes}
    assert waits["acute", "ordinary"] is False  # it has a queue
    assert waits["acute", "shared"] is True


def test_the_parts_say_nothing_of_queues_where_the_history_does_not():
    parts = fit_document(parse_history(DATED))["scenario_parts"]

    assert [set(station) for station in parts["stations"]] == [{"id", "service"}]


def test_a_long_curve_is_printed_in_part_with_both_ends():
    random = np.random.default_rng(4)
    days = random.uniform(1, 590, 2000)
    curve = length_of(history_of(days, np.full(2000, 600.0)))["curve"]

    assert len(curve) == MOST_POINTS
    assert curve[0]["days"] == pytest.approx(days.min())
    assert curve[-1]["days"] == pytest.approx(days.max())
    assert [point["seen"] for point in curve] == sorted(
        (point["seen"] for point in curve), reverse=True
    )


def test_the_example_shows_good_thin_and_unfinished_fits():
    document = fit_document(files.read(BERGVIK))
    codes = {s["id"]: [n["code"] for n in s["notes"]] for s in document["stations"]}

    assert codes == {
        "acute": [],
        "ordinary": ["thin_history", "mostly_going_on"],
        "shared": [],
        "specialised": ["thin_history"],
    }
    assert any(s["going_on"] for s in document["stations"])


def test_the_answer_fits_its_schema_and_the_schema_names_nothing_else():
    document = json.loads(json.dumps(fit_document(files.read(BERGVIK))))
    station, length = document["stations"][0], document["stations"][0]["length"]

    assert mistakes(document, FIT_SCHEMA) == []
    assert mistakes({**document, "more": 1}, FIT_SCHEMA)
    assert set(FIT_SCHEMA["properties"]) == set(document)
    named = FIT_SCHEMA["properties"]["stations"]["items"]["properties"]
    assert set(named) == set(station)
    assert set(FIT_SCHEMA["$defs"]["length"]["properties"]) == set(length)
    codes = FIT_SCHEMA["$defs"]["notes"]["items"]["properties"]["code"]["enum"]
    assert set(codes) == set(WORDS)


def test_schema_and_reader_know_the_same_fields():
    rows = HISTORY_SCHEMA["properties"]

    assert set(rows) - {"title"} == set(GOOD)
    assert set(rows["stays"]["items"]["properties"]) == set(GOOD["stays"][0])
    assert set(rows["comings"]["items"]["properties"]) == set(GOOD["comings"][0])
    assert rows["stays"]["maxItems"] == rows["comings"]["maxItems"] == MOST_ROWS
    for good in (GOOD, DATED, json.loads(BERGVIK.read_text())):
        assert mistakes(good, HISTORY_SCHEMA) == []
        parse_history(good)
    assert mistakes(changed((*STAY, "name"), "Kari"), HISTORY_SCHEMA)


def test_leap_days_are_days():
    days = [point["days"] for point in length_of(DATED, "acute")["curve"]]

    assert days == [(date(2024, 3, 1) - date(2024, 2, 28)) / timedelta(days=1)] == [2]


@pytest.mark.parametrize("text", ["{", "[" * 100_000, '{"from_day": 1, "from_day": 2}', ""])
def test_what_is_no_json_is_refused_and_nothing_written(text, tmp_path):
    (tmp_path / "in.json").write_text(text)

    with pytest.raises(ScenarioRefused):
        files.run(tmp_path / "in.json", tmp_path / "out.json")

    assert not (tmp_path / "out.json").exists()
