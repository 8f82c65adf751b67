"""The municipality, its units, its staff, and what of their access needs two people."""

from heimveg.accounts.models.positions import Absence, Grant, Membership, MembershipQuerySet
from heimveg.accounts.models.requests import AccessRequest
from heimveg.accounts.models.staff import (
    Municipality,
    SavedFilter,
    Unit,
    UnitQuerySet,
    User,
    UserManager,
)

__all__ = [
    "Absence",
    "AccessRequest",
    "Grant",
    "Membership",
    "MembershipQuerySet",
    "Municipality",
    "SavedFilter",
    "Unit",
    "UnitQuerySet",
    "User",
    "UserManager",
]
