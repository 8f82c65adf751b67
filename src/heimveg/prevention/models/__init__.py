"""Signs that a home is at risk, the case they are joined in, and what is done to keep it."""

from heimveg.prevention.models.cases import PreventionCase, Step
from heimveg.prevention.models.evictions import Eviction
from heimveg.prevention.models.grounds import NoticeDebt
from heimveg.prevention.models.plans import Instalment, InstalmentPlan
from heimveg.prevention.models.signs import HomeSign, MoneySign

__all__ = [
    "Eviction",
    "HomeSign",
    "Instalment",
    "InstalmentPlan",
    "MoneySign",
    "NoticeDebt",
    "PreventionCase",
    "Step",
]
