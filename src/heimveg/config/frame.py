"""What stands around every page: navigation, search, language, who is logged in."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

import heimveg
from heimveg.access.gate import Actor, Permission
from heimveg.access.permissions import READ_LOG
from heimveg.accounts.permissions import READ_STAFF, SEE_UNITS
from heimveg.allocation.permissions import READ_ROUNDS
from heimveg.decisions.permissions import READ_DECISIONS
from heimveg.desk.permissions import SEARCH
from heimveg.dwellings.permissions import READ_DWELLINGS
from heimveg.exchange.permissions import IMPORT_FILE
from heimveg.handoffs.permissions import READ_HANDOFFS, SEE_KASTEBALL
from heimveg.intake.permissions import RECEIVE_ERRAND
from heimveg.meetings.permissions import READ_MEETINGS
from heimveg.needs.permissions import READ_NEEDS
from heimveg.persons.permissions import READ_PERSON
from heimveg.prevention.permissions import READ_CASES
from heimveg.stays.permissions import COUNT_STAYS
from heimveg.tenancies.permissions import READ_RENT, READ_TENANCIES
from heimveg.upkeep.permissions import READ_UPKEEP


@dataclass(frozen=True)
class Link:
    label: str | Promise
    url: str
    icon: str
    is_current: bool


PLACES: tuple[tuple[str, str | Promise, str, Permission], ...] = (
    ("intake:door", _("Take in"), "inbox", RECEIVE_ERRAND),
    ("needs:list", _("Needs"), "person-group", READ_NEEDS),
    ("dwellings:list", _("Dwellings"), "door", READ_DWELLINGS),
    ("tenancies:list", _("Tenancies"), "key", READ_TENANCIES),
    ("tenancies:rent", _("Rent"), "kroner", READ_RENT),
    ("upkeep:turnovers", _("Upkeep"), "tools", READ_UPKEEP),
    ("prevention:list", _("Homes at risk"), "shield", READ_CASES),
    ("allocation:list", _("Allocation"), "arrows-squarepath", READ_ROUNDS),
    ("decisions:list", _("Decisions"), "file-text", READ_DECISIONS),
    ("meetings:list", _("Meetings"), "calendar", READ_MEETINGS),
    ("handoffs:list", _("Hand-offs"), "handshake", READ_HANDOFFS),
    ("handoffs:kasteball", _("Tossed between units"), "arrows-squarepath", SEE_KASTEBALL),
    ("persons:list", _("People"), "person", READ_PERSON),
    ("exchange:list", _("Import"), "import", IMPORT_FILE),
    ("stays:count", _("Homelessness"), "chart", COUNT_STAYS),
    ("accounts:units", _("Units"), "buildings", SEE_UNITS),
    ("accounts:staff", _("Users"), "people", READ_STAFF),
    ("desk:log", _("Read log"), "eye", READ_LOG),
)


def frame(request: HttpRequest) -> dict[str, Any]:
    actor: Actor | None = getattr(request, "actor", None)
    known = actor is not None and actor.user_id != 0
    return {
        "navigation": _navigation(request, actor) if actor and known else [],
        "search_url": reverse("desk:search") if actor and known and actor.may(SEARCH) else "",
        "search_text": request.GET.get("q", ""),
        "language_url": reverse("accounts:language"),
        "languages": [(code, name, code == get_language()) for code, name in settings.LANGUAGES],
        "logout_url": reverse("accounts:log-out") if known else "",
        "actor_line": str(request.user) if known else "",
        "own_links": _own_links(request) if known else [],
        "is_demo": settings.DEMO,
        "version": heimveg.__version__,
        "home_url": reverse("desk:front"),
    }


def _own_links(request: HttpRequest) -> list[tuple[str | Promise, str]]:
    """What everybody keeps of their own. The demo's password is shared by all who try it."""
    links: list[tuple[str | Promise, str]] = [(_("My absence"), reverse("accounts:own-absence"))]
    if not getattr(request.user, "is_demo", False):
        links.append((_("Change your password"), reverse("accounts:password")))
    return links


def _navigation(request: HttpRequest, actor: Actor) -> list[Link]:
    home = reverse("desk:front")
    links = [Link(_("My day"), home, "home", request.path == home)]
    for name, label, icon, permission in PLACES:
        if actor.may(permission):
            url = reverse(name)
            links.append(Link(label, url, icon, request.path.startswith(url)))
    return links
