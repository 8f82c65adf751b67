"""Charging a month, its invoice basis as a file, and the yearly regulation by the price index."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.db.models import Max
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest
from heimveg.access.models import AuditEntry
from heimveg.base import clock
from heimveg.base.sane_days import is_sane
from heimveg.tenancies.commands import rent as commands
from heimveg.tenancies.forms.rent import IndexForm, month_from
from heimveg.tenancies.models import ChargeRun, PriceIndex
from heimveg.tenancies.permissions import EXPORT_RENT, KEEP_LEDGER, REGULATE_RENT
from heimveg.tenancies.queries import regulation
from heimveg.tenancies.queries.rent import BasisRow, invoice_basis, months_charged
from heimveg.tenancies.rules.rent import first_of_month, next_month
from heimveg.tenancies.views.rent import kroner

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")  # a program on the other side would reckon with it


@dataclass(frozen=True, slots=True)
class Month:
    month: date
    rows: int
    ore: str


@require_safe
@requires(KEEP_LEDGER)
def months(request: ActorRequest) -> HttpResponse:
    """Which months were charged, to what sum, and the next to charge."""
    today = clock.today()
    this = first_of_month(today)
    context = {
        "months": [Month(m.month, m.entries, kroner(m.ore)) for m in months_charged()],
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


@require_safe
@requires(EXPORT_RENT)
def basis(request: ActorRequest, month: str) -> HttpResponse:
    """The invoice basis of a month for the accounting system: rows alone, for a sum among them
    would be added twice. The sum stands on the page of months."""
    first = month_from(month)
    if first is None:
        raise Http404
    rows = invoice_basis(request.actor, first)
    AuditEntry.objects.create(
        user_id=request.actor.user_id,
        action=EXPORT_RENT.code,
        subject=f"tenancies.entry:{len(rows)} of {first:%Y-%m}",
    )
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerows(_table(list(rows)))
    name = f"{_('rent')}-{first:%Y-%m}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    content = ("\ufeff" + out.getvalue()).encode()
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


def _table(rows: list[BasisRow]) -> Iterator[list[str]]:
    yield [
        _("Object number"), _("Address"), _("KID"), _("Tenant"), _("Month"), _("What"),
        _("Kind"), _("Booked"), _("Due"), _("Kroner"),
    ]  # fmt: skip
    for row in rows:
        yield [
            neutral(row.object_number), neutral(row.address), row.kid, neutral(row.name),
            f"{row.month:%Y-%m}", neutral(row.part), neutral(row.kind),
            f"{row.booked_on:%d.%m.%Y}", f"{row.due_on:%d.%m.%Y}", plain(row.ore),
        ]  # fmt: skip


def plain(ore: int) -> str:
    """`-8500,50`: no spaces, for machines."""
    sign, whole, rest = "-" if ore < 0 else "", *divmod(abs(ore), 100)
    return f"{sign}{whole},{rest:02d}"


def neutral(text: str) -> str:
    return "'" + text if text.lstrip(" \n").startswith(DANGEROUS) else text


@dataclass(frozen=True, slots=True)
class Coming:
    """All rents that may be regulated from one day."""

    from_on: date
    rows: list[tuple[regulation.Regulation, str, str]]


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
    newest = regulation.newest_index(on=today)
    context = {
        "form": form,
        "newest": newest,
        "indices": PriceIndex.objects.order_by("-month")[:12],
        "coming": _by_day(list(regulation.coming(on=today))),
        "steps": [(_("Rent"), reverse("tenancies:rent"))],
    }
    status = 422 if form.errors else 200
    return render(request, "tenancies/rent_regulation.html", context, status=status)


def _by_day(rows: list[regulation.Regulation]) -> list[Coming]:
    days = sorted({row.from_on for row in rows})
    return [
        Coming(
            day,
            [(r, kroner(r.before_ore), kroner(r.after_ore)) for r in rows if r.from_on == day],
        )
        for day in days
    ]


@require_POST
@requires(REGULATE_RENT)
def tell(request: ActorRequest) -> HttpResponse:
    """Send the notices of one day; the new rents hold from then."""
    try:
        day = date.fromisoformat(request.POST.get("from_on", ""))
    except ValueError as error:
        raise Http404 from error
    if not is_sane(day):
        raise Http404
    commands.regulate_rents(request.actor, from_on=day, on=clock.today(), at=clock.now())
    messages.success(request, _("The notices are on their way, and the new rents are written."))
    return redirect("tenancies:rent-regulation")
