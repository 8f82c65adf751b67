"""What can be allowed about hand-offs."""

from django.utils.translation import gettext_lazy as _

from heimveg.access.classes import FieldClass
from heimveg.access.gate import Permission
from heimveg.access.purposes import Purpose
from heimveg.access.roles import Role

CASEWORK = frozenset({Purpose.HOUSING_ALLOCATION, Purpose.CARE_FOLLOWUP})
CASEWORKERS = frozenset({Role.ALLOCATOR, Role.CASEWORKER, Role.COORDINATOR, Role.CARE_WORKER})

READ_HANDOFFS = Permission(
    "handoffs.read", CASEWORK, CASEWORKERS, FieldClass.D3, _("See hand-offs between units")
)
ASK_HANDOFF = Permission(
    "handoffs.ask",
    CASEWORK,
    CASEWORKERS,
    FieldClass.D3,
    _("Ask another unit to answer or help, and take the question back"),
)
ANSWER_HANDOFF = Permission(
    "handoffs.answer",
    CASEWORK,
    CASEWORKERS,
    FieldClass.D3,
    _("Accept or decline a hand-off for one's unit"),
)
DECIDE_HANDOFF = Permission(
    "handoffs.decide",
    CASEWORK,
    frozenset({Role.COORDINATOR}),
    FieldClass.D3,
    _("Decide a hand-off that units do not agree on, in a unit with that mandate"),
)
READ_NOTE = Permission(
    "handoffs.read_note",
    frozenset({Purpose.CARE_FOLLOWUP}),
    frozenset({Role.CASEWORKER, Role.COORDINATOR, Role.CARE_WORKER}),
    FieldClass.D4,
    _("Read and write what a hand-off says of health"),
)
SEE_KASTEBALL = Permission(
    "handoffs.see_kasteball",
    frozenset(Purpose),
    frozenset({Role.COORDINATOR, Role.LEADER}),
    FieldClass.D0,
    _("See how people are tossed between units, in figures"),
)
