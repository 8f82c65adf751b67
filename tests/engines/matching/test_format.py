# ruff: noqa: C901, PLR0912, SIM102  one small reading of JSON Schema
"""The format: what is refused, where, and that the published schemas say the same."""

import json
from pathlib import Path

import pytest

from heimveg.engines.matching import ProblemRefused, files, parse, solve
from heimveg.engines.matching.format import parsing

FORMATS = Path(__file__).parents[3] / "docs" / "formats"
EXAMPLES = sorted((FORMATS / "examples").glob("match-*.json"))
MATCH = json.loads((FORMATS / "heimveg-match-1.schema.json").read_text(encoding="utf-8"))
PROPOSAL = json.loads((FORMATS / "heimveg-proposal-1.schema.json").read_text(encoding="utf-8"))


def a_problem(**changes) -> dict:
    data = {
        "format": "heimveg-match/1",
        "day": "2026-11-22",
        "clusters": [{"id": "C1", "active_limit": 1}],
        "homes": [
            {"id": "H1", "kind": "shared", "rooms": 1, "cluster": "C1"},
            {"id": "H2", "kind": "ordinary", "rooms": 2, "occupant": "S2"},
        ],
        "seekers": [
            {"id": "S1", "urgency": 3, "active_use": True, "require": {"kinds": ["shared"]}},
            {"id": "S2", "urgency": 2, "home": "H2"},
        ],
    }
    return data | changes


def home(**changes) -> dict:
    return {"id": "H1", "kind": "shared", "rooms": 1} | changes


def seeker(**changes) -> dict:
    return {"id": "S1", "urgency": 3} | changes


def refused(data: object) -> dict[str, str]:
    with pytest.raises(ProblemRefused) as caught:
        parse(data)
    assert all(error.remedy for error in caught.value.errors)
    return {error.path: error.what for error in caught.value.errors}


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"format": "heimveg-match/9"}, "format"),
        ({"day": "22.11.2026"}, "day"),
        ({"day": 20261122}, "day"),
        ({"day": "20261122"}, "day"),
        ({"day": "2026-W01-1"}, "day"),
        ({"surprise": 1}, "surprise"),
        ({"homes": None}, "homes"),
        ({"homes": [home(kind="castle")], "seekers": []}, "homes[0].kind"),
        ({"homes": [home(rooms=float("nan"))], "seekers": []}, "homes[0].rooms"),
        ({"homes": [home(rooms=True)], "seekers": []}, "homes[0].rooms"),
        ({"homes": [home(rooms=2.0)], "seekers": []}, "homes[0].rooms"),
        ({"homes": [home(rooms=0)], "seekers": []}, "homes[0].rooms"),
        ({"homes": [home(pets=1)], "seekers": []}, "homes[0].pets"),
        ({"homes": [{"kind": "shared", "rooms": 1}], "seekers": []}, "homes[0].id"),
        ({"homes": [home(id="")], "seekers": []}, "homes[0].id"),
        ({"homes": [home(), home()], "seekers": []}, "homes[1].id"),
        ({"homes": [home(occupant="nobody")], "seekers": []}, "homes[0].occupant"),
        ({"homes": [home(cluster="C9")], "seekers": []}, "homes[0].cluster"),
        ({"homes": [home(occupant="S1")], "seekers": [seeker()]}, "homes[0].occupant"),
        ({"homes": [home()], "seekers": [seeker(home="H1")]}, "seekers[0].home"),
        ({"homes": [], "seekers": [seeker(home="H9")]}, "seekers[0].home"),
        ({"homes": [], "seekers": [seeker(urgency=6)]}, "seekers[0].urgency"),
        ({"seekers": [seeker(require={"kinds": "shared"})]}, "seekers[0].require.kinds"),
        ({"seekers": [seeker(require={"rent_at_most": -1})]}, "seekers[0].require.rent_at_most"),
        ({"homes": [], "seekers": [seeker(wish={"area": "east"})]}, "seekers[0].wish.area"),
        ({"homes": [], "seekers": [seeker(require=[])]}, "seekers[0].require"),
        ({"parameters": {"max_chain": 0}}, "parameters.max_chain"),
        ({"parameters": {"weights": {"urgency": 10**9}}}, "parameters.weights.urgency"),
        ({"pinned": [["S1"]]}, "pinned[0]"),
        ({"pinned": [["S9", "H1"]]}, "pinned[0][0]"),
        ({"pinned": [["S1", "H9"]]}, "pinned[0][1]"),
        ({"pinned": [["S1", "H2"]]}, "pinned[0]"),
        ({"pinned": [["S1", "H1"], ["S2", "H1"]]}, "pinned[1][1]"),
        ({"pinned": [["S2", "H1"], ["S2", "H2"]]}, "pinned[1][0]"),
        ({"pinned": [["S1", "H1"]], "excluded": [["S1", "H1"]]}, "pinned[0]"),
        ({"excluded": [["S2", "H2"]]}, "excluded[0]"),
        ({"proposed": [["S9", "H1"]]}, "proposed[0][0]"),
        ({"proposed": [["S1", "H1"], ["S1", "H2"]]}, "proposed[1][0]"),
    ],
)  # fmt: skip
def test_bad_input_is_refused_by_its_path(changes, path):
    assert path in refused(a_problem(**changes))


