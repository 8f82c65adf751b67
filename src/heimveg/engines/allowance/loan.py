"""Start loan: the largest loan a household can carry, and the price it reaches.

An annuity: level monthly payments over the whole time. What a household needs to live on, and
the rate to reckon with, are given by who reckons; how many years are allowed is dated data.
Source: Husbanken, Veileder for startlån; forskrift om lån fra Husbanken § 8-5.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import cache
from importlib.resources import files

from heimveg.engines.allowance.formula import MONTHS, decimals, plain
from heimveg.engines.allowance.rates import sources_of


class LoanStep(StrEnum):
    LEFT = "left"
    ROOM = "room"
    LOAN = "loan"
    REACH = "reach"
    GAP = "gap"


@dataclass(frozen=True, slots=True)
class LoanCase:
    """Whole kroner; a month where nothing else is said. The rate is thousandths of a percent."""

    net_income: int  # after tax
    allowance: int  # housing allowance the household would have as owner
    living_costs: int
    debts: int
    running_costs: int  # of the home: shared costs, insurance, fees, power
    rate_per_mille_percent: int  # 4.5 % a year is 4500
    years: int
    grants: int = 0  # once
    own_money: int = 0  # once
    price: int | None = None  # what the home costs, if one is in sight


@dataclass(frozen=True, slots=True)
class LoanLine:
    step: LoanStep
    how: str
    nok: int


@dataclass(frozen=True, slots=True)
class LoanRoom:
    loan: int
    reach: int  # loan, grants and own money
    lines: tuple[LoanLine, ...]

    @property
    def gap(self) -> int | None:
        """What is lacking for the price; 0 when it is within reach, None without a price."""
        return next((line.nok for line in self.lines if line.step is LoanStep.GAP), None)


@dataclass(frozen=True, slots=True)
class Frame:
    """How long a start loan may run, with the source."""

    usual_years: int
    most_years: int
    sources: Mapping[str, str]  # by language


@cache
def _rows() -> tuple[dict[str, str], ...]:
    text = files(__package__).joinpath("data", "loan.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()[1:]))


def frame_on(day: date) -> Frame:
    found = {
        row["name"]: row
        for row in _rows()
        if row["valid_from"] <= day.isoformat() and (row["valid_to"] or "9999") > day.isoformat()
    }
    usual, most = found["usual_years"], found["most_years"]
    return Frame(int(usual["value"]), int(most["value"]), sources_of(most))


def loan_room(case: LoanCase) -> LoanRoom:
    """The largest loan whose monthly payment leaves enough to live on; whole kroner, downwards."""
    income = case.net_income + case.allowance
    left = income - case.living_costs - case.debts
    room = max(0, left - case.running_costs)
    number, rate = case.years * MONTHS, Fraction(case.rate_per_mille_percent, 100_000 * MONTHS)
    loan = int(room * _annuity(rate, number))
    reach = loan + case.grants + case.own_money
    shown = f"{plain(Fraction(case.rate_per_mille_percent, 1000))} %"
    lines = [
        LoanLine(
            LoanStep.LEFT,
            f"{case.net_income} + {case.allowance} − {case.living_costs} − {case.debts}",
            left,
        ),
        LoanLine(LoanStep.ROOM, f"max(0, {left} − {case.running_costs})", room),
        LoanLine(LoanStep.LOAN, _paid_down(room, number, rate, shown), loan),
        LoanLine(LoanStep.REACH, f"{loan} + {case.grants} + {case.own_money}", reach),
    ]
    if case.price is not None:
        lines.append(
            LoanLine(LoanStep.GAP, f"max(0, {case.price} − {reach})", max(0, case.price - reach))
        )
    return LoanRoom(loan, reach, tuple(lines))


def _paid_down(room: int, number: int, rate: Fraction, shown: str) -> str:
    """How the loan is reckoned; without interest it is what is paid, times the months."""
    if not rate:
        return f"{room} × {number}, i = 0 %"
    each = f"i = {shown} / {MONTHS} = {decimals(rate * 100, 4)} %"
    return f"{room} × (1 − (1 + i)^−{number}) / i, {each}"


def _annuity(rate: Fraction, number: int) -> Fraction:
    """What one krone a month for `number` months is worth today."""
    if not rate:
        return Fraction(number)
    return (1 - 1 / (1 + rate) ** number) / rate
