"""What can be allowed about homes at risk. Signs of the home, signs of money and the case are
three doors: who keeps the home meets the first alone."""

from django.utils.translation import gettext_lazy as _

from heimveg.access.classes import FieldClass
from heimveg.access.gate import Permission
from heimveg.access.purposes import Purpose
from heimveg.access.roles import Role
from heimveg.tenancies.permissions import KEEPERS, LETTING, MONEY

CASEWORK = frozenset({Purpose.HOUSING_ALLOCATION, Purpose.CARE_FOLLOWUP})
CASEWORKERS = frozenset({Role.ALLOCATOR, Role.CASEWORKER, Role.COORDINATOR, Role.CARE_WORKER})
HOUSING = frozenset({Role.ALLOCATOR, Role.CASEWORKER, Role.COORDINATOR})

READ_SIGNS = Permission(
    "prevention.read_signs",
    LETTING,
    CASEWORKERS | KEEPERS,
    FieldClass.D2,
    _("See noise, damage and other signs from the home, in own stock"),
)
NOTE_SIGN = Permission(
    "prevention.note_sign",
    LETTING,
    CASEWORKERS | KEEPERS,
    FieldClass.D2,
    _("Note a sign from the home"),
)
READ_MONEY_SIGNS = Permission(
    "prevention.read_money_signs",
    frozenset({Purpose.HOUSING_ALLOCATION, Purpose.ECONOMY}),
    MONEY,
    FieldClass.D6,
    _("See arrears, lost allowance and instalments"),
)
NOTE_MONEY_SIGN = Permission(
    "prevention.note_money_sign",
    frozenset({Purpose.HOUSING_ALLOCATION, Purpose.ECONOMY}),
    MONEY,
    FieldClass.D6,
    _("Note arrears or a lost allowance"),
)
READ_CASES = Permission(
    "prevention.read_cases",
    CASEWORK,
    CASEWORKERS,
    FieldClass.D3,
    _("See which homes are at risk and what is done"),
)
TAKE_STEP = Permission(
    "prevention.take_step",
    CASEWORK,
    CASEWORKERS,
    FieldClass.D3,
    _("Record steps to keep a home, and that it is kept"),
)
AGREE_PLAN = Permission(
    "prevention.agree_plan",
    frozenset({Purpose.HOUSING_ALLOCATION}),
    HOUSING,
    FieldClass.D6,
    _("Agree on instalments with a tenant"),
)
RECORD_EVICTION = Permission(
    "prevention.record_eviction",
    frozenset({Purpose.HOUSING_ALLOCATION}),
    frozenset({Role.ALLOCATOR, Role.CASEWORKER}),
    FieldClass.D3,
    _("Record an eviction, with the plan that was tried and where the person sleeps"),
)
SEE_FIGURES = Permission(
    "prevention.see_figures",
    frozenset(Purpose),
    frozenset({Role.LEADER, Role.ALLOCATOR, Role.COORDINATOR, Role.ECONOMY}),
    FieldClass.D1,
    _("See how many evictions were carried out and prevented"),
)
