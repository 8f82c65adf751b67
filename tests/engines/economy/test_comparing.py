"""Two scenarios in, what differs out: the same people in both, every amount with its interval."""

import copy
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import t

from heimveg.engines.economy import comparing
from heimveg.engines.economy.difference import document
from heimveg.engines.economy.scenarios import exit_cost, measured, person_day_cost
from heimveg.engines.flow import (
    Cost,
    Places,
    Route,
    ScenarioRefused,
    Staffing,
    Station,
    differences,
    simulate,
)
from heimveg.engines.flow import document as result
from tests.engines.economy.test_scenarios import priced
from tests.engines.flow.scenarios import exponential, scenarios, tandem
from tests.engines.matching.test_format import mistakes

FORMATS = Path(__file__).parents[3] / "docs" / "formats"
OLD = FORMATS / "examples" / "flow-bergvik.json"
NEW = FORMATS / "examples" / "flow-bergvik-ten-more-homes.json"
DIFFERENCE = json.loads(
    (FORMATS / "heimveg-flow-difference-1.schema.json").read_text(encoding="utf-8")
)
COST = Cost(place_day=100_000, person_day=20_000, empty_day=500, staff_hour=45_000)


def short(path, **changes):
    """The scenario in a file, played few times."""
    return json.loads(path.read_text(encoding="utf-8")) | {"replications": 40} | changes


@pytest.fixture
def compared(tmp_path):
    """Compares two scenarios given as plain data, and reads what was written."""

    def compared(new, old, **options):
        for name, data in (("new", new), ("old", old)):
            (tmp_path / f"{name}.json").write_text(json.dumps(data), encoding="utf-8")
        paths = [tmp_path / f"{name}.json" for name in ("new", "old", "out")]
        comparing.run(*paths, **options)
        return json.loads(paths[2].read_text(encoding="utf-8"))

    return compared


def all_against(answer):
    """Every {new, old, difference} of the answer, with where it stands."""
    for part in (*answer["stations"], {"id": "total", **answer["total"]}):
        for figure, found in part["figures"].items():
            yield (part["id"], figure), found
    cost = answer["cost"]
    for name in ("year", "person_day", "exit"):
        yield ("cost", name), cost[name]
    for part in ({"id": "all", **cost}, *cost["by_station"]):
        yield ("cost", part["id"]), part["year"]
        for kind in part["by_kind"]:
            yield ("cost", part["id"], kind["kind"]), kind


def wrong_costs(answer):
    """Amounts that are not the sums of what they are made of, but for an øre of rounding each."""
    cost, wrong = answer["cost"], []
    for which in ("new", "old", "difference"):
        year, parts = cost["year"][which]["mean"], cost["by_station"]
        for part in (cost, *parts):
            kinds = sum(kind[which]["mean"] for kind in part["by_kind"])
            if abs(part["year"][which]["mean"] - kinds) > 4:
                wrong.append((which, part.get("id", "all")))
        if abs(year - sum(part["year"][which]["mean"] for part in parts)) > len(parts):
            wrong.append((which, "stations"))
        if answer["total"]["figures"]["cost_ore_year"][which] != cost["year"][which]:
            wrong.append((which, "figure"))
    wrong += [
        where
        for where, found in all_against(answer)
        if found["difference"] is not None
        and abs(found["new"]["mean"] - found["old"]["mean"] - found["difference"]["mean"]) > 2
    ]
    return wrong


def two_runs():
    """One more place at the second station, and more staff at the first."""
    old = priced(tandem(replications=60), first=COST, second=COST)
    first = replace(old.stations[0], staffed=(Staffing(0, 100.0),))
    second = replace(old.stations[1], places=(Places(0, 4),))
    return simulate(replace(old, stations=(first, second))), simulate(old)


