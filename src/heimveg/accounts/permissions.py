"""What can be allowed about units and staff."""

from django.utils.translation import gettext_lazy as _

from heimveg.access.classes import FieldClass
from heimveg.access.gate import Permission
from heimveg.access.purposes import Purpose
from heimveg.access.roles import Role

SEE_UNITS = Permission(
    "accounts.see_units",
    frozenset(Purpose),
    frozenset(Role),
    FieldClass.D0,
    _("See who works where and how to reach them"),
)
