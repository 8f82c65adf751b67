"""What can be allowed about the logs."""

from django.utils.translation import gettext_lazy as _

from heimveg.access.classes import FieldClass
from heimveg.access.gate import Permission
from heimveg.access.purposes import Purpose
from heimveg.access.roles import Role

READ_LOG = Permission(
    "access.read_log",
    frozenset({Purpose.QUALITY_AUDIT}),
    frozenset({Role.AUDITOR}),
    FieldClass.D8,
    _("See who has looked at people, not at whom"),
)