@pytest.mark.parametrize(
    ("asked", "path"),
    [
        ({"require": {"clusters_not": ["C1", "C9"]}}, "require.clusters_not"),
        ({"wish": {"clusters": ["C9", "C1"]}}, "wish.clusters"),
        ({"require": {"rooms_at_least": 3, "rooms_at_most": 2}}, "require.rooms_at_most"),
    ],
)
def test_what_is_asked_in_vain_is_refused(asked, path):
    """A cluster misspelt would send somebody to the one they are to be kept away from."""
    assert list(refused(a_problem(homes=[], seekers=[seeker(**asked)]))) == [f"seekers[0].{path}"]


def test_every_error_is_told_at_once():
    data = a_problem(homes=[home(kind="castle", rooms=-1)], seekers=[seeker(urgency=None)])
    assert {"homes[0].kind", "homes[0].rooms", "seekers[0].urgency"} <= refused(data).keys()


def test_of_a_thousand_errors_the_first_are_told_and_how_many_more():
    homes = [home(id=f"H{k}", rooms=99) for k in range(1000)]
    with pytest.raises(ProblemRefused) as caught:
        parse(a_problem(homes=homes, seekers=[]))
    assert len(caught.value.errors) == 501
    assert "500 more" in caught.value.errors[-1].what


def test_who_must_move_and_has_nowhere_else_to_go_has_no_next_best():
    data = a_problem(
        clusters=[],
        homes=[home(id="H1"), home(id="H2", occupant="S2")],
        seekers=[seeker(id="S1"), seeker(id="S2", home="H2")],
        pinned=[["S1", "H2"]],
    )
    moved = {move["seeker"]: move for move in solve(parse(data)).as_dict()["assignments"]}
    assert moved["S2"]["home"] == "H1"
    assert "next_best" not in [reason["code"] for reason in moved["S2"]["reasons"]]


def test_a_file_with_a_mark_of_byte_order_is_read(tmp_path):
    source, target = tmp_path / "in.json", tmp_path / "out.json"
    source.write_text(json.dumps(a_problem()), encoding="utf-8-sig")
    files.run(source, target)
    assert target.exists()


def test_an_answer_that_stood_there_stands_until_the_new_one_is_whole(tmp_path, monkeypatch):
    source, target = tmp_path / "in.json", tmp_path / "out.json"
    source.write_text(json.dumps(a_problem()), encoding="utf-8")
    target.write_text("the answer before", encoding="utf-8")

    def full(path, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space"):
        files.run(source, target)
    assert target.read_text(encoding="utf-8") == "the answer before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.json", "out.json"]


def test_a_million_seekers_are_refused_without_reading_them():
    assert "seekers" in refused(a_problem(seekers=[None] * 1_000_000))


def test_two_homes_for_one_seeker_are_refused():
    homes = [home(id="H1", occupant="S1"), home(id="H2", occupant="S1")]
    data = a_problem(homes=homes, seekers=[seeker(home="H1")])
    assert list(refused(data)) == ["homes[1].occupant"]


def test_pins_that_crowd_a_cluster_are_refused():
    homes = [home(id=f"H{k}", cluster="C1") for k in range(2)]
    seekers = [seeker(id=f"S{k}", active_use=True) for k in range(2)]
    pins = [["S0", "H0"], ["S1", "H1"]]
    limit = {"concentration": "limit"}
    data = a_problem(homes=homes, seekers=seekers, pinned=pins, parameters=limit)
    assert "pinned" in refused(data)
    assert parse(data | {"parameters": {"concentration": "penalty"}}).pinned


def test_a_pin_that_only_a_whole_plan_shows_impossible_is_refused_when_solved():
    data = a_problem(
        homes=[home(id="H1", occupant="S2")],
        seekers=[seeker(id="S1"), seeker(id="S2", home="H1")],
        pinned=[["S1", "H1"]],
    )
    with pytest.raises(ProblemRefused, match="S2"):
        solve(parse(data))


@pytest.mark.parametrize("data", [None, [], "text", 7, {"format": "heimveg-match/1"}])
def test_what_is_no_problem_at_all_is_refused(data):
    assert refused(data)


