"""What has come in, what was said, and the declared rules of where it goes."""

from heimveg.intake.models.errands import (
    OPEN_STATES,
    Errand,
    ErrandQuerySet,
    InstitutionNotice,
    InstitutionNoticeQuerySet,
    Receipt,
    Said,
    SaidQuerySet,
)
from heimveg.intake.models.routing import RoutingPlan, RoutingRule

__all__ = [
    "OPEN_STATES",
    "Errand",
    "ErrandQuerySet",
    "InstitutionNotice",
    "InstitutionNoticeQuerySet",
    "Receipt",
    "RoutingPlan",
    "RoutingRule",
    "Said",
    "SaidQuerySet",
]
