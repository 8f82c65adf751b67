"""The shape of what people write about the upkeep of homes."""

from heimveg.upkeep.forms.inspecting import AccessForm, Answers, Line, PlanForm
from heimveg.upkeep.forms.standards import StandardForm, StandardRow, WithdrawForm
from heimveg.upkeep.forms.working import (
    FinishForm,
    OrderFilter,
    OrderForm,
    RecurringForm,
    TurnoverForm,
    WaiverAnswerForm,
    WaiverForm,
)

__all__ = [
    "AccessForm",
    "Answers",
    "FinishForm",
    "Line",
    "OrderFilter",
    "OrderForm",
    "PlanForm",
    "RecurringForm",
    "StandardForm",
    "StandardRow",
    "TurnoverForm",
    "WaiverAnswerForm",
    "WaiverForm",
    "WithdrawForm",
]
