"""What units there are, and which roles need the second factor. Pure."""

from enum import StrEnum


class UnitKind(StrEnum):
    HOUSING = "housing"
    NAV = "nav"
    SUBSTANCE_USE = "substance_use"
    MENTAL_HEALTH = "mental_health"
    PROPERTY = "property"
    ECONOMY = "economy"
    HOME_CARE = "home_care"
    OUTREACH = "outreach"
    ACT_TEAM = "act_team"
    CHILD_WELFARE = "child_welfare"
    DISABILITY = "disability"
    ELDERLY_CARE = "elderly_care"
    LEADERSHIP = "leadership"
    HOSPITAL = "hospital"
    PRISON = "prison"
    GP = "gp"
    LANDLORD = "landlord"
    VOLUNTARY = "voluntary"
    NEIGHBOUR = "neighbour"


LANGUAGES = ("nn", "nb", "en")
LOOPBACK = frozenset({"127.0.0.1", "::1"})


def needs_second_factor(*, is_demo_user: bool, demo_mode: bool, address: str) -> bool:
    """Everybody does, but the invented users of a demo that runs on this machine alone."""
    return not (is_demo_user and demo_mode and address in LOOPBACK)
