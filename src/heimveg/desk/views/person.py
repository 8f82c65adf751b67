"""The person page: who answers now, the life on one axis, and where each thing is changed."""

from datetime import date, timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from heimveg.access.classes import FieldClass
from heimveg.access.doors import requires
from heimveg.access.gate import Actor, ActorRequest, Permission
from heimveg.base import clock
from heimveg.base.bands import Picture, draw
from heimveg.desk.life import columns_of, lanes_of
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
from heimveg.stays.permissions import REGISTER_STAY

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
        "picture": _picture(request.actor, page, today),
        "sections": columns_of(request.actor, page, on=today),
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
        (FieldClass.D4 in page.sees, _("Health facts")),
        (FieldClass.D6 in page.sees, _("Income and arrears")),
    ]
    return [name for sees, name in classes if not sees]


def _picture(actor: Actor, page: PersonPage, today: date) -> Picture | None:
    lanes = lanes_of(actor, page, on=today)
    starts = [band.start for lane in lanes for band in lane.bands]
    if not starts:
        return None
    start = max(min(starts), today - LONGEST_DRAWN)
    return draw(lanes, start=min(start, today), end=today + AHEAD, today=today)
