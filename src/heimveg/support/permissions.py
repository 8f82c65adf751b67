"""What can be allowed about measures that touch a person's rights. Health: those who follow the
person up."""

from django.utils.translation import gettext_lazy as _

from heimveg.access.classes import FieldClass
from heimveg.access.gate import Permission
from heimveg.access.purposes import Purpose
from heimveg.access.roles import Role

CARE = frozenset({Purpose.CARE_FOLLOWUP})
CARERS = frozenset({Role.CASEWORKER, Role.COORDINATOR, Role.CARE_WORKER})

READ_MEASURES = Permission(
    "support.read_measures",
    CARE,
    CARERS,
    FieldClass.D4,
    _("Read about measures that touch a person's rights"),
)
RECORD_MEASURE = Permission(
    "support.record_measure",
    CARE,
    CARERS,
    FieldClass.D4,
    _("Record a measure that touches a person's rights, and the resident's view of it"),
)
REVIEW_MEASURE = Permission(
    "support.review_measure",
    CARE,
    CARERS,
    FieldClass.D4,
    _("Review a measure that touches a person's rights"),
)
