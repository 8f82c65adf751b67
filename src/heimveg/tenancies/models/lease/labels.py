"""What the codes of a lease are called. The label is translated, never stored."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from heimveg.tenancies.rules.lease import (
    LeaseState,
    ShortGround,
    SignedHow,
    Standing,
    WeightyReason,
)
from heimveg.tenancies.rules.raising import RentReason
from heimveg.tenancies.rules.safety import LessSafeReason

STATES: dict[Any, Any] = {
    LeaseState.DRAFT: _("draft"),
    LeaseState.SIGNED: _("signed"),
    LeaseState.ENDED: _("ended"),
    LeaseState.WITHDRAWN: _("withdrawn"),
}
STANDINGS: dict[Any, Any] = {
    Standing.DRAFT: _("draft"),
    Standing.COMING: _("signed, coming"),
    Standing.IN_FORCE: _("in force"),
    Standing.REPLACED: _("replaced by a later one"),
    Standing.ENDED: _("ended"),
    Standing.WITHDRAWN: _("withdrawn"),
}
GROUNDS: dict[Any, Any] = {
    ShortGround.NONE: _("no: the main rule holds"),
    ShortGround.MUNICIPAL: _("the home is for people in a difficult position (§ 11-1)"),
    ShortGround.OWN_USE: _("the landlord is to live there (§ 9-3)"),
    ShortGround.OTHER: _("another good reason (§ 9-3)"),
}
WEIGHTY: dict[Any, Any] = {
    WeightyReason.NONE: _("none written"),
    WeightyReason.OTHER_HOME: _("a more suitable home is on its way"),
    WeightyReason.TO_OWN: _("the tenant is on the way to a home of their own"),
    WeightyReason.BUILDING: _("the house is to be rebuilt, sold or torn down"),
    WeightyReason.GRANT: _("the grant or the right to the home runs out"),
}
LESS_SAFE: dict[Any, Any] = {
    LessSafeReason.NONE: _("none written"),
    LessSafeReason.ASKED: _("the tenant asks for it"),
    LessSafeReason.OTHER_HOME: _("a more suitable home is on its way"),
    LessSafeReason.BUILDING: _("the house is to be rebuilt, sold or torn down"),
    LessSafeReason.GRANT: _("the grant or the right to the home runs out"),
}
RENT_REASONS: dict[Any, Any] = {
    RentReason.NONE: _("none written"),
    RentReason.MARKET: _("it is set to the market's level (§ 4-3)"),
    RentReason.NEW_LEASE: _("the tenant agrees to another lease in writing"),
    RentReason.FREE: _("no rent is to be paid"),
}
HOW: dict[Any, Any] = {
    SignedHow.IN_PERSON: _("signed in person"),
    SignedHow.ON_PAPER: _("signed on paper"),
}
