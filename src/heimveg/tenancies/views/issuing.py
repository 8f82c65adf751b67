"""The invoice basis of a month: issued once, and the file of a month is always what was issued.
And the file of the credit that was paid out."""

import csv
import io
from collections.abc import Iterable, Iterator
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
from heimveg.tenancies.models import Entry, InvoiceRow
from heimveg.tenancies.permissions import EXPORT_RENT
from heimveg.tenancies.queries.issuing import issued_lines
from heimveg.tenancies.queries.payouts import payouts_of

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
    _note(request, f"tenancies.invoicerow:{len(lines)} of {first:%Y-%m}")
    which = f"{first:%Y-%m}" if number is None else f"{first:%Y-%m}-{number}"
    name = _("rent")
    return _file(_table(lines), f"{name}-{which}.csv")


@require_safe
@requires(EXPORT_RENT)
def payouts(request: ActorRequest, month: str) -> HttpResponse:
    """The file of the credit that was paid out, by the month it was booked: a file of its own, for
    in the invoice basis a payout would be charged. What is booked never changes, so the file of a
    month that is over is always the same."""
    first = _month(month)
    entries = payouts_of(first)
    if not entries:
        raise Http404
    _note(request, f"tenancies.entry:{len(entries)} paid out in {first:%Y-%m}")
    name = _("payouts")
    return _file(_paid(entries), f"{name}-{first:%Y-%m}.csv")


def _note(request: ActorRequest, subject: str) -> None:
    AuditEntry.objects.create(
        user_id=request.actor.user_id, action=EXPORT_RENT.code, subject=subject
    )


def _file(rows: Iterable[list[str]], name: str) -> HttpResponse:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerows(rows)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
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


def _paid(entries: list[Entry]) -> Iterator[list[str]]:
    """What was paid out is above zero, what was taken back of it below; the number of the booking
    tells one from another that is alike."""
    yield [
        _("Booking"), _("Object number"), _("Address"), _("KID"), _("Tenant"), _("Kind"),
        _("Reference"), _("Paid out on"), _("Booked"), _("Corrects booking"), _("Kroner"),
    ]  # fmt: skip
    for row in entries:
        if row.tenancy is None:
            raise ValueError(row.pk)
        home, paid = row.tenancy.dwelling, row.corrects or row
        yield [
            str(row.pk), neutral(home.object_number), neutral(home.address),
            row.tenancy.account.kid, neutral(row.tenancy.person.shown_name),
            str(row.get_kind_display()), neutral(paid.reference), f"{paid.due_on:%d.%m.%Y}",
            f"{row.booked_on:%d.%m.%Y}", str(row.corrects_id or ""), plain(row.signed_ore),
        ]  # fmt: skip


def plain(ore: int) -> str:
    """`-8500,50`: no spaces, for machines."""
    sign, whole, rest = "-" if ore < 0 else "", *divmod(abs(ore), 100)
    return f"{sign}{whole},{rest:02d}"


def neutral(text: str) -> str:
    return "'" + text if text.lstrip(" \n").startswith(DANGEROUS) else text
