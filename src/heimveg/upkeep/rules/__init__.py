"""What a home must hold, how an inspection ends, and how far a turnover has come. Pure."""

from heimveg.upkeep.rules.standard import (
    Answer,
    Effect,
    Known,
    Measured,
    Verdict,
    effect_of,
    verdict,
)
from heimveg.upkeep.rules.steps import (
    STEPS,
    AccessStep,
    Dates,
    Spell,
    Step,
    days_in_steps,
    next_access_step,
    step_on,
    why_access_must_wait,
)
from heimveg.upkeep.rules.words import (
    ChargedTo,
    Conclusion,
    InspectionKind,
    OrderState,
    Party,
    WaiverAnswer,
    months_after,
)

__all__ = [
    "STEPS",
    "AccessStep",
    "Answer",
    "ChargedTo",
    "Conclusion",
    "Dates",
    "Effect",
    "InspectionKind",
    "Known",
    "Measured",
    "OrderState",
    "Party",
    "Spell",
    "Step",
    "Verdict",
    "WaiverAnswer",
    "days_in_steps",
    "effect_of",
    "months_after",
    "next_access_step",
    "step_on",
    "verdict",
    "why_access_must_wait",
]
