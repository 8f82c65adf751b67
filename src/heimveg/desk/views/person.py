"""The person page: who answers now, the life on one axis, and where each thing is changed."""

from datetime import date, timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from heimveg.access.doors import requires
from heimveg.access.gate import Actor, ActorRequest, Permission
from heimveg.base import clock
from heimveg.base.bands import Band, Lane, Picture, draw
from heimveg.desk.queries.person import PersonPage, found, person_page
from heimveg.needs.permissions import CHANGE_NEED
from heimveg.persons.permissions import (
    CHANGE_CASE,
    CHANGE_HOUSEHOLD,
    CHANGE_PERSON,
    MERGE_PERSONS,
    NAME_WORKER,
    PROTECT_ADDRESS,
    READ_PERSON,
    RECORD_CONSENT,
)
from heimveg.persons.rules import Kind
from heimveg.stays.models import Stay
from heimveg.stays.permissions import REGISTER_STAY
from heimveg.stays.rules import ALWAYS_HOMELESS, StayKind

LONGEST_DRAWN = timedelta(days=10 * 365)
AHEAD = timedelta(days=120)  # room to the right of today for what is to come
MAY: dict[str, Permission] = {
    "change": CHANGE_PERSON,
    "protect": PROTECT_ADDRESS,
    "household": CHANGE_HOUSEHOLD,
    "case": CHANGE_CASE,
    "worker": NAME_WORKER,
    "consent": RECORD_CONSENT,
    "merge": MERGE_PERSONS,
    "stay": REGISTER_STAY,
    "need": CHANGE_NEED,
}


@require_safe
@requires(READ_PERSON)
def person(request: ActorRequest, person_id: int) -> HttpResponse:
    """One person. A record that was merged leads to the one that is kept."""
    record = found(request.actor, person_id)
    if record is None:
        raise Http404
    if record.merged_into_id is not None:
        return redirect("desk:person", record.merged_into_id)
    today = clock.today()
    page = person_page(request.actor, record, on=today)
    context = {
        "page": page,
        "person": record,
        "steps": [(_("People"), reverse("persons:list"))],
        "picture": _picture(page, today),
        "may": may(request.actor, page),
        "unseen": _unseen(page),
    }
    return render(request, "desk/person.html", context)


def may(actor: Actor, page: PersonPage) -> dict[str, bool]:
    """What the reader may change here. A closed case is read-only, but can be opened again."""
    allowed = {name: actor.may(permission) for name, permission in MAY.items()}
    if page.answers is None:
        allowed = {name: name == "case" and yes for name, yes in allowed.items()}
    own = page.answers is not None and page.answers.unit_id in actor.units(NAME_WORKER)
    return allowed | {"worker": allowed["worker"] and own}


def _unseen(page: PersonPage) -> list[str]:
    """Which classes of facts the reader's position does not open, by name."""
    classes = [
        (page.sees_need, _("Housing need, household and stays")),
        (page.sees_decisions, _("Decisions")),
        (page.sees_health, _("Health facts")),
        (page.sees_income, _("Income and arrears")),
    ]
    return [name for sees, name in classes if not sees]


def _picture(page: PersonPage, today: date) -> Picture | None:
    lanes = [lane for lane in _lanes(page) if lane.bands]
    starts = [band.start for lane in lanes for band in lane.bands]
    if not starts:
        return None
    start = max(min(starts), today - LONGEST_DRAWN)
    return draw(lanes, start=min(start, today), end=today + AHEAD, today=today)


def _lanes(page: PersonPage) -> list[Lane]:
    case_url = reverse("persons:case", args=[page.person.pk])
    return [
        Lane(_("Where the person lives"), [_stay_band(stay, page) for stay in page.stays]),
        Lane(_("Tenancies"), _tenancy_bands(page)),
        Lane(_("Who answers"), _answering_bands(page, Kind.COORDINATING, case_url)),
        Lane(_("Who also helps"), _answering_bands(page, Kind.CONTRIBUTING, case_url)),
        Lane(_("Decisions"), _decision_bands(page)),
    ]


def _stay_band(stay: Stay, page: PersonPage) -> Band:
    label = str(stay.get_kind_display())
    where = stay.dwelling.address if stay.dwelling and not page.is_hidden else ""
    tone = "warning" if stay.kind in ALWAYS_HOMELESS else "neutral"
    tone = "accent" if stay.kind == StayKind.MUNICIPAL_TENANCY else tone
    more = ", ".join(filter(None, (where, stay.shown_institution)))
    return Band(
        f"{label}, {more}" if more else label,
        stay.started_on,
        stay.ended_on,
        tone,
        reverse("stays:list", args=[page.person.pk]),
        _("a dwelling waits") if stay.has_dwelling_after else "",
    )


def _tenancy_bands(page: PersonPage) -> list[Band]:
    return [
        Band(
            _("protected address") if page.is_hidden else tenancy.dwelling.address,
            tenancy.started_on,
            tenancy.ended_on,
            "accent",
            "" if page.is_hidden else reverse("desk:dwelling", args=[tenancy.dwelling_id]),
        )
        for tenancy in page.tenancies
    ]


def _answering_bands(page: PersonPage, kind: Kind, url: str) -> list[Band]:
    """Rows that follow each other in the same unit are one band: the worker changed, not who
    answers."""
    bands: list[Band] = []
    for row in sorted(page.responsibilities, key=lambda r: (r.unit_id, r.basis, r.started_on)):
        if row.kind != kind or row.ended_on == row.started_on:
            continue
        label = row.unit.name
        before = bands[-1] if bands else None
        if before and (before.label, before.end) == (label, row.started_on):
            bands[-1] = Band(label, before.start, row.ended_on, before.tone, url)
        else:
            tone = "brick" if kind is Kind.COORDINATING else "neutral"
            bands.append(Band(label, row.started_on, row.ended_on, tone, url))
    return bands


def _decision_bands(page: PersonPage) -> list[Band]:
    """From the day it holds, else from the day it was written; one day where no end is set."""
    bands = []
    for decision in page.decisions:
        start = decision.valid_from or decision.told_on or decision.drafted_on
        end = decision.valid_to or start + timedelta(days=1)
        bands.append(
            Band(
                str(decision.get_kind_display()),
                start,
                max(end, start + timedelta(days=1)),
                "success",
                reverse("decisions:detail", args=[decision.pk]),
                str(decision.get_state_display()),
            )
        )
    return bands
