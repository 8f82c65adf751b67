"""A committee's changes from a file: each followed by the best plan, and refused by its path."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from heimveg.engines.matching import (
    Problem,
    ProblemRefused,
    as_dict,
    files,
    kept_solved,
    parse,
    solve,
)
from heimveg.engines.matching.changes import committee
from tests.engines.matching.generated import DAY
from tests.engines.matching.test_format import mistakes
from tests.engines.matching.test_resolver import change_at_random, resolvers, value_anew

FORMATS = Path(__file__).parents[3] / "docs" / "formats"
EXAMPLES = FORMATS / "examples"
CHAIN = EXAMPLES / "match-chain.json"


def schema(name: str) -> dict:
    return json.loads((FORMATS / f"heimveg-{name}-1.schema.json").read_text(encoding="utf-8"))


def effects(*changes: dict, problem: Path = CHAIN) -> list[dict]:
    data = {"format": "heimveg-changes/1", "changes": list(changes)}
    read = parse(json.loads(problem.read_text(encoding="utf-8")))
    return committee.effects_of(kept_solved(read), committee.parse_changes(data))["effects"]


def refused(*changes: object) -> dict[str, str]:
    with pytest.raises(ProblemRefused) as caught:
        effects(*changes)
    assert all(error.remedy for error in caught.value.errors)
    return {error.path: error.what for error in caught.value.errors}


def test_the_example_is_answered_in_the_format(tmp_path):
    target = tmp_path / "effects.json"
    files.run_changes(CHAIN, EXAMPLES / "changes-chain.json", target)
    written = json.loads(target.read_text(encoding="utf-8"))

    assert mistakes(written, schema("effects")) == []
    moved = [[move["seeker"] for move in effect["moved"]] for effect in written["effects"]]
    # Kari may not have the only free flat, so nobody moves; the new flat sets the chain going.
    assert moved == [[], ["kari", "ola", "per"], ["kari", "ola", "per"], ["kari"], ["kari"]]
    assert written["effects"][1]["after"] == 0
    assert all(
        after["before"] == before["after"]
        for before, after in zip(written["effects"], written["effects"][1:], strict=False)
    )


def test_the_schema_names_the_changes_that_are_read():
    listed = schema("changes")["properties"]["changes"]
    assert set(listed["items"]["properties"]) == set(committee.SORTS)
    assert listed["maxItems"] == committee.MOST_CHANGES


def test_each_effect_is_what_solving_anew_finds():
    """Every sort of change at random, written down and read back."""
    sorts = set()
    for random, resolver in resolvers(range(3000, 3030), most=5):
        problem, written, values = resolver.problem, [], []
        for number in range(12):
            made = noted(resolver, written)
            try:
                change_at_random(random, made, number)
            except ProblemRefused:
                written.pop()
            values += [value_anew(resolver.problem)] * (len(written) - len(values))
        steps = committee.parse_changes({"format": "heimveg-changes/1", "changes": written})
        answer = committee.effects_of(kept_solved(problem), steps)
        assert [effect["after"] for effect in answer["effects"]] == values
        sorts.update(sort for change in written for sort in change)
    assert sorts == set(committee.SORTS)


def noted(resolver, written: list[dict]):
    """The resolver, with every change written down as the format has it."""

    class Noting:
        problem = resolver.problem

        def __getattr__(self, sort):
            def change(*given):
                written.append({sort: plain(sort, given)})
                return getattr(resolver, sort)(*given)

            return change

    return Noting()


def plain(sort: str, given: tuple):
    if sort in {"add_home", "add_seeker"}:
        name = "homes" if sort == "add_home" else "seekers"
        alone = replace(Problem(DAY, (), ()), **{name: given})
        return as_dict(alone)[name][0]
    return given[0] if len(given) == 1 else list(given)


def test_it_says_when_the_best_plan_breaks_a_limit():
    data = json.loads(CHAIN.read_text(encoding="utf-8"))
    short = data | {"parameters": data["parameters"] | {"max_chain": 2}}
    read = parse(short)
    steps = committee.parse_changes(
        {"format": "heimveg-changes/1", "changes": [{"withdraw_seeker": "ola"}]}
    )

    answer = committee.effects_of(kept_solved(read), steps)

    assert answer["within_limits"] is False  # three moves on one flat
    assert answer["effects"][0]["within_limits"] is True
    assert answer["effects"][0]["after"] == solve(parse(as_dict(_without(read, "ola")))).value


def _without(problem, seeker):
    return replace(problem, seekers=tuple(s for s in problem.seekers if s.id != seeker))


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"pin": ["kari"]}, "changes[0].pin"),
        ({"pin": ["nobody", "flat-3"]}, "changes[0].pin"),
        ({"pin": ["kari", "nowhere"]}, "changes[0].pin"),
        ({"pin": ["kari", "shared-2"]}, "changes[0].pin"),
        ({"unpin": "kari"}, "changes[0].unpin"),
        ({"unpin": "nobody"}, "changes[0].unpin"),
        ({"exclude": ["kari", "house-1"]}, "changes[0].exclude"),
        ({"allow": ["kari", "flat-3"]}, "changes[0].allow"),
        ({"change_urgency": ["kari", 6]}, "changes[0].change_urgency"),
        ({"change_urgency": ["nobody", 3]}, "changes[0].change_urgency"),
        ({"change_urgency": "kari"}, "changes[0].change_urgency"),
        ({"add_home": {"id": "flat-3", "kind": "ordinary", "rooms": 1}}, "changes[0].add_home"),
        ({"add_home": {"id": "n", "kind": "castle", "rooms": 1}}, "changes[0].add_home.kind"),
        ({"add_home": []}, "changes[0].add_home"),
        ({"withdraw_home": "house-1"}, "changes[0].withdraw_home"),
        ({"withdraw_home": "nowhere"}, "changes[0].withdraw_home"),
        ({"add_seeker": {"id": "ola", "urgency": 1}}, "changes[0].add_seeker"),
        ({"add_seeker": {"id": "n", "urgency": 9}}, "changes[0].add_seeker.urgency"),
        (
            {"add_seeker": {"id": "n", "urgency": 1, "wish": {"area": "x"}}},
            "changes[0].add_seeker.wish.area",
        ),
        (
            {"add_seeker": {"id": "n", "urgency": 1, "require": {"clusters_not": ["C9"]}}},
            "changes[0].add_seeker",
        ),
        ({"withdraw_seeker": "nobody"}, "changes[0].withdraw_seeker"),
        ({"paint": "flat-3"}, "changes[0].paint"),
        ({}, "changes[0]"),
        ({"unpin": "kari", "withdraw_home": "flat-3"}, "changes[0]"),
        (None, "changes[0]"),
    ],
)
def test_what_cannot_be_done_is_refused_by_its_path(change, path):
    assert path in refused(change)


def test_every_mistake_of_shape_is_told_at_once():
    assert set(refused({"pin": 1}, {"paint": 1})) == {"changes[0].pin", "changes[1].paint"}


@pytest.mark.parametrize(
    "data",
    [None, [], {}, {"format": "heimveg-changes/9", "changes": []}, {"changes": []},
     {"format": "heimveg-changes/1", "changes": {}}, {"format": "heimveg-changes/1", "more": 1},
     {"format": "heimveg-changes/1", "changes": [None] * (committee.MOST_CHANGES + 1)}],
)  # fmt: skip
def test_what_is_no_list_of_changes_is_refused(data):
    with pytest.raises(ProblemRefused):
        committee.parse_changes(data)


def test_nothing_is_written_when_a_change_is_refused(tmp_path):
    changes, target = tmp_path / "changes.json", tmp_path / "effects.json"
    changes.write_text('{"format": "heimveg-changes/1", "changes": [{"unpin": "kari"}]}')

    with pytest.raises(ProblemRefused):
        files.run_changes(CHAIN, changes, target)

    assert not target.exists()


def test_it_tells_how_far_it_has_come():
    seen = []
    problem = parse(json.loads(CHAIN.read_text(encoding="utf-8")))
    steps = committee.parse_changes(
        json.loads((EXAMPLES / "changes-chain.json").read_text(encoding="utf-8"))
    )

    committee.effects_of(kept_solved(problem), steps, lambda done, of: seen.append((done, of)))

    assert seen == [(n, len(steps)) for n in range(1, len(steps) + 1)]


def test_a_new_home_in_an_area_of_its_own_moves_nobody_out_of_a_pinned_home():
    """Whose area no home had before is looked at person by person; a pin holds there too."""
    home = {"kind": "ordinary", "rooms": 2, "area": "east"}
    problem = {
        "format": "heimveg-match/1",
        "day": "2026-11-22",
        "parameters": {"concentration": "off"},
        "homes": [home | {"id": "H1", "occupant": "S1"}],
        "seekers": [{"id": "S1", "urgency": 5, "home": "H1", "wish": {"areas": ["west"]}}],
        "pinned": [["S1", "H1"]],
    }
    changes = [{"add_home": home | {"id": "H2", "area": "west"}}, {"unpin": "S1"}]
    steps = committee.parse_changes({"format": "heimveg-changes/1", "changes": changes})

    first, second = committee.effects_of(kept_solved(parse(problem)), steps)["effects"]

    assert (first["moved"], first["after"]) == ([], 0)
    assert [move["home_after"] for move in second["moved"]] == ["H2"]


def test_who_leaves_and_what_is_withdrawn_are_told_by_name():
    left, withdrawn = effects({"withdraw_seeker": "kari"}, {"withdraw_home": "flat-3"})
    gone = next(move for move in left["moved"] if move["seeker"] == "kari")
    assert gone == {"seeker": "kari", "home_before": "flat-3", "home_after": None}
    assert withdrawn["before"] == left["after"]

    (moved,) = [
        move for move in effects({"withdraw_home": "flat-3"})[0]["moved"]
        if move["seeker"] == "kari"
    ]  # fmt: skip
    assert moved["home_before"] == "flat-3"


def test_nobody_may_be_left_where_environments_have_limits():
    problem = {
        "format": "heimveg-match/1",
        "day": "2026-11-22",
        "clusters": [{"id": "C1", "active_limit": 1}],
        "homes": [{"id": "H1", "kind": "shared", "rooms": 1, "cluster": "C1"}],
        "seekers": [{"id": "S1", "urgency": 3}],
    }
    steps = committee.parse_changes(
        {"format": "heimveg-changes/1", "changes": [{"withdraw_seeker": "S1"}]}
    )

    (effect,) = committee.effects_of(kept_solved(parse(problem)), steps)["effects"]

    assert (effect["after"], effect["within_limits"]) == (0, True)


def test_of_thousands_of_errors_the_first_are_told_and_how_many_more():
    with pytest.raises(ProblemRefused) as caught:
        committee.parse_changes({"format": "heimveg-changes/1", "changes": [{"pin": 1}] * 3000})

    assert len(caught.value.errors) == 501
    assert "2500 more" in caught.value.errors[-1].what
