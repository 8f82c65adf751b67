"""What can be allowed at the standing meetings."""

from django.utils.translation import gettext_lazy as _

from heimveg.access.classes import FieldClass
from heimveg.access.gate import Permission
from heimveg.access.purposes import Purpose
from heimveg.access.roles import Role

CASEWORK = frozenset({Purpose.HOUSING_ALLOCATION, Purpose.CARE_FOLLOWUP})
CASEWORKERS = frozenset({Role.ALLOCATOR, Role.CASEWORKER, Role.COORDINATOR, Role.CARE_WORKER})
CARERS = frozenset({Role.CASEWORKER, Role.COORDINATOR, Role.CARE_WORKER})
OFFICES = frozenset({Role.PROPERTY, Role.CARETAKER, Role.ECONOMY, Role.LEADER})
EVERYBODY = CASEWORKERS | OFFICES  # who works with people or homes
WORK = frozenset(Purpose) - {Purpose.QUALITY_AUDIT}

READ_MEETINGS = Permission(
    "meetings.read", WORK, EVERYBODY, FieldClass.D1, _("See the meetings of one's unit")
)
ADD_ITEM = Permission(
    "meetings.add_item", WORK, EVERYBODY, FieldClass.D1, _("Put something on an agenda")
)
LEAD_MEETINGS = Permission(
    "meetings.lead",
    WORK,
    CASEWORKERS | {Role.LEADER},
    FieldClass.D1,
    _("Call, run and close the meetings one's unit leads"),
)
READ_MATTERS = Permission(
    "meetings.read_matters",
    CASEWORK,
    CASEWORKERS,
    FieldClass.D3,
    _("See what a meeting decides about a person"),
)
READ_DISCUSSION = Permission(
    "meetings.read_discussion",
    frozenset({Purpose.CARE_FOLLOWUP}),
    CARERS,
    FieldClass.D4,
    _("See what was said about a person at a meeting"),
)
FINISH_TASK = Permission(
    "meetings.finish_task", WORK, EVERYBODY, FieldClass.D1, _("Mark one's own task as done")
)
