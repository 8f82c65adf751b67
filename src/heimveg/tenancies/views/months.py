"""Charging a month, which of it is issued, and the yearly regulation by the price index."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import Max
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest
from heimveg.base import clock
from heimveg.base.paging import page_of
from heimveg.tenancies.commands import rent as commands
from heimveg.tenancies.forms.rent import IndexForm, month_from
from heimveg.tenancies.models import ChargeRun, PriceIndex
from heimveg.tenancies.permissions import EXPORT_RENT, KEEP_LEDGER, REGULATE_RENT
from heimveg.tenancies.queries import regulated, regulation
from heimveg.tenancies.queries.issuing import Issue, issues
from heimveg.tenancies.queries.payouts import months_paid_out
from heimveg.tenancies.queries.rent import months_charged
from heimveg.tenancies.rules.rent import first_of_month, next_month
from heimveg.tenancies.views.rent import kroner


@dataclass(frozen=True, slots=True)
class Month:
    month: date
    rows: int
    ore: str
    issues: list[tuple[Issue, str]]


def _months() -> list[Month]:
    """Each month with its issues, the first one first."""
    kept: defaultdict[date, list[tuple[Issue, str]]] = defaultdict(list)
    for issue in reversed(issues()):
        kept[issue.month].append((issue, kroner(issue.ore)))
    return [
        Month(m.month, m.entries, kroner(m.ore), kept.pop(m.month, [])) for m in months_charged()
    ] + [
        # Everybody in it has settled and left: what was issued is kept all the same.
        Month(month, 0, kroner(0), found)
        for month, found in sorted(kept.items(), reverse=True)
    ]


@require_safe
@requires(KEEP_LEDGER)
def months(request: ActorRequest) -> HttpResponse:
    """Which months were charged, to what sum, and the next to charge."""
    today = clock.today()
    this = first_of_month(today)
    context = {
        "months": _months(),
        "paid_out": [(row, kroner(row.ore)) for row in months_paid_out()],
        "this_month": this,
        "may_issue": request.actor.may(EXPORT_RENT),
        "choices": [this, next_month(this)],
        # By month, whatever was booked: a count would tell of tenants who are not seen.
        "runs": ChargeRun.objects.values("month")
        .annotate(run_on=Max("run_on"))
        .order_by("-month")[:6],
        "steps": [(_("Rent"), reverse("tenancies:rent"))],
    }
    return render(request, "tenancies/rent_months.html", context)


@require_POST
@requires(KEEP_LEDGER)
def charge(request: ActorRequest) -> HttpResponse:
    """Charge a month: again, only what has changed since."""
    month = month_from(request.POST.get("month", ""))
    if month is None:
        raise Http404
    commands.charge_month(request.actor, month=month, on=clock.today(), at=clock.now())
    messages.success(request, _("The month is charged, with what has changed since."))
    return redirect("tenancies:rent-months")


@require_http_methods(["GET", "POST"])
@requires(REGULATE_RENT)
def regulate(request: ActorRequest) -> HttpResponse:
    """The price index, whose rent may be regulated and to what; POST writes an index."""
    form = IndexForm(
        request.POST if request.method == "POST" else None, this_month=clock.today().replace(day=1)
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        commands.note_index(
            request.actor, month=data["month"], tenths=data["index"], source=data["source"]
        )
        messages.success(request, _("The index is written."))
        return redirect("tenancies:rent-regulation")
    today = clock.today()
    days = [day for day in regulation.days_coming(on=today) if day.rents.values_list("pk")[:1]]
    context = {
        "form": form,
        "newest": regulation.newest_index(on=today),
        "indices": PriceIndex.objects.order_by("-month")[:12],
        "days": [day.from_on for day in days],
        "told": [(row, kroner(row.after_ore)) for row in regulated.told(on=today)],
        "steps": [(_("Rent"), reverse("tenancies:rent"))],
    } | _chosen(request, days, today)
    status = 422 if form.errors else 200
    return render(request, "tenancies/rent_regulation.html", context, status=status)


def _chosen(request: ActorRequest, days: list[regulation.Coming], today: date) -> dict[str, Any]:
    """A page of the rents of the day that was chosen; else of the first."""
    asked = request.GET.get("from_on", "")
    day = next(
        (day for day in days if day.from_on.isoformat() == asked), days[0] if days else None
    )
    if day is None:
        return {"day": None, "rows": [], "page": None}
    page = page_of(day.rents, request)
    found = regulation.regulations(page.rows, from_on=day.from_on, on=today)
    rows = [(row, kroner(row.before_ore), kroner(row.after_ore)) for row in found]
    return {"day": day.from_on, "rows": rows, "page": page}
