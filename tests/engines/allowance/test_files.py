"""Bad cases are refused by the path of the field, with what to do; nothing is guessed."""

import json
from pathlib import Path

import pytest

from heimveg.config import cli
from heimveg.engines.allowance import files
from heimveg.engines.allowance.formula import Step
from heimveg.engines.allowance.refusal import CasesRefused
from tests.engines.matching.test_format import mistakes

FORMATS = Path(__file__).parents[3] / "docs" / "formats"
GOOD = {
    "month": "2026-07", "income_nok_year": 250_000, "cost_nok_year": 120_000.5, "adults": 1,
    "children": 2, "municipality_group": 4, "single_pensioner": False, "young_disabled": False,
    "specially_adapted": False,
}  # fmt: skip


def schema(name):
    return json.loads((FORMATS / name).read_text())


def answered(tmp_path, cases):
    source, target = tmp_path / "cases.json", tmp_path / "answers.json"
    source.write_text(cases if isinstance(cases, str) else json.dumps(cases))
    status = cli.main(["allowance", "--in", str(source), "--out", str(target)])
    return status, json.loads(target.read_text()) if target.exists() else None


def test_cases_are_answered_in_their_order(tmp_path):
    status, answers = answered(tmp_path, [GOOD, GOOD | {"income_nok_year": 900_000}])

    assert status == 0
    assert [a["nok_month"] > 0 for a in answers] == [True, False]
    assert (
        list(answers[0]) == schema("heimveg-allowance-result-1.schema.json")["items"]["required"]
    )
    assert {tuple(row) for row in answers[0]["working"]} == {("step", "how", "value", "unit")}


def test_the_schemas_say_what_is_read_and_written():
    case = schema("heimveg-allowance-1.schema.json")["items"]
    result = schema("heimveg-allowance-result-1.schema.json")["items"]
    line = result["properties"]["working"]["items"]

    assert tuple(case["required"]) == files.REQUIRED
    assert tuple(case["properties"]) == (*files.REQUIRED, *files.FLAGS)
    assert line["properties"]["step"]["enum"] == [str(step) for step in Step]


def test_the_example_is_answered_as_by_hand_and_fits_the_schemas(tmp_path):
    text = (FORMATS / "examples" / "allowance-bergvik.json").read_text(encoding="utf-8")
    status, answers = answered(tmp_path, text)

    assert status == 0
    # the second: 0.737 × (108 000 − 26 576 − 0.1644 × (240 000 − 148 275)) / 12
    # the third: income 300 000 / 1.13, a pensioner's thresholds, two adults
    # the last: 62.49, below the lowest payout
    assert [answer["nok_month"] for answer in answers] == [4900, 4075, 3826, 3726, 0]
    assert mistakes(json.loads(text), schema("heimveg-allowance-1.schema.json")) == []
    assert mistakes(answers, schema("heimveg-allowance-result-1.schema.json")) == []


def test_a_pensioner_with_a_grown_child_at_home_is_still_single():
    """Forskrift om bustøtte § 4: a household that has a member who is single with a pension."""
    [case] = files.parse([GOOD | {"adults": 2, "children": 0, "single_pensioner": True}])

    assert (case.adults, case.single_pensioner) == (2, True)


def test_flags_may_be_left_out(tmp_path):
    bare = {k: v for k, v in GOOD.items() if v is not False}
    assert answered(tmp_path, [bare]) == answered(tmp_path, [GOOD])


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"month": "2025-07"}, "[1].month"),
        ({"month": "2027-06"}, "[1].month"),
        ({"month": "July"}, "[1].month"),
        ({"month": 7}, "[1].month"),
        ({"income_nok_year": -1}, "[1].income_nok_year"),
        ({"income_nok_year": "much"}, "[1].income_nok_year"),
        ({"income_nok_year": True}, "[1].income_nok_year"),
        ({"cost_nok_year": None}, "[1].cost_nok_year"),
        ({"adults": 0}, "[1].adults"),
        ({"adults": 1.5}, "[1].adults"),
        ({"children": -1}, "[1].children"),
        ({"municipality_group": 5}, "[1].municipality_group"),
        ({"young_disabled": "no"}, "[1].young_disabled"),
        ({"wealth": 1}, "[1].wealth"),
    ],
)
def test_a_fault_is_named_by_its_path(tmp_path, capsys, change, path):
    status, answers = answered(tmp_path, [GOOD, GOOD | change])

    assert (status, answers) == (2, None)
    assert path in capsys.readouterr().err


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"adults": 1.5}, "[1].adults: is 1.5, not a whole number. Write 1 to"),
        ({"children": None}, "[1].children: is null, not a whole number."),
        ({"income_nok_year": "much"}, '[1].income_nok_year: is "much", not a number.'),
        ({"young_disabled": 0.5}, "[1].young_disabled: is 0.5. Write true or false"),
        ({"month": 7.5}, "[1].month: is 7.5, not a month."),
    ],
)
def test_a_fault_says_what_stands_in_the_file_and_no_word_of_the_program(
    tmp_path, capsys, change, told
):
    answered(tmp_path, [GOOD, GOOD | change])

    said = capsys.readouterr().err
    assert told in said
    assert "Decimal" not in said


def test_all_faults_come_at_once():
    with pytest.raises(CasesRefused) as refused:
        files.parse([{}, GOOD | {"adults": 0}, 7])
    assert len(refused.value.faults) == 6 + 1 + 1


@pytest.mark.parametrize(
    "text",
    ["{}", "[", "nothing", '[{"month": 1, "month": 2}]', "[NaN]", "[" * 100_000, '"x"',
     json.dumps([GOOD]).replace("250000", "1e-99999999"),
     json.dumps([GOOD]).replace("250000", "1e99999999")],
)  # fmt: skip
def test_what_is_no_list_of_cases_is_refused(tmp_path, text, capsys):
    assert answered(tmp_path, text) == (2, None)
    assert "cases.json" in (err := capsys.readouterr().err) or "the file" in err or "[0]" in err


def test_a_file_that_is_not_there_is_refused(tmp_path, capsys):
    target = str(tmp_path / "answers.json")
    assert cli.main(["allowance", "--in", str(tmp_path / "none.json"), "--out", target]) == 2
    assert "none.json" in capsys.readouterr().err
