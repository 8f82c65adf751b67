"""The invoice basis of a month: issued once, and the file of a month is always what was issued."""

import csv
import io
from collections.abc import Iterator
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest
from heimveg.access.models import AuditEntry
from heimveg.base import clock
from heimveg.tenancies.commands.issuing import issue_basis
from heimveg.tenancies.forms.rent import month_from
from heimveg.tenancies.models import InvoiceRow
from heimveg.tenancies.permissions import EXPORT_RENT
from heimveg.tenancies.queries.issuing import issued_lines

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")  # a program on the other side would reckon with it


@require_POST
@requires(EXPORT_RENT)
def issue(request: ActorRequest, month: str) -> HttpResponse:
    """Issue what is booked on a month and was not issued before."""
    issue_basis(request.actor, month=_month(month), on=clock.today())
    messages.success(request, _("The basis is issued and kept. Take out the file below."))
    return redirect("tenancies:rent-months")


@require_safe
@requires(EXPORT_RENT)
def basis(request: ActorRequest, month: str, number: int | None = None) -> HttpResponse:
    """The file of an issue, or of all of a month, as issued: rows alone, for a sum among them
    would be added twice. The sum stands on the page of months."""
    first = _month(month)
    lines = issued_lines(first, number)
    if not lines:
        raise Http404
    AuditEntry.objects.create(
        user_id=request.actor.user_id,
        action=EXPORT_RENT.code,
        subject=f"tenancies.invoicerow:{len(lines)} of {first:%Y-%m}",
    )
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerows(_table(lines))
    which = f"{first:%Y-%m}" if number is None else f"{first:%Y-%m}-{number}"
    headers = {"Content-Disposition": f'attachment; filename="{_("rent")}-{which}.csv"'}
    content = ("\ufeff" + out.getvalue()).encode()
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


def _month(text: str) -> date:
    found = month_from(text)
    if found is None:
        raise Http404
    return found


def _table(rows: list[InvoiceRow]) -> Iterator[list[str]]:
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
