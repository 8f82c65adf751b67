"""Who lives where, and the end of a tenancy."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest
from heimveg.base import clock
from heimveg.base.errors import Invalid
from heimveg.base.forms import say_at_fields
from heimveg.base.paging import page_of
from heimveg.base.web import render_part
from heimveg.dwellings.rules import TURNOVER_DAYS
from heimveg.stays.models import Stay
from heimveg.stays.permissions import REGISTER_STAY
from heimveg.tenancies import commands
from heimveg.tenancies.forms import EndForm, FilterForm
from heimveg.tenancies.forms.listing import LateForm
from heimveg.tenancies.leaving import taken_back_of_rent, told_of_rent
from heimveg.tenancies.models import Tenancy
from heimveg.tenancies.parting import Parting, foretold
from heimveg.tenancies.permissions import (
    CALCULATE,
    END_TENANCY,
    READ_TENANCIES,
    SEE_RENEWAL_FIGURES,
)
from heimveg.tenancies.queries import LEASE_ENDS_SOON_DAYS, Which, who_lives_where
from heimveg.tenancies.queries.ending import ended_late, ended_lately
from heimveg.tenancies.queries.quitting import refuse_without_notice


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list."""

    tenancy: Tenancy
    lease_ends_soon: bool
    can_end: bool
    waits: bool


@require_safe
@requires(READ_TENANCIES)
def tenancies(request: ActorRequest) -> HttpResponse:
    """Who lives where, by address; in own stock for landlords and caretakers."""
    form, today = FilterForm(request.GET), clock.today()
    form.full_clean()
    which = Which(form.cleaned_data.get("which") or Which.RUNNING)
    words = form.cleaned_data.get("q") or ""
    page = page_of(who_lives_where(request.actor, which, on=today, words=words), request)
    may_end = request.actor.may(END_TENANCY)
    context = {
        "page": page,
        "rows": _rows(page.rows, today, may_end=may_end),
        "form": form,
        "chosen": _chosen(which, words, form),
        "which": str(which),
        "ended_lately": ended_lately(request.actor, on=today) if may_end else [],
        "may": {
            "calculate": request.actor.may(CALCULATE),
            "figures": request.actor.may(SEE_RENEWAL_FIGURES),
        },
    }
    return render_part(request, "tenancies/list.html", "tenancies/_list.html", context)


def _rows(found: list[Tenancy], today: date, *, may_end: bool) -> list[Row]:
    shown = Tenancy.objects.filter(pk__in=[tenancy.pk for tenancy in found])
    waiting = set(shown.waiting(today).values_list("pk", flat=True))
    return [
        _row(tenancy, today, may_end=may_end, waits=tenancy.pk in waiting) for tenancy in found
    ]


def _row(tenancy: Tenancy, today: date, *, may_end: bool, waits: bool) -> Row:
    until, ended = tenancy.lease_until, tenancy.ended_on
    soon = ended is None and until is not None and (until - today).days <= LEASE_ENDS_SOON_DAYS
    return Row(tenancy, soon, may_end and ended is None, waits)


def _chosen(which: Which, words: str, form: FilterForm) -> list[tuple[str, str]]:
    """Pairs of what is chosen and the address without it."""
    address, chosen = reverse("tenancies:list"), []
    if which is not Which.RUNNING:
        label = dict(form.fields["which"].choices)[which]  # type: ignore[attr-defined]
        chosen.append((str(label), address))
    if words:
        chosen.append((words, f"{address}?which={which}"))
    return chosen


@require_http_methods(["GET", "POST"])
@requires(END_TENANCY)
def end(request: ActorRequest, tenancy_id: int) -> HttpResponse:
    """GET asks for the day, then says what will happen; POST does it."""
    mine = Tenancy.objects.permitted_to(request.actor, END_TENANCY)
    tenancy = get_object_or_404(mine.select_related("person", "dwelling"), pk=tenancy_id)
    form = _form(request, tenancy)
    late = _late(request, form)
    context: dict[str, Any] = {"tenancy": tenancy, "form": form, "late": late}
    try:
        if request.method == "POST" and form.is_valid() and (late is None or late.is_valid()):
            return _end(request, tenancy, form, late)
    except Invalid as refused:
        say_at_fields(late if late and "late_because" in refused.fields else form, refused)
    try:
        if form.is_bound and form.is_valid():
            points = _what_happens(form) + _elsewhere(request, tenancy, form)
            context |= {"points": points, "confirmed": form.cleaned_data}
    except Invalid as refused:
        say_at_fields(form, refused)
    status = 422 if form.errors or (late and late.errors) else 200
    return render_part(
        request, "tenancies/end.html", "tenancies/_end.html", context, status=status
    )


def _form(request: ActorRequest, tenancy: Tenancy) -> EndForm:
    if request.method == "POST":
        given = request.POST
    else:
        given = request.GET if "on" in request.GET else None  # type: ignore[assignment]
    return EndForm(
        given,
        started_on=tenancy.started_on,
        today=clock.today(),
        knows_stays=request.actor.may(REGISTER_STAY),
        initial={"on": clock.today()},
    )


def _late(request: ActorRequest, form: EndForm) -> LateForm | None:
    """Asked only where the day lies long back."""
    if not form.is_bound or not form.is_valid():
        return None
    if ended_late(form.cleaned_data["on"], on=clock.today()) is None:
        return None
    return LateForm(request.POST if request.method == "POST" else None)


def _what_happens(form: EndForm) -> list[str]:
    day: date = form.cleaned_data["on"]
    ready = day + timedelta(days=TURNOVER_DAYS)
    points = [
        _("The tenancy ends; it is not deleted."),
        _("The home is in turnover from that day, and counted on again from %(day)s.")
        % {"day": date_format(ready, "DATE_FORMAT")},
        _(
            "Landlord and housing office no longer see the person through this home; the economy"
            " office does until the account is settled."
        ),
    ]
    lives = Stay.KINDS[form.moves_to_kind]
    reason = Tenancy.ENDINGS[form.ending_kind]
    points.append(_("The reason is written as: %(reason)s.") % {"reason": reason})
    points.append(_("Where the person lives is written as: %(where)s.") % {"where": lives})
    return points


def _elsewhere(request: ActorRequest, tenancy: Tenancy, form: EndForm) -> list[str]:
    """What happens in other rooms. Raises Refused, Invalid, so that it is told before."""
    refuse_without_notice(tenancy, form.ending_kind, on=form.cleaned_data["on"])
    parting = Parting(
        request.actor,
        tenancy.pk,
        tenancy.person_id,
        on=form.cleaned_data["on"],
        ending=form.ending_kind,
        moves_to=form.moves_to_kind,
    )
    rent = told_of_rent(request.actor, tenancy, until=form.cleaned_data["on"])
    return [*(str(text) for text in foretold(parting)), *filter(None, [rent])]


def _end(
    request: ActorRequest, tenancy: Tenancy, form: EndForm, late: LateForm | None
) -> HttpResponse:
    rent = taken_back_of_rent(request.actor, tenancy, until=form.cleaned_data["on"])
    commands.end_tenancy(
        request.actor,
        tenancy_id=tenancy.pk,
        on=form.cleaned_data["on"],
        moves_to=form.moves_to_kind,
        ending=form.ending_kind,
        late_because=late.cleaned_data["late_because"] if late else "",
    )
    ended = _("The tenancy is ended, and the home is in turnover.")
    messages.success(request, f"{ended} {rent}".strip())
    return redirect("tenancies:list")
