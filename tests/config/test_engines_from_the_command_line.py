"""The engines from the command line: answers written, mistakes told by their path, no database."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from heimveg.config.cli import main

EXAMPLES = Path(__file__).parents[2] / "docs" / "formats" / "examples"
CHAIN, CHANGES = EXAMPLES / "match-chain.json", EXAMPLES / "changes-chain.json"
HISTORY = EXAMPLES / "history-bergvik.json"


@pytest.fixture
def run(tmp_path, capsys):
    """Runs `heimveg`: (exit status, what was written or None, what was said)."""

    def run(*arguments):
        target = tmp_path / "out.json"
        status = main([*map(str, arguments), "--out", str(target)])
        written = json.loads(target.read_text(encoding="utf-8")) if target.exists() else None
        return status, written, capsys.readouterr().err

    return run


def test_a_problem_is_answered_with_a_proposal(run):
    status, written, _said = run("match", "--in", CHAIN)

    assert status == 0
    assert (written["format"], written["status"]) == ("heimveg-proposal/1", "optimal")


def test_changes_are_answered_with_their_effects(run):
    status, written, _said = run("match", "--in", CHAIN, "--changes", CHANGES)

    assert status == 0
    assert written["format"] == "heimveg-effects/1"
    assert len(written["effects"]) == 5


def test_a_change_that_cannot_be_done_is_told_by_its_path_and_nothing_is_written(run, tmp_path):
    changes = tmp_path / "changes.json"
    changes.write_text('{"format": "heimveg-changes/1", "changes": [{"unpin": "kari"}]}')

    status, written, said = run("match", "--in", CHAIN, "--changes", changes)

    assert (status, written) == (2, None)
    assert f'{changes}: changes[0].unpin: "kari" is not pinned.' in said


def test_what_is_wrong_with_problem_and_changes_is_told_at_once_each_with_its_file(run, tmp_path):
    problem, changes = tmp_path / "problem.json", tmp_path / "changes.json"
    problem.write_text("[]")
    changes.write_text('{"changes": []')

    status, written, said = run("match", "--in", problem, "--changes", changes)

    assert (status, written) == (2, None)
    assert f"{problem}: is a list, not an object." in said
    assert f"{changes}: is not JSON" in said


def test_pins_that_leave_no_home_are_the_problems_fault_and_not_the_changes(run, tmp_path):
    data = json.loads(CHAIN.read_text(encoding="utf-8"))
    problem = tmp_path / "problem.json"
    problem.write_text(json.dumps(data | {"pinned": [["kari", "no home"]]}), encoding="utf-8")

    _status, _written, said = run("match", "--in", problem, "--changes", CHANGES)

    assert f"{problem}: pinned" in said


def test_a_file_that_is_not_there_is_told_by_its_name(run, tmp_path):
    status, written, said = run("match", "--in", CHAIN, "--changes", tmp_path / "none.json")

    assert (status, written) == (2, None)
    assert "none.json" in said


def test_a_time_limit_has_no_meaning_for_changes_and_is_refused(run):
    status, written, said = run("match", "--in", CHAIN, "--changes", CHANGES, "--seconds", 3)

    assert (status, written) == (2, None)
    assert "--seconds" in said


def test_a_scenario_played_by_several_processes_gives_the_same_answer(run, tmp_path):
    scenario = json.loads((EXAMPLES / "flow-two-houses.json").read_text(encoding="utf-8"))
    short = tmp_path / "scenario.json"
    short.write_text(json.dumps(scenario | {"replications": 20}), encoding="utf-8")

    alone = run("simulate", "--in", short)
    together = run("simulate", "--in", short, "--workers", 2)

    assert alone[0] == together[0] == 0
    assert alone[1] == together[1]


def test_two_plans_played_by_several_processes_give_the_same_answer(run, tmp_path):
    scenario = json.loads((EXAMPLES / "flow-two-houses.json").read_text(encoding="utf-8"))
    short = tmp_path / "scenario.json"
    short.write_text(json.dumps(scenario | {"replications": 20}), encoding="utf-8")
    both = ("--in", short, "--against", short, "--percent", 5)

    alone, together = run("compare", *both), run("compare", *both, "--workers", 2)

    assert alone[0] == together[0] == 0
    assert alone[1] == together[1]
    assert alone[1]["cost"]["sensitivity_percent"] == 5


def test_workers_that_cannot_be_had_are_told_and_nothing_is_written(run):
    scenario = EXAMPLES / "flow-two-houses.json"

    status, written, said = run("simulate", "--in", scenario, "--workers", 0)

    assert (status, written) == (2, None)
    assert "--workers" in said


def test_courses_and_mixes_are_priced(run):
    status, written, _said = run("costs", "--in", EXAMPLES / "costs-bergvik.json")

    assert status == 0
    assert written["format"] == "heimveg-costs-result/1"
    assert written["courses"][0]["ore"] == 75 * 574_500 + 290 * (145_000 + 61_000)


def test_a_price_that_is_not_known_is_told_by_its_path_and_nothing_is_written(run, tmp_path):
    asked = json.loads((EXAMPLES / "costs-bergvik.json").read_text(encoding="utf-8"))
    asked["courses"][0]["steps"][1]["codes"][0] = "acute_plase"
    mistaken = tmp_path / "costs.json"
    mistaken.write_text(json.dumps(asked), encoding="utf-8")

    status, written, said = run("costs", "--in", mistaken)

    assert (status, written) == (2, None)
    assert 'courses[0].steps[1].codes[0]: "acute_plase" has no price.' in said
    assert "as acute_place" in said


def test_the_published_prices_are_listed_in_kroner_with_their_sources(capsys):
    assert main(["costs", "--prices"]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 27
    assert lines[0].split() == ["code", "from", "kroner", "per", "source"]
    [ward] = [line for line in lines if "discharge_ready_day  " in line and "2024-01-01" in line]
    assert "5 745  day    helsedirektoratet.no" in ward


def test_costs_without_a_place_for_the_answer_are_refused(capsys):
    assert main(["costs", "--in", str(EXAMPLES / "costs-bergvik.json")]) == 2
    assert "--out" in capsys.readouterr().err


def test_two_scenarios_are_compared(run, tmp_path):
    for name in ("flow-bergvik-ten-more-homes.json", "flow-bergvik.json"):
        scenario = json.loads((EXAMPLES / name).read_text(encoding="utf-8"))
        (tmp_path / name).write_text(json.dumps(scenario | {"replications": 20}), "utf-8")
    new, old = tmp_path / "flow-bergvik-ten-more-homes.json", tmp_path / "flow-bergvik.json"

    status, written, _said = run("compare", "--in", new, "--against", old)

    assert status == 0
    assert written["format"] == "heimveg-flow-difference/1"
    assert written["cost"]["year"]["difference"]["low"] > 0


def test_scenarios_that_cannot_be_compared_are_told_by_the_field(run):
    old = EXAMPLES / "flow-two-houses.json"

    status, written, said = run(
        "compare", "--in", EXAMPLES / "flow-bergvik.json", "--against", old
    )

    assert (status, written) == (2, None)
    assert "seed: is 20261122 in the one and" in said


def test_a_history_is_answered_with_its_fit(run):
    status, written, _said = run("fit", "--in", HISTORY)

    assert (status, written["format"]) == (0, "heimveg-fit/1")
    assert [station["id"] for station in written["scenario_parts"]["stations"]] == [
        "acute",
        "ordinary",
        "shared",
        "specialised",
    ]


def test_every_bad_row_of_a_history_is_told_by_its_path_and_nothing_is_written(run, tmp_path):
    history = json.loads(HISTORY.read_text(encoding="utf-8"))
    history["stays"][3]["end_day"] = "2022-01-01"
    history["stays"][7]["name"] = "Kari"
    history["comings"][0]["day"] = 12
    (tmp_path / "in.json").write_text(json.dumps(history))

    status, written, said = run("fit", "--in", tmp_path / "in.json")

    assert (status, written) == (2, None)
    assert "stays[3].end_day: is 2022-01-01: before its start or after the stretch. Mend" in said
    assert "stays[7].name: is not known. Use one of station" in said
    assert "comings[0].day: is 12, not a date as from_day is. Write a date" in said


def test_an_answer_that_cannot_be_written_is_told(tmp_path, capsys):
    assert main(["fit", "--in", str(HISTORY), "--out", str(tmp_path)]) == 2
    assert str(tmp_path) in capsys.readouterr().err


@pytest.mark.parametrize("seconds", ["-1", "nan", "inf", "soon"])
def test_a_length_of_time_that_is_none_is_refused(seconds, run):
    with pytest.raises(SystemExit) as ended:
        run("match", "--in", CHAIN, "--seconds", seconds)

    assert ended.value.code == 2


def test_what_is_read_is_never_written_over(tmp_path, capsys):
    source = tmp_path / "problem.json"
    source.write_text(CHAIN.read_text(encoding="utf-8"), encoding="utf-8")

    assert main(["match", "--in", str(source), "--out", str(source)]) == 2
    assert "--out" in capsys.readouterr().err
    assert source.read_text(encoding="utf-8") == CHAIN.read_text(encoding="utf-8")


@pytest.mark.parametrize("place", ["none/out.json", ".", "a" * 300])
def test_a_place_that_holds_no_file_is_told_before_the_work_begins(place, tmp_path, capsys):
    assert main(["match", "--in", str(CHAIN), "--out", str(tmp_path / place)]) == 2
    assert "no place for a file" in capsys.readouterr().err


def test_a_place_that_is_not_ours_to_write_is_told_before_the_work_begins(run, monkeypatch):
    monkeypatch.setattr(os, "access", lambda _place, _how: False)

    status, written, said = run("match", "--in", CHAIN)

    assert (status, written) == (2, None)
    assert "is not yours to write. Name another file" in said


def test_a_full_disk_is_told_with_the_place(capsys):
    assert main(["match", "--in", str(CHAIN), "--out", "/dev/full"]) == 2
    assert "--out: /dev/full was not written: No space left" in capsys.readouterr().err


def test_a_link_that_leads_to_itself_is_told(run, tmp_path):
    (tmp_path / "loop.json").symlink_to(tmp_path / "loop.json")

    status, written, said = run("match", "--in", tmp_path / "loop.json")

    assert (status, written) == (2, None)
    assert "loop.json: cannot be read" in said


@pytest.mark.parametrize("command", ["simulate", "fit", "match", "costs", "allowance"])
def test_a_field_that_stands_twice_is_told_by_its_path_and_nothing_else_is(command, run, tmp_path):
    (tmp_path / "in.json").write_text('{"stations": [{"id": 1, "id": 2}]}')

    status, written, said = run(command, "--in", tmp_path / "in.json")

    assert (status, written) == (2, None)
    assert said == "stations[0].id: stands twice in one object. Keep one of the two.\n"


@pytest.mark.parametrize("example", ["flow-bergvik.json", "history-bergvik.json"])
def test_a_title_is_a_text(example, run, tmp_path):
    asked = json.loads((EXAMPLES / example).read_text(encoding="utf-8")) | {"title": ["x"]}
    (tmp_path / "in.json").write_text(json.dumps(asked))

    status, _written, said = run(
        "fit" if "history" in example else "simulate", "--in", tmp_path / "in.json"
    )

    assert status == 2
    assert said == 'title: is ["x"]. Write a text, or take it away.\n'


def test_many_faults_are_told_in_part_and_none_moves_the_cursor(run, tmp_path):
    rows = [{"station": "a", "day": 1, "\x1b[2J": 1} for _ in range(600)]
    history = json.loads(HISTORY.read_text(encoding="utf-8")) | {"comings": rows}
    (tmp_path / "in.json").write_text(json.dumps(history))

    _status, _written, said = run("fit", "--in", tmp_path / "in.json")

    lines = said.splitlines()
    assert len(lines) == 501
    assert lines[0].startswith(r"comings[0].\x1b[2J: is not known.")
    assert lines[-1].startswith("There are 700 more.")


def test_a_list_of_prices_has_no_file_for_an_answer(tmp_path, capsys):
    assert main(["costs", "--prices", "--out", str(tmp_path / "out.json")]) == 2
    assert "--out" in capsys.readouterr().err
    assert not (tmp_path / "out.json").exists()


def test_a_proposal_as_json_holds_its_reasons_and_is_not_explained_twice(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["propose", "--json", "--explain"])

    assert ended.value.code == 2
    assert "not allowed with" in capsys.readouterr().err


def test_ctrl_c_ends_the_workers_too_and_writes_nothing(tmp_path):
    scenario = json.loads((EXAMPLES / "flow-bergvik.json").read_text(encoding="utf-8"))
    (tmp_path / "in.json").write_text(json.dumps(scenario | {"replications": 100_000}))
    ends = ("--in", tmp_path / "in.json", "--out", tmp_path / "out.json")
    command = [sys.executable, "-m", "heimveg.config.cli", "simulate", "--workers", "1", *ends]

    def heard():  # also where the tests run in the background, which hears no Ctrl-C
        signal.signal(signal.SIGINT, signal.SIG_DFL)

    with subprocess.Popen(
        command,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=heard,  # noqa: PLW1509  no other thread
    ) as work:
        time.sleep(4)  # in the middle of it
        os.killpg(work.pid, signal.SIGINT)  # as a terminal does
        _, said = work.communicate(timeout=30)

    assert (work.returncode, said) == (130, b"")
    assert list(tmp_path.iterdir()) == [tmp_path / "in.json"]
