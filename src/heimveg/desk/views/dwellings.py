"""The dwelling list. It shows which homes are let and held, which the rooms above the register
know; its name is the register's, `dwellings:list`."""

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest
from heimveg.accounts.models import SavedFilter
from heimveg.base import clock
from heimveg.base.paging import page_of
from heimveg.base.web import render_part
from heimveg.desk.queries.dwellings import homes_wanted, rows_of
from heimveg.dwellings.commands import PAGE
from heimveg.dwellings.forms import SavedFilterForm, WantedForm
from heimveg.dwellings.permissions import (
    CHANGE_DWELLING,
    EXPORT_DWELLINGS,
    READ_DWELLINGS,
    READ_KINDS,
)
from heimveg.dwellings.queries import areas


@require_safe
@requires(READ_DWELLINGS)
def dwellings(request: ActorRequest) -> HttpResponse:
    """Homes by address, narrowed by the filters in the address bar."""
    knows = request.actor.may(READ_KINDS)
    form = WantedForm(request.GET, areas=areas(), knows_kinds=knows)
    day = form.wanted_day(today=clock.today())
    page = page_of(homes_wanted(form.wanted, form.wanted_state, on=day).only("pk"), request)
    context = {
        "form": form,
        "day": day,
        "is_today": day == clock.today(),
        "page": page,
        "rows": rows_of(page.rows, on=day, knows_kinds=knows),
        "chosen": [(label, f"{reverse('dwellings:list')}?{rest}") for label, rest in form.chosen],
        "query": form.query,
        "saved": SavedFilter.objects.of(request.actor.user_id, PAGE),
        "keep_form": SavedFilterForm(initial={"query": form.query}),
        "may_change": request.actor.may(CHANGE_DWELLING),
        "may_export": request.actor.may(EXPORT_DWELLINGS),
    }
    status = 422 if form.errors else 200
    return render_part(
        request, "desk/dwellings.html", "desk/_dwellings.html", context, status=status
    )