def test_the_example_fits_its_schema_and_the_same_files_give_the_same_bytes(tmp_path):
    comparing.run(NEW, OLD, tmp_path / "one.json")
    comparing.run(NEW, OLD, tmp_path / "two.json")

    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "two.json").read_bytes()
    answer = json.loads((tmp_path / "one.json").read_text(encoding="utf-8"))
    assert mistakes(answer, DIFFERENCE) == []
    assert wrong_costs(answer) == []
    figures = answer["total"]["figures"]
    assert figures["places"]["difference"] == {"mean": 10.0, "low": 10.0, "high": 10.0}
    assert figures["waiting"]["difference"]["high"] < 0  # ten more homes, fewer who wait
    place = answer["cost"]["sensitivity"][0]
    assert (place["station"], place["kind"]) == ("ordinary", "place_day")


def test_the_answer_says_what_the_engines_say():
    new, old = two_runs()
    answer, found = document(new, old), differences(new, old)

    for sides, run in (("new", new), ("old", old)):
        for part, theirs in zip(answer["stations"], result(run)["stations"], strict=True):
            assert {f: x[sides] for f, x in part["figures"].items()} == theirs["figures"]
    waits = answer["stations"][0]["figures"]["wait_days"]["difference"]
    exact = found["first"]["wait_days"]
    assert waits["mean"] == pytest.approx(float(exact.value), abs=1e-6)
    assert waits["high"] - waits["mean"] == pytest.approx(float(exact.half_width()), abs=2e-6)
    years = (new.scenario.horizon_days - new.scenario.warmup_days) / 365
    less = (measured(new).sum(axis=(1, 2)) - measured(old).sum(axis=(1, 2))) / years
    assert answer["cost"]["year"]["difference"]["mean"] == pytest.approx(less.mean(), abs=1)
    half = t.ppf(0.975, less.size - 1) * less.std(ddof=1) / less.size**0.5
    assert answer["cost"]["year"]["difference"]["high"] == pytest.approx(less.mean() + half, abs=2)
    assert answer["cost"]["exit"]["new"]["mean"] == round(float(exit_cost(new).value))
    assert answer["cost"]["person_day"]["old"]["mean"] == round(float(person_day_cost(old).value))


def test_how_much_each_cost_is_tried_can_be_said(compared):
    new, old = short(NEW, replications=5), short(OLD, replications=5)

    tried = {p: compared(new, old, percent=p)["cost"] for p in (10, 20)}

    assert tried[10]["sensitivity_percent"] == 10
    assert tried[10]["year"] == tried[20]["year"]
    spans = [_span(tried[p]["sensitivity"][0]) for p in (10, 20)]
    assert spans[1] == pytest.approx(2 * spans[0], rel=1e-3)
    assert spans[0] > 0


def _span(swing):
    return swing["high"]["mean"] - swing["low"]["mean"]


def test_an_amount_that_is_wrong_is_found():
    answer = document(*two_runs())
    assert wrong_costs(answer) == []

    for spoil in (
        lambda a: a["cost"]["year"]["new"],
        lambda a: a["cost"]["by_station"][1]["year"]["old"],
        lambda a: a["cost"]["by_kind"][3]["difference"],
        lambda a: a["total"]["figures"]["cost_ore_year"]["difference"],
        lambda a: a["stations"][0]["figures"]["wait_days"]["difference"],
    ):
        spoilt = copy.deepcopy(answer)
        spoil(spoilt)["mean"] += 50
        assert wrong_costs(spoilt)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(scenarios(replications=3), st.integers(0, 10**6))
def test_a_scenario_against_itself_differs_in_nothing_and_for_sure(scenario, ore):
    scenario = priced(scenario, a=Cost(ore, ore, ore, ore))
    run, again = simulate(scenario), simulate(scenario, cores=1)

    answer = document(run, again)

    nothing = {"mean": 0, "low": 0, "high": 0}
    assert all(found["difference"] == nothing for _, found in all_against(answer))
    assert answer["cost"]["sensitivity"] == []
    assert mistakes(json.loads(json.dumps(answer)), DIFFERENCE) == []
    other = document(run, simulate(priced(scenario, a=Cost(ore + 1_000, ore, ore, ore))))
    if answer["stations"][0]["figures"]["places"]["new"]["mean"]:  # a control: ten kroner are seen
        assert other["cost"]["year"]["difference"]["mean"] < 0


