"""What can be allowed about messages."""

from django.utils.translation import gettext_lazy as _

from heimveg.access.classes import FieldClass
from heimveg.access.gate import Permission
from heimveg.access.purposes import Purpose
from heimveg.access.roles import Role

SEE_NOTICES = Permission(
    "notices.see",
    frozenset({Purpose.HOUSING_ALLOCATION, Purpose.CARE_FOLLOWUP}),
    frozenset({Role.ALLOCATOR, Role.CASEWORKER, Role.COORDINATOR}),
    FieldClass.D3,
    _("See which letters and messages wait, went out or did not"),
)
SETTLE_NOTICE = Permission(
    "notices.settle",
    frozenset({Purpose.HOUSING_ALLOCATION, Purpose.CARE_FOLLOWUP}),
    frozenset({Role.ALLOCATOR, Role.CASEWORKER, Role.COORDINATOR}),
    FieldClass.D3,
    _("Try a message again, or say that it came through"),
)
READ_OWN = Permission(
    "notices.read_own",
    frozenset(Purpose),
    frozenset(Role),
    FieldClass.D0,
    _("Read the messages to oneself on the front page"),
)
