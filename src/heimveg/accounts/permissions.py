"""What can be allowed about units, staff and their access. None of it shows a person."""

from django.utils.translation import gettext_lazy as _

from heimveg.access.classes import FieldClass
from heimveg.access.gate import Permission
from heimveg.access.purposes import Purpose
from heimveg.access.roles import Role

ADMINISTRATION = frozenset({Purpose.ADMINISTRATION})
ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
APPROVERS = frozenset({Role.ADMINISTRATOR, Role.LEADER})

SEE_UNITS = Permission(
    "accounts.see_units",
    frozenset(Purpose),
    frozenset(Role),
    FieldClass.D0,
    _("See who works where and how to reach them"),
)
KEEP_UNITS = Permission(
    "accounts.keep_units",
    ADMINISTRATION,
    ADMINISTRATORS,
    FieldClass.D0,
    _("Make and change units"),
)
READ_STAFF = Permission(
    "accounts.read_staff",
    ADMINISTRATION,
    ADMINISTRATORS,
    FieldClass.D0,
    _("See users and their positions"),
)
KEEP_STAFF = Permission(
    "accounts.keep_staff",
    ADMINISTRATION,
    ADMINISTRATORS,
    FieldClass.D0,
    _("Make and change users, and let them in again"),
    asks_again=True,
)
GIVE_POSITION = Permission(
    "accounts.give_position",
    ADMINISTRATION,
    ADMINISTRATORS,
    FieldClass.D0,
    _("Give and end positions; the delicate ones another approves"),
    asks_again=True,
)
READ_REQUESTS = Permission(
    "accounts.read_requests",
    ADMINISTRATION,
    APPROVERS,
    FieldClass.D0,
    _("See which access waits for a second person"),
)
APPROVE_ACCESS = Permission(
    "accounts.approve_access",
    ADMINISTRATION,
    APPROVERS,
    FieldClass.D0,
    _("Approve what another administrator asked for"),
    asks_again=True,
)
SET_OWN_ABSENCE = Permission(
    "accounts.set_own_absence",
    frozenset(Purpose),
    frozenset(Role),
    FieldClass.D0,
    _("Say when one is away, and who stands in"),
)
SET_ABSENCE = Permission(
    "accounts.set_absence",
    ADMINISTRATION,
    ADMINISTRATORS,
    FieldClass.D0,
    _("Say when somebody is away, and who stands in"),
)
