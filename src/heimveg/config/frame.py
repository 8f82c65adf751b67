"""What stands around every page: navigation, search, language, who is logged in."""

from collections.abc import Sequence
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
from heimveg.support.permissions import READ_MEASURES
from heimveg.tenancies.permissions import READ_RENT, READ_TENANCIES
from heimveg.upkeep.permissions import READ_UPKEEP


@dataclass(frozen=True)
class Link:
    label: str | Promise
    url: str
    icon: str
    is_current: bool
    places: Sequence["Link"] = ()  # the places of a chapter; none where it has but one


@dataclass(frozen=True)
class Place:
    """A room's main list, for who may open it."""

    name: str
    label: str | Promise
    icon: str
    permission: Permission
    also: tuple[str, ...] = ()  # where else its pages stand
    part: str = ""  # of an address of another place, whose pages are this one's


@dataclass(frozen=True)
class Chapter:
    """Places that belong together: one line of the menu leads to the first one may open."""

    label: str | Promise
    icon: str
    places: tuple[Place, ...]


CHAPTERS: tuple[Chapter, ...] = (
    Chapter(
        _("People"),
        "people",
        (
            Place("persons:list", _("People"), "person", READ_PERSON),
            Place("intake:door", _("Take in"), "inbox", RECEIVE_ERRAND),
            Place("handoffs:list", _("Hand-offs"), "handshake", READ_HANDOFFS),
            Place("support:measures", _("Measures that touch rights"), "shield", READ_MEASURES),
        ),
    ),
    Chapter(
        _("Homes"),
        "door",
        (
            Place("dwellings:list", _("Dwellings"), "door", READ_DWELLINGS),
            Place("upkeep:turnovers", _("Upkeep"), "tools", READ_UPKEEP),
            Place(
                "tenancies:list",
                _("Tenancies"),
                "key",
                READ_TENANCIES,
                also=("/leases/", "/notices/", "/agreements/", "/crisis/", "/renewals/"),
            ),
            Place("tenancies:rent", _("Rent"), "kroner", READ_RENT, part="/rent/"),
            Place(
                "prevention:list", _("Homes at risk"), "shield", READ_CASES, part="/prevention/"
            ),
        ),
    ),
    Chapter(
        _("Allocation"),
        "arrows-squarepath",
        (
            Place("needs:list", _("Needs"), "person-group", READ_NEEDS),
            Place("allocation:list", _("Rounds"), "arrows-squarepath", READ_ROUNDS),
            Place("decisions:list", _("Decisions"), "file-text", READ_DECISIONS),
        ),
    ),
    Chapter(
        _("Meetings"),
        "calendar",
        (Place("meetings:list", _("Meetings"), "calendar", READ_MEETINGS),),
    ),
    Chapter(
        _("Overview"),
        "chart",
        (
            Place("handoffs:kasteball", _("Tossed between units"), "route", SEE_KASTEBALL),
            Place("stays:count", _("Homelessness"), "chart", COUNT_STAYS),
        ),
    ),
    Chapter(
        _("The municipality"),
        "buildings",
        (
            Place("accounts:units", _("Units"), "buildings", SEE_UNITS),
            Place("accounts:staff", _("Users"), "people", READ_STAFF),
            Place("exchange:list", _("Import"), "import", IMPORT_FILE),
            Place("desk:log", _("Read log"), "eye", READ_LOG),
        ),
    ),
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
        "sending_url": reverse("accounts:sending"),
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
    """My day, and each chapter that holds a place for the actor."""
    home = reverse("desk:front")
    here = _place_of(request.path)
    chapters = [_chapter(chapter, actor, here) for chapter in CHAPTERS]
    return [Link(_("My day"), home, "home", request.path == home), *filter(None, chapters)]


def _chapter(chapter: Chapter, actor: Actor, here: str) -> Link | None:
    places = [
        Link(place.label, reverse(place.name), place.icon, place.name == here)
        for place in chapter.places
        if actor.may(place.permission)
    ]
    if len(places) < 2:
        return places[0] if places else None
    is_current = any(place.is_current for place in places)
    return Link(chapter.label, places[0].url, chapter.icon, is_current, places)


def _place_of(path: str) -> str:
    """The place whose address the path goes on from; the longest where several do."""
    found = [
        (len(url), place.name)
        for chapter in CHAPTERS
        for place in chapter.places
        for url in (reverse(place.name), *place.also)
        if path.startswith(url)
    ]
    found += [
        (len(path), place.name)
        for chapter in CHAPTERS
        for place in chapter.places
        if place.part and place.part in path
    ]
    return max(found)[1] if found else ""
