"""What can be allowed about housing needs."""

from django.utils.translation import gettext_lazy as _

from heimveg.access.classes import FieldClass
from heimveg.access.gate import Permission
from heimveg.access.purposes import Purpose
from heimveg.access.roles import Role

CASEWORK = frozenset({Purpose.HOUSING_ALLOCATION, Purpose.CARE_FOLLOWUP})
CASEWORKERS = frozenset({Role.ALLOCATOR, Role.CASEWORKER, Role.COORDINATOR, Role.CARE_WORKER})
CARERS = frozenset({Role.CASEWORKER, Role.COORDINATOR, Role.CARE_WORKER})
CARE = frozenset({Purpose.CARE_FOLLOWUP})
ALLOCATION = frozenset({Purpose.HOUSING_ALLOCATION})
HOUSING = frozenset({Role.ALLOCATOR, Role.CASEWORKER, Role.COORDINATOR})

READ_NEEDS = Permission(
    "needs.read", CASEWORK, CASEWORKERS, FieldClass.D3, _("Read housing needs")
)
CHANGE_NEED = Permission(
    "needs.change", CASEWORK, CASEWORKERS, FieldClass.D3, _("Open and change a housing need")
)
MOVE_NEED = Permission(
    "needs.move",
    CASEWORK,
    CASEWORKERS,
    FieldClass.D3,
    _("Park, resume and withdraw a housing need"),
)
READ_CARE_BASIS = Permission(
    "needs.read_care_basis", CARE, CARERS, FieldClass.D4, _("Read what the need rests on")
)
CONFIRM_CARE_BASIS = Permission(
    "needs.confirm_care_basis",
    CARE,
    CARERS,
    FieldClass.D4,
    _("Confirm what health means for the home, without saying why"),
)
READ_INCOME = Permission(
    "needs.read_income", ALLOCATION, HOUSING, FieldClass.D6, _("See a person's income")
)
NOTE_INCOME = Permission(
    "needs.note_income", ALLOCATION, HOUSING, FieldClass.D6, _("Note what a person's income is")
)
