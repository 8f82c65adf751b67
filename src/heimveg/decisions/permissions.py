"""What can be allowed about decisions."""

from django.utils.translation import gettext_lazy as _

from heimveg.access.classes import FieldClass
from heimveg.access.gate import Permission
from heimveg.access.purposes import Purpose
from heimveg.access.roles import Role

ALLOCATION = frozenset({Purpose.HOUSING_ALLOCATION})
DECIDERS = frozenset({Role.ALLOCATOR, Role.COORDINATOR})

READ_DECISIONS = Permission(
    "decisions.read",
    ALLOCATION,
    DECIDERS | {Role.CASEWORKER},
    FieldClass.D3,
    _("Read decisions"),
)
DRAFT_DECISION = Permission(
    "decisions.draft",
    ALLOCATION,
    DECIDERS | {Role.CASEWORKER},
    FieldClass.D3,
    _("Write a decision"),
)
SIGN_DECISION = Permission(
    "decisions.sign",
    ALLOCATION,
    DECIDERS | {Role.CASEWORKER},
    FieldClass.D3,
    _("Sign a decision"),
)
APPROVE_DECISION = Permission(
    "decisions.approve",
    ALLOCATION,
    DECIDERS,
    FieldClass.D3,
    _("Approve a decision that another has signed"),
)
TELL_DECISION = Permission(
    "decisions.tell",
    ALLOCATION,
    DECIDERS | {Role.CASEWORKER},
    FieldClass.D3,
    _("Send the letter"),
)
