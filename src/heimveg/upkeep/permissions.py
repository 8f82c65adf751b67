"""What can be allowed about the upkeep of homes. Technical facts, but who signed a protocol."""

from django.utils.translation import gettext_lazy as _

from heimveg.access.classes import FieldClass
from heimveg.access.gate import Permission
from heimveg.access.purposes import Purpose
from heimveg.access.roles import Role

KEEPING = frozenset({Purpose.TENANCY_PROPERTY, Purpose.HOUSING_ALLOCATION})
KEEPERS = frozenset({Role.PROPERTY, Role.CARETAKER})
OFFICES = frozenset({Role.ALLOCATOR, Role.COORDINATOR})
D1, D2 = FieldClass.D1, FieldClass.D2

READ_UPKEEP = Permission(
    "upkeep.read",
    KEEPING,
    KEEPERS | OFFICES,
    D1,
    _("See inspections, work and turnover, in own stock"),
)
INSPECT = Permission("upkeep.inspect", KEEPING, KEEPERS, D1, _("Inspect homes"))
PLAN_INSPECTION = Permission(
    "upkeep.plan_inspection",
    KEEPING,
    KEEPERS | {Role.ALLOCATOR},
    D1,
    _("Plan inspections"),
)
ORDER_WORK = Permission(
    "upkeep.order_work", KEEPING, KEEPERS | {Role.ALLOCATOR}, D1, _("Order work")
)
DO_WORK = Permission("upkeep.do_work", KEEPING, KEEPERS, D1, _("Start, finish and cancel work"))
PLAN_RECURRING = Permission(
    "upkeep.plan_recurring",
    KEEPING,
    frozenset({Role.PROPERTY}),
    D1,
    _("Plan work that comes back"),
)
TURN_OVER = Permission(
    "upkeep.turn_over", KEEPING, KEEPERS | {Role.ALLOCATOR}, D1, _("Follow a turnover to its end")
)
WAIVE = Permission(
    "upkeep.waive",
    KEEPING,
    frozenset({Role.PROPERTY}),
    D1,
    _("Ask a leader to let a home below the standard, with a reason"),
)
SIGN_WAIVER = Permission(
    "upkeep.sign_waiver",
    frozenset({Purpose.APPROVAL}),
    frozenset({Role.LEADER}),
    D1,
    _("Sign or decline that a home is let below the standard, when asked"),
)
ADOPT_STANDARD = Permission(
    "upkeep.adopt_standard",
    KEEPING,
    frozenset({Role.PROPERTY}),
    D1,
    _("Write down the standard that was adopted"),
)
EXPORT_BELOW = Permission(
    "upkeep.export_below",
    KEEPING,
    frozenset({Role.PROPERTY, Role.ALLOCATOR}),
    D1,
    _("Export the homes below the standard"),
    asks_again=True,
)
SIGN_TAKEOVER = Permission(
    "upkeep.sign_takeover",
    KEEPING,
    KEEPERS | {Role.ALLOCATOR},
    D2,
    _("Sign takeover protocols and see who signed"),
)
