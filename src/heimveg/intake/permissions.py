"""What can be allowed about what comes in."""

from django.utils.translation import gettext_lazy as _

from heimveg.access.classes import FieldClass
from heimveg.access.gate import Permission
from heimveg.access.purposes import Purpose
from heimveg.access.roles import Role

CASEWORK = frozenset({Purpose.HOUSING_ALLOCATION, Purpose.CARE_FOLLOWUP})
CASEWORKERS = frozenset({Role.ALLOCATOR, Role.CASEWORKER, Role.COORDINATOR, Role.CARE_WORKER})
CARERS = frozenset({Role.CASEWORKER, Role.COORDINATOR, Role.CARE_WORKER})
STAFF = CASEWORKERS | {Role.PROPERTY, Role.CARETAKER, Role.ECONOMY}

RECEIVE_ERRAND = Permission(
    "intake.receive",
    CASEWORK | {Purpose.TENANCY_PROPERTY, Purpose.ECONOMY},
    STAFF,
    FieldClass.D2,
    _("Register what comes in, whichever unit it is for"),
)
READ_ERRANDS = Permission(
    "intake.read", CASEWORK, CASEWORKERS, FieldClass.D3, _("See what has come in")
)
HANDLE_ERRAND = Permission(
    "intake.handle",
    CASEWORK,
    CASEWORKERS,
    FieldClass.D3,
    _("Take in hand, reply to and close what has come in"),
)
READ_WORDS = Permission(
    "intake.read_words",
    frozenset({Purpose.CARE_FOLLOWUP}),
    CARERS,
    FieldClass.D4,
    _("Read what was said when something came in"),
)
SEE_ROUTING = Permission(
    "intake.see_routing",
    CASEWORK | {Purpose.STATISTICS},
    CASEWORKERS | {Role.LEADER},
    FieldClass.D0,
    _("See where what comes in would go, and why"),
)
SET_ROUTING = Permission(
    "intake.set_routing",
    CASEWORK | {Purpose.STATISTICS},
    frozenset({Role.COORDINATOR, Role.LEADER}),
    FieldClass.D0,
    _("Decide where what comes in goes"),
)
ANSWER_LIKENESS = Permission(
    "intake.answer_likeness",
    CASEWORK,
    CASEWORKERS,
    FieldClass.D3,
    _("Say whether somebody another unit has met is one of one's own"),
)
SETTLE_LIKENESS = Permission(
    "intake.settle_likeness",
    CASEWORK,
    frozenset({Role.COORDINATOR}),
    FieldClass.D3,
    _("See two records that may be of one person, and put their units in touch"),
)
