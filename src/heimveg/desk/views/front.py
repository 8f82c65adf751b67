"""The front page: what waits for me, each row leading to the next thing to do."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.views.decorators.http import require_GET

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest
from heimveg.accounts.models import User
from heimveg.base import clock
from heimveg.desk.permissions import FRONT_PAGE
from heimveg.desk.queries.front import stock_figures
from heimveg.desk.worklists import worklists_for


@require_GET
@requires(FRONT_PAGE)
def front(request: ActorRequest) -> HttpResponse:
    today = clock.today()
    worklists = sorted(worklists_for(request.actor, on=today), key=lambda w: not w.rows)
    context = {
        "first_name": _first_name(request),
        "day": date_format(today, "DATE_FORMAT"),
        "waiting": [w for w in worklists if w.rows],
        "quiet": [w for w in worklists if not w.rows],
        "stock": stock_figures(on=today),
    }
    return render(request, "desk/front.html", context)


def _first_name(request: ActorRequest) -> str:
    user = request.user
    return user.name.split()[0] if isinstance(user, User) and user.name else ""
