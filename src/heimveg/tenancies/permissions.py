"""What can be allowed about tenancies."""

from django.utils.translation import gettext_lazy as _

from heimveg.access.classes import FieldClass
from heimveg.access.gate import Permission
from heimveg.access.purposes import Purpose
from heimveg.access.roles import Role

LETTING = frozenset(
    {
        Purpose.HOUSING_ALLOCATION,
        Purpose.TENANCY_PROPERTY,
        Purpose.ECONOMY,
        Purpose.CARE_FOLLOWUP,
    }
)
KEEPERS = frozenset({Role.PROPERTY, Role.CARETAKER})  # of their own stock, and of no other
OFFICES = frozenset(
    {Role.ALLOCATOR, Role.CASEWORKER, Role.COORDINATOR, Role.CARE_WORKER, Role.ECONOMY}
)
READ_TENANCIES = Permission(
    "tenancies.read",
    LETTING,
    OFFICES | KEEPERS,
    FieldClass.D2,
    _("See who lives where, in own stock"),
)
END_TENANCY = Permission(
    "tenancies.end",
    frozenset({Purpose.HOUSING_ALLOCATION, Purpose.TENANCY_PROPERTY}),
    frozenset({Role.ALLOCATOR, Role.PROPERTY}),
    FieldClass.D2,
    _("Record that a tenancy ends"),
)

MONEY = frozenset({Role.ALLOCATOR, Role.CASEWORKER, Role.COORDINATOR, Role.ECONOMY})
READ_RENT = Permission(
    "tenancies.read_rent",
    frozenset({Purpose.HOUSING_ALLOCATION, Purpose.ECONOMY}),
    MONEY,
    FieldClass.D6,
    _("See what a tenant owes and has paid"),
)
KEEP_LEDGER = Permission(
    "tenancies.keep_ledger",
    frozenset({Purpose.ECONOMY}),
    frozenset({Role.ECONOMY}),
    FieldClass.D6,
    _("Charge rent, read payments from the bank, place and correct them"),
)
REGULATE_RENT = Permission(
    "tenancies.regulate_rent",
    frozenset({Purpose.ECONOMY}),
    frozenset({Role.ECONOMY}),
    FieldClass.D6,
    _("Regulate rents by the price index, with written notice"),
)
EXPORT_RENT = Permission(
    "tenancies.export_rent",
    frozenset({Purpose.ECONOMY}),
    frozenset({Role.ECONOMY}),
    FieldClass.D6,
    _("Take out the invoice basis of a month"),
    asks_again=True,
)
RENTING_OUT = frozenset({Purpose.HOUSING_ALLOCATION, Purpose.TENANCY_PROPERTY})
SET_FIRST_DAY = Permission(
    "tenancies.set_first_day",
    RENTING_OUT,
    frozenset({Role.ALLOCATOR, Role.PROPERTY}),
    FieldClass.D2,
    _("Set a new first day for a tenancy that waits for its home"),
)
WRITE_LEASE = Permission(
    "tenancies.write_lease",
    RENTING_OUT,
    frozenset({Role.ALLOCATOR, Role.PROPERTY}),
    FieldClass.D2,
    _("Write, sign and end leases"),
)
GIVE_NOTICE = Permission(
    "tenancies.give_notice",
    RENTING_OUT,
    frozenset({Role.ALLOCATOR, Role.PROPERTY}),
    FieldClass.D2,
    _("Record a notice to quit"),
)
RECORD_PROTEST = Permission(
    "tenancies.record_protest",
    LETTING,
    frozenset(
        {Role.ALLOCATOR, Role.PROPERTY, Role.CASEWORKER, Role.COORDINATOR, Role.CARE_WORKER}
    ),
    FieldClass.D2,
    _("Record a tenant's protest against a notice to quit"),
)
HELPERS = frozenset({Role.ALLOCATOR, Role.CASEWORKER, Role.COORDINATOR})
READ_RENEWALS = Permission(
    "tenancies.read_renewals",
    frozenset({Purpose.HOUSING_ALLOCATION}),
    HELPERS,
    FieldClass.D3,
    _("See reviews before a lease ends"),
)
REVIEW_RENEWAL = Permission(
    "tenancies.review_renewal",
    frozenset({Purpose.HOUSING_ALLOCATION}),
    HELPERS,
    FieldClass.D3,
    _("Open and decide a review before a lease ends"),
)
RECKON_RENEWAL = Permission(
    "tenancies.reckon_renewal",
    frozenset({Purpose.HOUSING_ALLOCATION}),
    HELPERS,
    FieldClass.D6,
    _("Reckon what a tenant can buy for, and keep it with the review"),
)
CALCULATE = Permission(
    "tenancies.calculate",
    frozenset({Purpose.HOUSING_ALLOCATION, Purpose.CARE_FOLLOWUP, Purpose.ECONOMY}),
    OFFICES,
    FieldClass.D0,
    _("Reckon housing allowance and start loan"),
)
SEE_RENEWAL_FIGURES = Permission(
    "tenancies.see_renewal_figures",
    frozenset({Purpose.HOUSING_ALLOCATION, Purpose.STATISTICS}),
    HELPERS | {Role.LEADER},
    FieldClass.D1,
    _("See how many reviews end in buying, moving on or staying"),
)
READ_AGREEMENTS = Permission(
    "tenancies.read_agreements",
    frozenset({Purpose.HOUSING_ALLOCATION, Purpose.CARE_FOLLOWUP}),
    HELPERS | {Role.CARE_WORKER},
    FieldClass.D3,
    _("Read agreements beside the lease"),
)
WRITE_AGREEMENT = Permission(
    "tenancies.write_agreement",
    frozenset({Purpose.HOUSING_ALLOCATION, Purpose.CARE_FOLLOWUP}),
    HELPERS | {Role.CARE_WORKER},
    FieldClass.D3,
    _("Write, sign and end agreements beside the lease"),
)
AGREE_ON_CRISIS = Permission(
    "tenancies.agree_on_crisis",
    frozenset({Purpose.CARE_FOLLOWUP}),
    frozenset({Role.CASEWORKER, Role.CARE_WORKER, Role.COORDINATOR}),
    FieldClass.D4,
    _("Read and write the crisis clause made with the resident"),
)
KEEP_TEMPLATE = Permission(
    "tenancies.keep_template",
    RENTING_OUT,
    frozenset({Role.ALLOCATOR, Role.PROPERTY}),
    FieldClass.D1,
    _("Upload the municipality's own lease in Word"),
)
