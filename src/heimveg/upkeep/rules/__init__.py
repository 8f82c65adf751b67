"""What a home must hold, how an inspection ends, and how far a turnover has come. Pure."""

from heimveg.upkeep.rules.concluding import Looked, borne_by, unanswered
from heimveg.upkeep.rules.measures import NotAMeasure, measure_from, plain
from heimveg.upkeep.rules.standard import (
    Answer,
    Effect,
    Known,
    Measured,
    Verdict,
    effect_of,
    is_far_ahead,
    names_the_decision,
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
    "Looked",
    "Measured",
    "NotAMeasure",
    "OrderState",
    "Party",
    "Spell",
    "Step",
    "Verdict",
    "WaiverAnswer",
    "borne_by",
    "days_in_steps",
    "effect_of",
    "is_far_ahead",
    "measure_from",
    "months_after",
    "names_the_decision",
    "next_access_step",
    "plain",
    "step_on",
    "unanswered",
    "verdict",
    "why_access_must_wait",
]
