"""What can be allowed in allocation."""

from django.utils.translation import gettext_lazy as _

from heimveg.access.classes import FieldClass
from heimveg.access.gate import Permission
from heimveg.access.purposes import Purpose
from heimveg.access.roles import Role

ALLOCATION = frozenset({Purpose.HOUSING_ALLOCATION})
ALLOCATORS = frozenset({Role.ALLOCATOR})
COMMITTEE = frozenset({Role.ALLOCATOR, Role.CASEWORKER, Role.COORDINATOR})

READ_ROUNDS = Permission(
    "allocation.read_rounds",
    ALLOCATION,
    COMMITTEE,
    FieldClass.D3,
    _("Read allocation rounds and proposals"),
)
RUN_ROUND = Permission(
    "allocation.run_round",
    ALLOCATION,
    ALLOCATORS,
    FieldClass.D3,
    _("Open a round and ask for a proposal"),
)
STEER_ROUND = Permission(
    "allocation.steer_round",
    ALLOCATION,
    ALLOCATORS,
    FieldClass.D3,
    _("Pin, exclude and change, with a reason"),
)
SETTLE_ROUND = Permission(
    "allocation.settle_round",
    ALLOCATION,
    ALLOCATORS,
    FieldClass.D3,
    _("Settle a round: draft its decisions"),
)
OPEN_OFFER = Permission(
    "allocation.open_offer", ALLOCATION, ALLOCATORS, FieldClass.D3, _("Send an offer")
)
ANSWER_OFFER = Permission(
    "allocation.answer_offer",
    ALLOCATION,
    COMMITTEE,
    FieldClass.D3,
    _("Record the person's answer to an offer"),
)
WITHDRAW_OFFER = Permission(
    "allocation.withdraw_offer",
    ALLOCATION,
    ALLOCATORS,
    FieldClass.D3,
    _("Withdraw an offer or a reservation"),
)
