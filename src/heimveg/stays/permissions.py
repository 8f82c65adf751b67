"""What can be allowed about where people live."""

from django.utils.translation import gettext_lazy as _

from heimveg.access.classes import FieldClass
from heimveg.access.gate import Permission
from heimveg.access.purposes import Purpose
from heimveg.access.roles import Role

CASEWORK = frozenset({Purpose.HOUSING_ALLOCATION, Purpose.CARE_FOLLOWUP})
CASEWORKERS = frozenset({Role.ALLOCATOR, Role.CASEWORKER, Role.COORDINATOR, Role.CARE_WORKER})
CARERS = frozenset({Role.CASEWORKER, Role.COORDINATOR, Role.CARE_WORKER})

READ_STAYS = Permission(
    "stays.read", CASEWORK, CASEWORKERS, FieldClass.D3, _("See where a person has lived")
)
REGISTER_STAY = Permission(
    "stays.register", CASEWORK, CASEWORKERS, FieldClass.D3, _("Register where a person lives")
)
NOTE_INSTITUTION = Permission(
    "stays.note_institution",
    frozenset({Purpose.CARE_FOLLOWUP}),
    CARERS,
    FieldClass.D4,
    _("See and register which institution a person is in"),
)
CORRECT_STAY = Permission(
    "stays.correct", CASEWORK, CASEWORKERS, FieldClass.D3, _("Correct and end a stay")
)
COUNT_STAYS = Permission(
    "stays.count",
    CASEWORK | {Purpose.STATISTICS},
    frozenset({Role.LEADER, Role.COORDINATOR}),
    FieldClass.D0,
    _("Count people without a home in a week, small numbers hidden"),
)