def test_a_station_in_one_of_them_alone_has_no_figures_to_compare_and_its_whole_cost():
    old = priced(tandem(replications=5), first=COST, second=COST)
    house = Station("house", (Places(0, 2),), exponential(300.0), cost=COST)
    new = replace(
        old,
        stations=(house, *old.stations),
        routes=(*old.routes, Route("house", None, 1.0)),
    )
    answer = document(simulate(new), simulate(old))
    back = document(simulate(old), simulate(new))

    assert [part["id"] for part in answer["stations"]] == ["house", "first", "second"]
    assert [part["id"] for part in back["stations"]] == ["first", "second", "house"]
    places = answer["stations"][0]["figures"]["places"]
    assert (places["new"]["mean"], places["old"], places["difference"]) == (2.0, None, None)
    assert back["stations"][2]["figures"]["places"]["new"] is None
    assert answer["cost"]["by_station"][0]["year"]["old"]["mean"] == 0
    # it stands empty, and changes nothing else
    assert answer["cost"]["year"]["difference"]["mean"] == 2 * 365 * 100_500
    assert mistakes(answer, DIFFERENCE) == mistakes(back, DIFFERENCE) == []
    assert wrong_costs(answer) == wrong_costs(back) == []


def test_one_replication_has_no_intervals():
    scenario = tandem(replications=1)
    answer = document(simulate(scenario), simulate(scenario))

    assert mistakes(answer, DIFFERENCE) == []
    assert answer["total"]["figures"]["wait_days"]["difference"]["low"] is None


@pytest.mark.parametrize(
    ("field", "value"),
    [("seed", 7), ("replications", 41), ("horizon_days", 3649), ("warmup_days", 0)],
)
def test_scenarios_that_cannot_be_compared_are_refused_by_the_field(compared, field, value):
    with pytest.raises(ScenarioRefused) as refused:
        compared(short(NEW, **{field: value}), short(OLD))

    [fault] = refused.value.faults
    assert fault.path == field
    assert f"is {value} in the one and {short(OLD)[field]} in the other" in fault.what


def test_faults_of_both_files_are_told_with_the_file_they_stand_in(compared, tmp_path):
    with pytest.raises(ScenarioRefused) as refused:
        compared(short(NEW, seed=-1), short(OLD, routes=[], horizon_days="long"))

    paths = [fault.path for fault in refused.value.faults]
    assert paths == [f"{tmp_path}/new.json: seed", f"{tmp_path}/old.json: horizon_days"]
    assert not (tmp_path / "out.json").exists()


def test_a_file_that_is_not_there_is_refused_by_its_name(tmp_path):
    with pytest.raises(ScenarioRefused) as refused:
        comparing.run(NEW, tmp_path / "none.json", tmp_path / "out.json")

    assert [fault.path for fault in refused.value.faults] == [str(tmp_path / "none.json")]


def test_a_station_is_not_called_as_the_sum_of_all():
    with pytest.raises(ScenarioRefused) as refused:
        simulate(replace(tandem(), stations=(replace(tandem().stations[0], id="total"),)))
    assert "stations[0].id" in [fault.path for fault in refused.value.faults]


def test_the_bar_goes_once_from_nothing_to_both(compared):
    told = []
    compared(short(NEW), short(OLD), progress=lambda done, of: told.append((done, of)))

    assert told == sorted(told)
    assert told[-1] == (80, 80)
    assert {of for _, of in told} == {80}


def test_the_schema_names_what_is_written():
    answer = document(*two_runs())

    assert list(answer) == DIFFERENCE["required"]
    assert set(answer["total"]["figures"]) == set(DIFFERENCE["$defs"]["figures"]["required"])
    spoilt = copy.deepcopy(answer)
    spoilt["cost"]["year"]["new"]["mean"] = 1.5
    assert mistakes(spoilt, DIFFERENCE)
