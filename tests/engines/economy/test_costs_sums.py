"""Every amount of an answer is the sum of its records, whatever is asked for."""

import json
from datetime import date, timedelta
from itertools import chain

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heimveg.engines.economy import Per
from heimveg.engines.economy.documents import document
from heimveg.engines.economy.reading import parse
from tests.engines.economy.test_costs_format import COSTS, EXAMPLE, GOOD, RESULT
from tests.engines.matching.test_format import mistakes

DAYS = {"day": 1, "month": 365 / 12, "year": 365}
START = date(2023, 1, 1)
days = st.integers(0, 1500).map(lambda number: START + timedelta(number))
codes = st.sampled_from(["rent", "staff", "energy"])


@st.composite
def prices(draw):
    made = []
    for code in ("rent", "staff", "energy"):
        once = draw(st.booleans())
        for day in sorted({START, *draw(st.sets(days, max_size=3))}):
            per = Per.ONCE if once else draw(st.sampled_from([Per.DAY, Per.MONTH, Per.YEAR]))
            made.append(
                {
                    "code": code,
                    "valid_from": str(day),
                    "amount_ore": draw(st.integers(0, 10**9)),
                    "per": str(per),
                    "source": "a test",
                }
            )
    return made


@st.composite
def stretches(draw):
    first, last = sorted([draw(days), draw(days)])
    return {"start": str(first), "end": str(last)}


paid = st.lists(codes, unique=True, max_size=3)
steps = st.builds(
    lambda name, stretch, paid: {"name": name, **stretch, "codes": paid},
    st.sampled_from(["acute", "own home"]), stretches(), paid,
)  # fmt: skip
lines = st.dictionaries(
    st.sampled_from(["shared", "acute", "ordinary"]),
    st.fixed_dictionaries({"places": st.integers(0, 200), "codes": paid}),
    min_size=1,
)


@st.composite
def asked(draw):
    stretch = draw(stretches())
    mixes = draw(st.lists(lines, max_size=3))
    return {
        "format": "heimveg-costs/1",
        "prices": draw(prices()),
        "courses": [
            {"name": f"course {number}", "steps": draw(st.lists(steps, min_size=1, max_size=4))}
            for number in range(draw(st.integers(1, 2)))
        ],
        "mixes": [
            {"name": f"mix {number}", **stretch, "lines": mix} for number, mix in enumerate(mixes)
        ],
    }


def wrong_amounts(priced, by, name):
    """Amounts that are not the sums of their records, and records that are not their price's."""
    records = priced["records"]

    def own(part):
        return sum(record["ore"] for record in records if record["subject"] == part[name])

    def exact(record):
        return record["amount_ore"] * record["quantity"] / DAYS.get(record["per"], 1)

    return [
        *(["ore"] if priced["ore"] != sum(record["ore"] for record in records) else []),
        *(part[name] for part in priced[by] if part["ore"] != own(part)),
        # half an øre for each of at most 200 places
        *(record["code"] for record in records if abs(record["ore"] - exact(record)) > 101),
    ]


def wrong_differences(answer):
    totals = {mix["name"]: mix["ore"] for mix in answer["mixes"]}
    return [
        one["mix"]
        for one in answer["differences"]
        if one["ore"] != totals[one["mix"]] - totals[one["against"]]
        or one["ore"] != sum(part["ore"] for part in one["by_kind"])
    ]


def sums_that_are_wrong(answer):
    courses = [wrong_amounts(course, "by_step", "name") for course in answer["courses"]]
    mixes = [wrong_amounts(mix, "by_kind", "kind") for mix in answer["mixes"]]
    return [*chain(*courses, *mixes), *wrong_differences(answer)]


@settings(max_examples=150, deadline=None)
@given(asked())
def test_every_total_is_the_sum_of_its_records_and_the_answer_fits_its_schema(data):
    assert mistakes(data, COSTS) == []
    answer = document(parse(data))

    assert sums_that_are_wrong(answer) == []
    assert mistakes(answer, RESULT) == []
    assert len(answer["differences"]) == max(len(data["mixes"]) - 1, 0)
    used = {(r["code"], r["valid_from"]) for p in answer["courses"] for r in p["records"]}
    assert used <= {(price["code"], price["valid_from"]) for price in answer["prices"]}


@pytest.mark.parametrize(
    "path",
    [
        ("courses", 0, "ore"),
        ("courses", 0, "by_step", 1, "ore"),
        ("courses", 0, "records", 1, "ore"),
        ("courses", 0, "records", 1, "quantity"),
        ("mixes", 0, "by_kind", 0, "ore"),
        ("mixes", 1, "records", 2, "ore"),
        ("differences", 0, "ore"),
    ],
)
def test_an_amount_that_is_wrong_is_found_by_the_sums(path):
    answer = document(parse(GOOD))
    assert sums_that_are_wrong(answer) == []

    target = answer
    for step in path[:-1]:
        target = target[step]
    target[path[-1]] += 3

    assert sums_that_are_wrong(answer)


@settings(max_examples=150, deadline=None)
@given(steps, days, prices())
def test_a_stay_cut_in_two_costs_the_same_but_for_an_ore_a_record(step, cut, own):
    """What is paid once is paid by each stay, so it is left out here."""
    once = {price["code"] for price in own if price["per"] == "once"}
    step = step | {"codes": [code for code in step["codes"] if code not in once]}
    cut = str(min(max(cut, date.fromisoformat(step["start"])), date.fromisoformat(step["end"])))

    def priced(*cuts):
        data = {"format": "heimveg-costs/1", "prices": own}
        [course] = document(parse(data | {"courses": [{"name": "one", "steps": [*cuts]}]}))[
            "courses"
        ]
        return course

    whole, parts = priced(step), priced(step | {"end": cut}, step | {"start": cut})

    assert abs(whole["ore"] - parts["ore"]) <= len(step["codes"])
    assert sum(r["quantity"] for r in whole["records"]) == sum(
        r["quantity"] for r in parts["records"]
    )


def test_the_sums_of_the_example_are_right():
    assert sums_that_are_wrong(document(parse(json.loads(EXAMPLE.read_text("utf-8"))))) == []
