"""Housing allowance (bostøtte) by the formula of forskrift om bostøtte § 1, in exact fractions.

Source: Husbanken, Veileder i regelverk for bostøtte, 2.4.3, 2.4.4, 2.5.1 and 2.9 (29.06.2026).
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from heimveg.engines.allowance.rates import Rates, rates_for

MONTHS = 12


class Step(StrEnum):
    WEIGHT = "weight"
    WEIGHTED_INCOME = "weighted_income"
    SHARE = "share"
    CAP = "cap"
    COST = "cost_counted"
    YEAR = "year"
    MONTH = "month"
    PAID = "paid"


@dataclass(frozen=True, slots=True)
class Household:
    """Who asks, on the first of `month`. Kroner a year; numbers may have decimals."""

    month: str
    income_nok_year: Fraction
    cost_nok_year: Fraction
    adults: int  # 18 years or older, the applicant among them
    children: int
    municipality_group: int  # 1 to 4
    single_pensioner: bool = False
    young_disabled: bool = False
    specially_adapted: bool = False

    @property
    def persons(self) -> int:
        return self.adults + self.children


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the working: what was reckoned, with which numbers, and what came of it."""

    step: Step
    how: str
    value: Fraction
    unit: str  # "factor", "NOK/year", "NOK/month"

    @property
    def shown(self) -> str:
        """To two decimals (a factor) or to the øre, a half up."""
        return decimals(self.value, 2)


@dataclass(frozen=True, slots=True)
class Allowance:
    nok_month: int
    lines: tuple[Line, ...]


def allowance(household: Household) -> Allowance:
    """What is paid a month, in whole kroner, and how it was reckoned.

    The lowest payout is compared before rounding. Raises MonthRefused.
    """
    rates = rates_for(household.month)
    weight = _weight(household, rates)
    income = household.income_nok_year / weight.value
    weighted = Line(
        Step.WEIGHTED_INCOME,
        f"{plain(household.income_nok_year)} / {plain(weight.value)}",
        income,
        "NOK/year",
    )
    share, cap = _share(household, income, rates), _cap(household, rates)
    cost = Line(
        Step.COST,
        f"min({plain(household.cost_nok_year)}, {plain(cap.value)})",
        min(household.cost_nok_year, cap.value),
        "NOK/year",
    )
    coverage = rates.of("coverage")
    how = f"{plain(coverage)} × ({plain(cost.value)} − {decimals(share.value, 2)})"
    year = Line(Step.YEAR, how, coverage * (cost.value - share.value), "NOK/year")
    month = Line(Step.MONTH, f"{decimals(year.value, 2)} / 12", year.value / MONTHS, "NOK/month")
    paid = _paid(month.value, rates)
    lines = (weight, weighted, share, cap, cost, year, month, paid)
    return Allowance(int(paid.value), lines)


def _weight(household: Household, rates: Rates) -> Line:
    first, adult, child = (rates.of("weight", which) for which in ("first", "adult", "child"))
    others = household.adults - 1
    how = f"{plain(first)} + {plain(adult)} × {others} + {plain(child)} × {household.children}"
    return Line(Step.WEIGHT, how, first + adult * others + child * household.children, "factor")


def _share(household: Household, income: Fraction, rates: Rates) -> Line:
    """What the household pays itself (egenandel)."""
    value, how = rates.of("share_base"), plain(rates.of("share_base"))
    for number in (1, 2):
        start = rates.threshold(
            number,
            single_pensioner=household.single_pensioner,
            young_disabled=household.young_disabled,
        )
        rate, above = rates.of("share_rate", number), max(Fraction(0), income - start)
        value += rate * above
        how += f" + {plain(rate)} × max(0, {decimals(income, 2)} − {plain(start)})"
    return Line(Step.SHARE, how, value, "NOK/year")


def _cap(household: Household, rates: Rates) -> Line:
    parts = [rates.cap(household.persons), rates.of("group", household.municipality_group)]
    if household.specially_adapted:
        parts.append(rates.of("adapted"))
    how = " + ".join(plain(part) for part in parts)
    return Line(Step.CAP, how, sum(parts, Fraction(0)), "NOK/year")


def _paid(month: Fraction, rates: Rates) -> Line:
    lowest = rates.of("lowest")
    if month < lowest:
        how = f"{decimals(month, 2)} < {plain(lowest)}"
        return Line(Step.PAID, how, Fraction(0), "NOK/month")
    return Line(Step.PAID, decimals(month, 2), Fraction(half_up(month)), "NOK/month")


def half_up(value: Fraction) -> int:
    """To the nearest whole number; a half goes up."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def decimals(value: Fraction, places: int) -> str:
    """The number with so many decimals, a half up, without a group sign: `1.30`."""
    sign = "-" if value < 0 else ""
    whole, rest = divmod(half_up(abs(value) * 10**places), 10**places)
    return f"{sign}{whole}.{rest:0{places}d}"


def plain(value: Fraction) -> str:
    """The number as it was given: no decimals it does not have, at most six."""
    text = decimals(value, 6)
    return text.rstrip("0").rstrip(".")
