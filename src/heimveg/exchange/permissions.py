"""What can be allowed about files."""

from django.utils.translation import gettext_lazy as _

from heimveg.access.classes import FieldClass
from heimveg.access.gate import Permission
from heimveg.access.purposes import Purpose
from heimveg.access.roles import Role

KEEPING = frozenset({Purpose.TENANCY_PROPERTY, Purpose.HOUSING_ALLOCATION})

IMPORT_FILE = Permission(
    "exchange.import_file",
    KEEPING,
    frozenset({Role.ALLOCATOR, Role.PROPERTY}),
    FieldClass.D1,
    _("Import dwellings from a spreadsheet"),
)
IMPORT_NEEDS = Permission(
    "exchange.import_needs",
    frozenset({Purpose.HOUSING_ALLOCATION}),
    frozenset({Role.ALLOCATOR}),
    FieldClass.D3,
    _("Import a waiting list from a spreadsheet"),
)
