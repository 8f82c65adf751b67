"""Signs that a home is at risk, and the dated steps against it. Pure."""

from heimveg.prevention.rules.figures import Shown, shown_count, shown_row
from heimveg.prevention.rules.instalments import (
    Instalment,
    PlanState,
    Standing,
    broken_at_the_earliest,
    kept_until,
    spread,
    standing,
)
from heimveg.prevention.rules.ladder import (
    Again,
    Climbed,
    Next,
    Rung,
    TooEarly,
    also_before,
    check,
    climbed,
    ladder_on,
    missing_before,
    next_step,
)
from heimveg.prevention.rules.running import runs_until
from heimveg.prevention.rules.signs import (
    BREACHES,
    Ground,
    HomeSignKind,
    MoneySignKind,
    Outcome,
    Result,
    lease_is_ending,
)

__all__ = [
    "BREACHES",
    "Again",
    "Climbed",
    "Ground",
    "HomeSignKind",
    "Instalment",
    "MoneySignKind",
    "Next",
    "Outcome",
    "PlanState",
    "Result",
    "Rung",
    "Shown",
    "Standing",
    "TooEarly",
    "also_before",
    "broken_at_the_earliest",
    "check",
    "climbed",
    "kept_until",
    "ladder_on",
    "lease_is_ending",
    "missing_before",
    "next_step",
    "runs_until",
    "shown_count",
    "shown_row",
    "spread",
    "standing",
]
