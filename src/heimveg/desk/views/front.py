"""The front page: what waits for me, each row leading to the next thing to do."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from heimveg.access.doors import requires
from heimveg.access.gate import Actor, ActorRequest
from heimveg.access.permissions import READ_LOG
from heimveg.access.roles import Role
from heimveg.accounts.models import User
from heimveg.base import clock
from heimveg.base.web import render_part
from heimveg.desk.permissions import FRONT_PAGE
from heimveg.desk.queries.front import causes_of_vacancy, stock_by_kind, together
from heimveg.desk.queries.log import readers_on
from heimveg.desk.worklists import first_lists, lists_that_can_wait
from heimveg.dwellings.permissions import READ_DWELLINGS, READ_KINDS

OVERSEERS = frozenset({Role.LEADER, Role.ECONOMY})


@require_safe
@requires(FRONT_PAGE)
def front(request: ActorRequest) -> HttpResponse:
    """What others wait for, at once; what can wait is fetched by the page itself (`rest`)."""
    today, actor = clock.today(), request.actor
    worklists = first_lists(actor, on=today)
    context: dict[str, object] = {
        "first_name": _first_name(request),
        "day": f"{date_format(today, 'l')} {date_format(today, 'DATE_FORMAT')}",
        "waiting": [worklist for worklist in worklists if worklist.rows],
        "quiet": [worklist for worklist in worklists if not worklist.rows],
        "has_lists": bool(worklists),
        "oversees": _holds(actor, OVERSEERS),
        "has_rest": actor.may(READ_DWELLINGS),
    }
    if context["oversees"]:
        context |= _figures(actor, today) | {"causes": causes_of_vacancy(on=today)}
    if actor.may(READ_LOG):
        context["readers"] = readers_on(today)
    return render(request, "desk/front.html", context)


@require_safe
@requires(FRONT_PAGE)
def rest(request: ActorRequest) -> HttpResponse:
    """What can wait till tomorrow, and the homes in figures."""
    today, actor = clock.today(), request.actor
    worklists = lists_that_can_wait(actor, on=today)
    context = {
        "waiting": [worklist for worklist in worklists if worklist.rows],
        "quiet": [worklist for worklist in worklists if not worklist.rows],
    }
    if actor.may(READ_DWELLINGS) and not _holds(actor, OVERSEERS):
        context |= _figures(actor, today)
    return render_part(request, "desk/rest.html", "desk/_rest.html", context)


def _figures(actor: Actor, today: date) -> dict[str, Any]:
    stock = stock_by_kind(on=today, knows_kinds=actor.may(READ_KINDS))
    return {"stock": stock, "all": together(stock, _("All"))}


def _holds(actor: Actor, roles: frozenset[Role]) -> bool:
    return any(role in roles for _unit, role in actor.grants)


def _first_name(request: ActorRequest) -> str:
    user = request.user
    return user.name.split()[0] if isinstance(user, User) and user.name else ""
