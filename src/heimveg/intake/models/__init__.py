"""What has come in, what was said, and the declared rules of where it goes."""

from heimveg.intake.models.errands import (
    KINDS_IN_WORDS,
    OPEN_STATES,
    Errand,
    ErrandQuerySet,
    InstitutionNotice,
    Receipt,
    Said,
)
from heimveg.intake.models.likenesses import Likeness, LikenessQuerySet, MetWhere
from heimveg.intake.models.routing import RoutingPlan, RoutingRule

__all__ = [
    "KINDS_IN_WORDS",
    "OPEN_STATES",
    "Errand",
    "ErrandQuerySet",
    "InstitutionNotice",
    "Likeness",
    "LikenessQuerySet",
    "MetWhere",
    "Receipt",
    "RoutingPlan",
    "RoutingRule",
    "Said",
]
