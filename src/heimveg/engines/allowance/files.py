"""Cases from a JSON file to answers in a JSON file, for the command line."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from heimveg.engines import json_files
from heimveg.engines.allowance.formula import Allowance, Household, Line, allowance, decimals
from heimveg.engines.allowance.rates import MonthRefused, rates_for
from heimveg.engines.allowance.refusal import CasesRefused, Faults
from heimveg.engines.faults import as_written

MOST_CASES = 1_000_000
MOST_NOK = 10**10
MOST_PEOPLE = 100
REQUIRED = (
    "month",
    "income_nok_year",
    "cost_nok_year",
    "adults",
    "children",
    "municipality_group",
)
FLAGS = ("single_pensioner", "young_disabled", "specially_adapted")


def run(source: Path, target: Path) -> None:
    """Answer every case in `source`, in its order. The same cases give the same bytes.

    Raises CasesRefused with every fault found; nothing is written then.
    """
    answers = [answer(allowance(case)) for case in read(source)]
    json_files.write(answers, target)


def answer(found: Allowance) -> dict[str, Any]:
    return {"nok_month": found.nok_month, "working": [_line(line) for line in found.lines]}


def _line(line: Line) -> dict[str, str]:
    return {
        "step": str(line.step),
        "how": line.how,
        "value": decimals(line.value, 2),
        "unit": line.unit,
    }


def read(source: Path) -> list[Household]:
    """The cases in a file. Raises CasesRefused."""
    try:
        return parse(json_files.read(source, number=Decimal))
    except json_files.NotRead as error:
        raise CasesRefused(error.faults) from error


def parse(data: object) -> list[Household]:
    """The cases of a decoded JSON document. Raises CasesRefused with every fault found."""
    faults = Faults()
    if not isinstance(data, list):
        faults.add("", "is not a list of cases", "Write [{…}, …]")
        data = []
    if len(data) > MOST_CASES:
        faults.add("", f"holds {len(data)} cases", f"Write at most {MOST_CASES} in a file")
        data = []
    cases = [_case(faults, f"[{number}]", item) for number, item in enumerate(data)]
    faults.raise_if_any()
    return [case for case in cases if case is not None]


def _case(faults: Faults, path: str, item: object) -> Household | None:
    fields = faults.fields(path, item, REQUIRED, FLAGS)
    if fields is None:
        return None
    return Household(
        month=_month(faults, f"{path}.month", fields["month"]),
        income_nok_year=_nok(faults, f"{path}.income_nok_year", fields["income_nok_year"]),
        cost_nok_year=_nok(faults, f"{path}.cost_nok_year", fields["cost_nok_year"]),
        adults=faults.whole(f"{path}.adults", fields["adults"], 1, MOST_PEOPLE),
        children=faults.whole(f"{path}.children", fields["children"], 0, MOST_PEOPLE),
        municipality_group=faults.whole(
            f"{path}.municipality_group", fields["municipality_group"], 1, 4
        ),
        single_pensioner=faults.flag(f"{path}.single_pensioner", fields.get(FLAGS[0], False)),
        young_disabled=faults.flag(f"{path}.young_disabled", fields.get(FLAGS[1], False)),
        specially_adapted=faults.flag(f"{path}.specially_adapted", fields.get(FLAGS[2], False)),
    )


def _nok(faults: Faults, path: str, value: object) -> Fraction:
    return faults.exact(path, value, 0, MOST_NOK)


def _month(faults: Faults, path: str, value: object) -> str:
    try:
        rates_for(value if isinstance(value, str) else "")
    except MonthRefused as refused:
        faults.add(path, f"is {refused.month}, and {_why(refused)}", _use(refused))
    except ValueError:
        faults.add(path, f"is {as_written(value)}, not a month", 'Write it as "2026-07"')
    else:
        return str(value)
    return ""


def _why(refused: MonthRefused) -> str:
    if refused.is_older:
        return "the constants, and before July 2024 the formula itself, were others"
    return "its constants are not adopted yet; they are each 1 June"


def _use(refused: MonthRefused) -> str:
    return f"Use a month from {refused.first} to {refused.last}"
