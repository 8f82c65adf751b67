"""The command line's allowance beside a twin written from Husbanken's guide alone, in plain
decimal numbers: nothing of the engine is used but its door."""

import json
from decimal import Decimal, localcontext

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heimveg.config import cli
from heimveg.engines.allowance import formula as engine

D = Decimal
# Husbanken: Veileder i regelverk for bostøtte, updated 29 June 2026; read 2026-11-22.
CAPS = {1: 92_234, 2: 113_774, 3: 125_977, 4: 138_182, 5: 150_385}
GROUPS = {1: 27_982, 2: 19_079, 3: 12_720, 4: 0}
ADAPTED = 5_724
LOWEST = 63


def twin(case):
    """Whole kroner a month. Everything is multiplied by the weight, so that nothing is divided
    before the end and each number is exact."""
    with localcontext() as exact:
        exact.prec = 80
        weight = D(1) + D("0.13") * (case["adults"] - 1) + D("0.15") * case["children"]
        income, cost = D(str(case["income_nok_year"])), D(str(case["cost_nok_year"]))
        single, young = case.get("single_pensioner"), case.get("young_disabled")
        first = 148_275 if single else 137_462
        second = max(256_613 if single else 245_278, 295_795 if young else 0)
        share = (
            26_576 * weight
            + D("0.1644") * max(D(0), income - first * weight)
            + D("0.6356") * max(D(0), income - second * weight)
        )
        cap = CAPS[min(case["adults"] + case["children"], 5)] + GROUPS[case["municipality_group"]]
        cap += ADAPTED if case.get("specially_adapted") else 0
        year = D("0.737") * (min(cost, D(cap)) * weight - share)  # times the weight
        if year < LOWEST * 12 * weight:
            return 0
        return int((2 * year + 12 * weight) // (24 * weight))


def answered(folder, cases):
    source, target = folder / "cases.json", folder / "answers.json"
    source.write_text(json.dumps(cases))
    assert cli.main(["allowance", "--in", str(source), "--out", str(target)]) == 0
    return json.loads(target.read_text())


BY_HAND = {
    "month": "2026-07", "income_nok_year": 250_000, "cost_nok_year": 120_000, "adults": 1,
    "children": 0, "municipality_group": 1, "single_pensioner": False, "young_disabled": False,
    "specially_adapted": False,
}  # fmt: skip
MONTHS = ["2026-06", "2026-07", "2026-12", "2027-01", "2027-05"]
NEAR_EDGES = [0, 63, 137_462, 148_275, 245_278, 256_613, 295_795, 92_234, 120_216, 150_385]
CASES = st.fixed_dictionaries(
    {
        "month": st.sampled_from(MONTHS),
        "income_nok_year": st.one_of(
            st.integers(0, 600_000),
            st.decimals(0, 600_000, places=2).map(float),
            st.sampled_from(NEAR_EDGES),
        ),
        "cost_nok_year": st.one_of(
            st.integers(0, 400_000),
            st.decimals(0, 400_000, places=2).map(float),
            st.sampled_from(NEAR_EDGES),
        ),
        "adults": st.integers(1, 6),
        "children": st.integers(0, 7),
        "municipality_group": st.integers(1, 4),
        "single_pensioner": st.booleans(),
        "young_disabled": st.booleans(),
        "specially_adapted": st.booleans(),
    }
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("allowance")


@settings(max_examples=150)
@given(cases=st.lists(CASES, min_size=1, max_size=20))
def test_the_command_line_and_the_twin_agree_to_the_krone(folder, cases):
    assert [a["nok_month"] for a in answered(folder, cases)] == [twin(case) for case in cases]


@settings(max_examples=60)
@given(data=st.data())
def test_around_the_lowest_payout_and_every_half_krone_they_agree(folder, data):
    """The cost is chosen so that the month comes out within a few øre of an edge."""
    case = data.draw(CASES)
    edge = data.draw(st.sampled_from([D(63), D("63.5"), D("64.5"), D("100.5"), D("1000.5")]))
    lowest_cost = cost_giving(case, edge)
    cases = [
        case | {"cost_nok_year": float(round(max(D(0), lowest_cost + D(step) / 100), 2))}
        for step in range(-20, 21)
    ]
    assert [a["nok_month"] for a in answered(folder, cases)] == [twin(each) for each in cases]


def cost_giving(case, month):
    weight = D(1) + D("0.13") * (case["adults"] - 1) + D("0.15") * case["children"]
    income = D(str(case["income_nok_year"])) / weight
    first = 148_275 if case["single_pensioner"] else 137_462
    second = max(
        256_613 if case["single_pensioner"] else 245_278,
        295_795 if case["young_disabled"] else 0,
    )
    share = D(26_576) + D("0.1644") * max(D(0), income - first)
    return share + D("0.6356") * max(D(0), income - second) + 12 * month / D("0.737")


def test_a_case_reckoned_by_hand(folder):
    """26,576 + 0.1644 × 112,538 + 0.6356 × 4,722 = 48,078.55 the household pays itself;
    0.737 × (120,000 − 48,078.55) / 12 = 4,417.18."""
    assert twin(BY_HAND) == 4417
    assert [a["nok_month"] for a in answered(folder, [BY_HAND])] == [4417]


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("half_up", int),
        ("MONTHS", 13),
    ],
)
def test_the_negative_control_an_engine_that_reckons_otherwise_is_found(
    folder, monkeypatch, name, wrong
):
    monkeypatch.setattr(engine, name, wrong)
    cases = [BY_HAND | {"income_nok_year": income} for income in range(0, 300_000, 10_000)]
    assert [a["nok_month"] for a in answered(folder, cases)] != [twin(case) for case in cases]


@pytest.mark.parametrize("month", ["2026-05", "2027-06"])
def test_the_months_beside_are_refused(folder, month, capsys):
    source = folder / "cases.json"
    source.write_text(json.dumps([BY_HAND | {"month": month}]))
    target = folder / "none.json"
    assert cli.main(["allowance", "--in", str(source), "--out", str(target)]) == 2
    assert month in capsys.readouterr().err
    assert not target.exists()
