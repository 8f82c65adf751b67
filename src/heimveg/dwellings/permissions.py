"""What can be allowed about dwellings."""

from django.utils.translation import gettext_lazy as _

from heimveg.access.classes import FieldClass
from heimveg.access.gate import Permission
from heimveg.access.purposes import Purpose
from heimveg.access.roles import WORKERS, Role

ALL_WORK = frozenset(Purpose)
KEEPING = frozenset({Purpose.TENANCY_PROPERTY, Purpose.HOUSING_ALLOCATION})
KEEPERS = frozenset({Role.PROPERTY, Role.ALLOCATOR})

READ_DWELLINGS = Permission(
    "dwellings.read",
    ALL_WORK,
    WORKERS,
    FieldClass.D1,
    _("See the dwelling register"),
)
CHANGE_DWELLING = Permission(
    "dwellings.change",
    KEEPING,
    KEEPERS,
    FieldClass.D1,
    _("Register and change dwellings"),
)
TAKE_OUT_OF_USE = Permission(
    "dwellings.take_out_of_use",
    KEEPING,
    KEEPERS | {Role.CARETAKER},
    FieldClass.D1,
    _("Take a dwelling out of use and back"),
)
REMARK_ON_DWELLING = Permission(
    "dwellings.remark",
    KEEPING,
    KEEPERS | {Role.CARETAKER, Role.CASEWORKER},
    FieldClass.D1,
    _("Write a remark on a dwelling"),
)
# Which grant ties a home, to which group and on what conditions says who its tenant is: beside
# the name it is a diagnosis. So it is read where needs are read, and never by who keeps homes.
READ_TIES = Permission(
    "dwellings.read_ties",
    frozenset({Purpose.HOUSING_ALLOCATION, Purpose.CARE_FOLLOWUP}),
    frozenset({Role.ALLOCATOR, Role.CASEWORKER, Role.COORDINATOR, Role.CARE_WORKER}),
    FieldClass.D3,
    _("See which grant ties a home, and to whom"),
)
# Housing First and rehabilitation are kinds of a home, and beside a name they tell of its tenant's
# health. Who meets tenants and not their needs meets how the home is built (rules.built_form).
READ_KINDS = Permission(
    "dwellings.read_kinds",
    frozenset(
        {
            Purpose.HOUSING_ALLOCATION,
            Purpose.CARE_FOLLOWUP,
            Purpose.STATISTICS,
            Purpose.QUALITY_AUDIT,
        }
    ),
    WORKERS - {Role.PROPERTY, Role.CARETAKER, Role.ECONOMY},
    FieldClass.D1,
    _("See whom a home is for by its kind, and not only how it is built"),
)
TIE_FUNDING = Permission(
    "dwellings.tie_funding",
    frozenset({Purpose.HOUSING_ALLOCATION}),
    frozenset({Role.ALLOCATOR}),
    FieldClass.D3,
    _("Register funding ties"),
)
EXPORT_DWELLINGS = Permission(
    "dwellings.export",
    KEEPING,
    KEEPERS,
    FieldClass.D1,
    _("Export the dwelling register"),
    asks_again=True,
)