def test_files_too_deep_broken_or_doubled_are_refused(tmp_path):
    source, target = tmp_path / "in.json", tmp_path / "out.json"
    bad = ["[" * 100_000, "{", '{"format": 1, "format": 2}', "\x00", '{"day": NaN}']
    for text in bad:
        source.write_text(text, encoding="utf-8")
        with pytest.raises(ProblemRefused):
            files.run(source, target)
    source.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ProblemRefused):
        files.run(source, target)
    with pytest.raises(ProblemRefused):
        files.run(tmp_path / "missing.json", target)
    assert not target.exists()


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_examples_fit_the_schema_and_so_do_their_proposals(path, tmp_path):
    data = json.loads(path.read_text(encoding="utf-8"))
    assert mistakes(data, MATCH) == []
    files.run(path, tmp_path / "out.json")
    written = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert mistakes(written, PROPOSAL) == []
    assert written["status"] == "optimal"


def test_the_schema_names_the_same_fields_as_the_reader():
    properties = MATCH["properties"]
    assert set(properties) == set(parsing.TOP)
    for name, fields in {
        "clusters": parsing.CLUSTER, "homes": parsing.HOME, "seekers": parsing.SEEKER,
    }.items():  # fmt: skip
        assert set(properties[name]["items"]["properties"]) == set(fields)
    seekers = properties["seekers"]["items"]["properties"]
    assert set(seekers["require"]["properties"]) == set(parsing.REQUIREMENTS)
    assert set(seekers["wish"]["properties"]) == set(parsing.WISHES)
    parameters = properties["parameters"]["properties"]
    assert set(parameters) == set(parsing.PARAMETERS)
    assert set(parameters["weights"]["properties"]) == set(parsing.WEIGHTS)


def test_the_schema_check_used_here_finds_mistakes():
    data = a_problem()
    assert mistakes(data, MATCH) == []
    assert mistakes(data | {"day": 1}, MATCH)
    assert mistakes(data | {"homes": [home(kind="castle")]}, MATCH)
    assert mistakes(data | {"pinned": [["S1"]]}, MATCH)
    assert mistakes(data | {"more": 1}, MATCH)


TYPES = {
    "object": dict, "array": list, "string": str, "integer": int, "number": (int, float),
    "null": type(None), "boolean": bool,
}  # fmt: skip


def mistakes(value, schema: dict, root: dict | None = None, at: str = "") -> list[str]:
    """Where a value breaks a schema: the few keywords that the two schemas use."""
    root = root or schema
    if "$ref" in schema:
        found = root["$defs"][schema["$ref"].rsplit("/", 1)[1]]
        return mistakes(value, found, root, at)
    for keyword in ("anyOf", "oneOf"):
        if keyword in schema:
            fitting = [not mistakes(value, one, root, at) for one in schema[keyword]]
            return [] if any(fitting) else [f"{at}: fits none of {keyword}"]
    types = schema.get("type", [])
    types = [types] if isinstance(types, str) else types
    fits = [
        isinstance(value, TYPES[t]) and (t == "boolean" or not isinstance(value, bool))
        for t in types
    ]
    if types and not any(fits):
        return [f"{at}: {value!r} is not {types}"]
    if "enum" in schema and value not in schema["enum"]:
        return [f"{at}: {value!r} is not one of the words"]
    if "const" in schema and value != schema["const"]:
        return [f"{at}: {value!r} is not {schema['const']!r}"]
    found = []
    if isinstance(value, int | float) and not isinstance(value, bool):
        if value < schema.get("minimum", value) or value > schema.get("maximum", value):
            found.append(f"{at}: {value} is out of range")
    if isinstance(value, dict):
        properties = schema.get("properties", {})
        found += [
            f"{at}.{name} is missing" for name in schema.get("required", []) if name not in value
        ]
        for name, inner in value.items():
            extra = schema.get("additionalProperties", True)
            if name in properties:
                found += mistakes(inner, properties[name], root, f"{at}.{name}")
            elif extra is False:
                found.append(f"{at}.{name} is not known")
            elif isinstance(extra, dict):
                found += mistakes(inner, extra, root, f"{at}.{name}")
    if isinstance(value, list):
        if len(value) < schema.get("minItems", 0):
            found.append(f"{at}: too short")
        each = schema.get("items", {})
        for k, inner in enumerate(value):
            firsts = schema.get("prefixItems", [])
            rule = firsts[k] if k < len(firsts) else each
            found += (
                [f"{at}[{k}]: too many"]
                if rule is False
                else mistakes(inner, rule or {}, root, f"{at}[{k}]")
            )
    return found
