"""The dwelling page: one home across the rooms, and where each thing about it is changed."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest, Permission
from heimveg.accounts.queries import units_of_kind
from heimveg.accounts.rules import UnitKind
from heimveg.base import clock
from heimveg.base.bands import Band, Lane, Picture, draw
from heimveg.desk.home import SECTIONS
from heimveg.desk.queries.dwelling import HomePage, Let, found_home, home_page
from heimveg.desk.queries.dwellings import marks_of
from heimveg.desk.section import columns
from heimveg.dwellings.forms import STATES
from heimveg.dwellings.permissions import (
    CHANGE_DWELLING,
    READ_DWELLINGS,
    READ_KINDS,
    READ_TIES,
    REMARK_ON_DWELLING,
    TAKE_OUT_OF_USE,
    TIE_FUNDING,
)
from heimveg.dwellings.queries import kind_told
from heimveg.dwellings.rules import HomeState
from heimveg.persons.permissions import READ_PERSON
from heimveg.values import Money

LONGEST_DRAWN = timedelta(days=6 * 365)
AHEAD = timedelta(days=365)  # leases and ties that end are seen a year before
MAY: dict[str, Permission] = {
    "change": CHANGE_DWELLING,
    "take_out": TAKE_OUT_OF_USE,
    "tie": TIE_FUNDING,
    "know_ties": READ_TIES,
    "know_kind": READ_KINDS,
    "remark": REMARK_ON_DWELLING,
    "open_person": READ_PERSON,
}
Row = tuple[str, object] | tuple[str, object, str]


@require_safe
@requires(READ_DWELLINGS)
def dwelling(request: ActorRequest, dwelling_id: int) -> HttpResponse:
    """One home: what it is, who lives there for those who may know, and what it waits for."""
    today = clock.today()
    home = found_home(dwelling_id, on=today)
    if home is None:
        raise Http404
    page = home_page(request.actor, home, on=today)
    may = {name: request.actor.may(permission) for name, permission in MAY.items()}
    context = {
        "page": page,
        "home": home,
        "marks": marks_of(home, on=today),
        "steps": [(_("Dwellings"), reverse("dwellings:list"))],
        "may": may,
        "kind": capfirst(kind_told(home.kind, knows_kinds=may["know_kind"])),
        "facts": _facts(page, may),
        "rent": _rent(page),
        "place": _place(page),
        "picture": _picture(page, may),
        "sections": columns(SECTIONS, request.actor, home, on=today),
        "ask": "" if may["know_ties"] or not page.ties else _housing_office(today),
        "today": today,
    }
    return render(request, "desk/dwelling.html", context)


def _housing_office(today: date) -> str:
    """Who knows what a grant is for."""
    return ", ".join(unit.name for unit in units_of_kind(UnitKind.HOUSING, on=today))


def _facts(page: HomePage, may: dict[str, bool]) -> list[Row]:
    """What it is like; ids of other systems only where there is one."""
    home = page.home
    elsewhere: list[Row] = [
        (_("Id in the property system"), home.fdvu_id),
        (_("Id in Kobo"), home.kobo_id),
        (_("Extra reference"), home.extra_reference),
    ]
    return [
        (_("Object number"), home.object_number),
        (_("Kind"), capfirst(kind_told(home.kind, knows_kinds=may["know_kind"]))),
        (_("Standard"), capfirst(home.get_standard_display())),
        (_("Rooms"), home.rooms or ""),
        (_("Usable area"), f"{home.usable_area_m2} m²" if home.usable_area_m2 else ""),
        (_("Floor"), "" if home.floor is None else str(home.floor)),
        (_("Access"), _access(page)),
        (_("Pets"), _("allowed") if home.allows_pets else _("not allowed")),
        (_("From renting to owning"), _("possible") if home.can_be_bought else _("no")),
        *(row for row in elsewhere if row[1]),
    ]


def _rent(page: HomePage) -> list[Row]:
    """Part by part, and the sum where there are several."""
    rows: list[Row] = [
        (capfirst(part.get_kind_display()), _kroner(Money(part.ore_month))) for part in page.rent
    ]
    return [*rows, (_("Together"), _kroner(page.rent_total))] if len(rows) > 1 else rows


def _kroner(amount: Money) -> str:
    return _("%(amount)s kr") % {"amount": amount}


def _access(page: HomePage) -> str:
    home = page.home
    chosen = [
        (home.is_step_free, _("step-free")),
        (home.is_wheelchair_accessible, _("for wheelchair users")),
    ]
    return capfirst(", ".join(words for holds, words in chosen if holds)) or _("steps")


def _place(page: HomePage) -> list[Row]:
    home, estate, cluster = page.home, page.home.estate, page.home.cluster
    rows: list[Row] = [
        (_("Postal address"), " ".join(filter(None, (home.postal_code, home.postal_place)))),
        (_("Area"), home.area),
        (_("Property"), estate.name if estate else ""),
        (_("Matrikkel"), estate.matrikkel if estate else ""),
        (_("Managed by"), estate.managed_by.name if estate else ""),
        (_("Disposed of as"), capfirst(home.get_tenure_display())),
    ]
    if cluster is None:
        return [*rows, (_("Housing environment"), "")]
    url = f"{reverse('dwellings:list')}?{urlencode({'cluster': cluster.name})}"
    return [
        *rows,
        (_("Housing environment"), cluster.name, url),
        (_("Staffed"), capfirst(cluster.get_staffed_display())),
        (_("Location"), capfirst(cluster.get_location_display())),
    ]


def _picture(page: HomePage, may: dict[str, bool]) -> Picture:
    """From the first day anything is known, at most six years back, to a year ahead."""
    starts = [page.home.started_on, *(let.period.start for let in page.lets)]
    start = max(min(starts), page.on - LONGEST_DRAWN)
    start = min(start, page.on - timedelta(days=90))
    lanes = [lane for lane in _lanes(page, may) if lane.bands]
    return draw(lanes, start=start, end=page.on + AHEAD, today=page.on)


def _lanes(page: HomePage, may: dict[str, bool]) -> Iterator[Lane]:
    yield Lane(_("Let"), [_let_band(let, may_open=may["open_person"]) for let in page.lets])
    yield Lane(
        _("Reserved"),
        [
            Band(str(STATES[HomeState.HELD]), page.on, hold.move_in_on, tone="info")
            for hold in page.holds
            if _ahead(hold.move_in_on, page.on)
        ],
    )
    yield Lane(
        _("Out of use"),
        [
            Band(
                capfirst(out.get_cause_display()),
                out.started_on,
                out.ended_on,
                tone="brick",
                detail=out.cost_centre,
            )
            for out in page.outs
        ],
    )
    yield Lane(
        _("Funding ties"),
        [
            Band(
                tie.grant or _("tied by a grant"),
                tie.started_on,
                tie.ended_on,
                tone="lamp",
                detail=tie.group,
            )
            for tie in page.ties
        ],
    )


def _ahead(day: date | None, today: date) -> bool:
    return day is None or day > today


def _let_band(let: Let, *, may_open: bool) -> Band:
    href = reverse("desk:person", args=[let.person_id]) if let.person_id and may_open else ""
    return Band(
        let.tenant or str(STATES[HomeState.LET]),
        let.period.start,
        let.period.end,
        tone="accent",
        href=href,
    )
