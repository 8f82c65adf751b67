"""The standard, what was seen of it, what is being mended, and what stands between two tenants.

About homes alone: no row here holds a word about who lives there, but who signed a protocol.
"""

from heimveg.upkeep.models.inspections import (
    AccessAttempt,
    Finding,
    Inspection,
    Photo,
    PhotoFile,
)
from heimveg.upkeep.models.signatures import Signature
from heimveg.upkeep.models.standards import Criterion, HomeCondition, Standard
from heimveg.upkeep.models.stock import KeptQuerySet, keeps, kept_by
from heimveg.upkeep.models.turnovers import Turnover, TurnoverQuerySet
from heimveg.upkeep.models.waivers import Waiver, WaiverAsk
from heimveg.upkeep.models.works import RecurringTask, WorkOrder

__all__ = [
    "AccessAttempt",
    "Criterion",
    "Finding",
    "HomeCondition",
    "Inspection",
    "KeptQuerySet",
    "Photo",
    "PhotoFile",
    "RecurringTask",
    "Signature",
    "Standard",
    "Turnover",
    "TurnoverQuerySet",
    "Waiver",
    "WaiverAsk",
    "WorkOrder",
    "keeps",
    "kept_by",
]
