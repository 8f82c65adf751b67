"""What a household can afford: housing allowance (bostøtte) and start loan, line by line.

Pure and exact: fractions in, whole kroner out, constants as dated rows with their source.
"""

from heimveg.engines.allowance.formula import Allowance, Household, Line, Step, allowance
from heimveg.engines.allowance.loan import LoanCase, LoanRoom, loan_room
from heimveg.engines.allowance.rates import MonthRefused, Rates, rates_for

__all__ = [
    "Allowance",
    "Household",
    "Line",
    "LoanCase",
    "LoanRoom",
    "MonthRefused",
    "Rates",
    "Step",
    "allowance",
    "loan_room",
    "rates_for",
]
