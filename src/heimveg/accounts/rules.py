"""What units there are, what waits for a second person, and what a password must be. Pure."""

from collections.abc import Callable, Iterable
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


class RequestKind(StrEnum):
    POSITION = "position"
    SECOND_FACTOR = "second_factor"


class RequestState(StrEnum):
    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


SHORTEST_PASSWORD = 12  # OWASP ASVS 5.0, 6.2: at least 8, 15 advised; read 2026-11
ONE_TIME_DAYS = 7  # for choosing a password of one's own
LANGUAGES = ("nn", "nb", "en")
LOOPBACK = frozenset({"127.0.0.1", "::1"})


# Without what is mistaken for something else when it is read aloud or copied by hand.
READABLE = "abcdefghjkmnpqrstuvwxyz23456789"


def one_time_password(draw: Callable[[str], str]) -> str:
    """Four groups of four characters, 79 bits, each drawn by `draw` from the readable ones."""
    return "-".join("".join(draw(READABLE) for _ in range(4)) for _ in range(4))


def is_long_enough(password: str) -> bool:
    return len(password) >= SHORTEST_PASSWORD


def gives_itself_away(password: str, *, known: Iterable[str]) -> bool:
    """The password holds something everybody knows about the user: a name, an e-mail address."""
    low = password.casefold()
    words = (word for text in known for word in text.casefold().replace("@", " ").split())
    return any(len(word) > 3 and word in low for word in words)


def needs_second_factor(*, is_demo_user: bool, demo_mode: bool, address: str) -> bool:
    """Everybody does, but the invented users of a demo that runs on this machine alone."""
    return not (is_demo_user and demo_mode and address in LOOPBACK)
