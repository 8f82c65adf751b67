"""The list of needs, and the filters each user keeps for it."""

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest
from heimveg.accounts.models import SavedFilter
from heimveg.base import clock
from heimveg.base.paging import page_of
from heimveg.base.web import render_part
from heimveg.dwellings.models import KINDS
from heimveg.needs import commands
from heimveg.needs.forms import FilterForm, SaveFilterForm
from heimveg.needs.models import Need
from heimveg.needs.permissions import READ_NEEDS
from heimveg.needs.queries import Wanted, needs_list
from heimveg.needs.rules import waiting_days
from heimveg.needs.sentences import one_of
from heimveg.stays.models import Stay

KEPT = ("status", "urgency", "kind", "waited", "own", "ready", "home")  # never the name
MOST_SAVED = 500  # characters of a kept filter


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list. `lives` is empty where nobody has written a stay."""

    need: Need
    days: int
    lives: str | Promise
    asks: str


def _row(need: Need, on: date) -> Row:
    lives = Stay.KINDS.get(need.lives, "") if need.lives else ""  # type: ignore[attr-defined]
    days = waiting_days(need.opened_on, need.closed_on, on=on)
    return Row(need, days, lives, one_of(need.kinds, KINDS))


@require_safe
@requires(READ_NEEDS)
def needs(request: ActorRequest) -> HttpResponse:
    """Needs by urgency, then by waiting; narrowed by what stands in the address."""
    form, today = FilterForm(request.GET), clock.today()
    page = page_of(needs_list(request.actor, _wanted(form), on=today), request)
    context = {
        "page": page,
        "rows": [_row(need, today) for need in page.rows],
        "form": form,
        "chosen": _chosen(form, request.GET),
        "saved": SavedFilter.objects.of(request.actor.user_id, commands.PAGE),
        "to_save": _kept(request.GET),
        "save_form": SaveFilterForm(),
    }
    return render_part(request, "needs/list.html", "needs/_list.html", context)


def _wanted(form: FilterForm) -> Wanted:
    """What is filled in and makes sense; the rest narrows nothing."""
    form.full_clean()
    data = form.cleaned_data
    return Wanted(
        statuses=[data["status"]] if data.get("status") else [],
        urgency_at_least=int(data.get("urgency") or 1),
        kinds=[data["kind"]] if data.get("kind") else [],
        waited_days=data.get("waited") or 0,
        only_own_people=bool(data.get("own")),
        ready_to_move_on=bool(data.get("ready")),
        has_municipal_home=bool(data.get("home")),
        words=data.get("q") or "",
    )


def _chosen(form: FilterForm, query: QueryDict) -> list[tuple[str, str]]:
    """Pairs of what is chosen and the address without it."""
    chosen = []
    for name in (*KEPT, "q"):
        value = form.cleaned_data.get(name)
        if value:
            rest = query.copy()
            rest.pop(name, None)
            rest.pop("page", None)
            chosen.append(
                (_named(form, name, value), f"{reverse('needs:list')}?{rest.urlencode()}")
            )
    return chosen


def _named(form: FilterForm, name: str, value: object) -> str:
    label = str(form.fields[name].label)
    if value is True:
        return label
    choices = {str(code): text for code, text in getattr(form.fields[name], "choices", ())}
    return f"{label}: {choices.get(str(value), value)}"


def _kept(query: QueryDict) -> str:
    """The part of the address that a saved filter holds: no name of a person, no page."""
    kept = QueryDict(mutable=True)
    for name in KEPT:
        value = query.get(name)
        if value:
            kept[name] = str(value)
    return kept.urlencode()[:MOST_SAVED]


@require_POST
@requires(READ_NEEDS)
def keep_filter(request: ActorRequest) -> HttpResponse:
    """Keep the list as it stands, under a name."""
    form, query = SaveFilterForm(request.POST), _kept(QueryDict(request.POST.get("query", "")))
    if form.is_valid() and query:
        name = form.cleaned_data["name"]
        commands.keep_filter(request.actor, name=name, query=query)
        messages.success(request, _("The filter is kept. You find it above the list."))
    else:
        messages.error(request, _("Nothing was kept: choose a filter first, and give it a name."))
    return redirect(f"{reverse('needs:list')}?{query}")


@require_POST
@requires(READ_NEEDS)
def drop_filter(request: ActorRequest, filter_id: int) -> HttpResponse:
    commands.drop_filter(request.actor, filter_id=filter_id)
    return redirect("needs:list")
