"""Files from the bank, and money whose payer is not known."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest
from heimveg.base import clock
from heimveg.base.paging import page_of
from heimveg.base.sent import number_in
from heimveg.tenancies.commands import payments as files
from heimveg.tenancies.commands import rent as commands
from heimveg.tenancies.findings import finding_text
from heimveg.tenancies.forms.rent import PaymentFileForm, SearchForm
from heimveg.tenancies.models import PaymentFile, Tenancy
from heimveg.tenancies.permissions import KEEP_LEDGER
from heimveg.tenancies.queries import Which, who_lives_where
from heimveg.tenancies.queries.payments import unplaced_payments
from heimveg.tenancies.rules.payments import FILE_BYTES, Finding, Unreadable
from heimveg.tenancies.views.rent import kroner

SHOWN_FINDINGS = 200
CHOICES = 20  # tenancies to choose between when a payment is placed


@dataclass(frozen=True, slots=True)
class Unplaced:
    payment: Any
    rest: str


@dataclass(frozen=True, slots=True)
class Mend:
    """One bad line of a file, in words."""

    row: int
    cell: str
    line: int
    shown: str
    text: str


def _mend(found: Finding) -> Mend:
    return Mend(found.row, found.cell, found.line, found.shown, finding_text(found))


def _unplaced(payments: Sequence[Any]) -> list[Unplaced]:
    return [Unplaced(payment, kroner(payment.rest_ore)) for payment in payments]


@require_http_methods(["GET", "POST"])
@requires(KEEP_LEDGER)
def payments(request: ActorRequest) -> HttpResponse:
    """The files that were read, what is left to place, and the door for the next file."""
    form = PaymentFileForm(
        request.POST if request.method == "POST" else None, request.FILES or None
    )
    findings: list[Finding] = []
    if request.method == "POST" and form.is_valid():
        try:
            file = _read(request, form.cleaned_data["file"])
        except Unreadable as refused:
            findings = refused.findings
        else:
            return redirect("tenancies:payment-file", file.pk)
    page = page_of(unplaced_payments(), request)
    context = {
        "form": form,
        "files": PaymentFile.objects.select_related("read_by").order_by("-read_on", "-pk")[:10],
        "findings": [_mend(found) for found in findings[:SHOWN_FINDINGS]],
        "more": max(len(findings) - SHOWN_FINDINGS, 0),
        "page": page,
        "rows": _unplaced(page.rows),
        "steps": [(_("Rent"), reverse("tenancies:rent"))],
    }
    status = 422 if form.errors or findings else 200
    return render(request, "tenancies/rent_payments.html", context, status=status)


def _read(request: ActorRequest, upload: UploadedFile) -> PaymentFile:
    content = upload.read(FILE_BYTES + 1)
    try:
        file = files.read_payments(
            request.actor, name=upload.name or "", content=content, on=clock.today()
        )
    except files.ReadBefore as before:
        messages.warning(request, str(before.text))
        return before.file
    messages.success(request, _("The file is read and booked."))
    return file


@require_safe
@requires(KEEP_LEDGER)
def payment_file(request: ActorRequest, file_id: int) -> HttpResponse:
    """What came of one file."""
    file = get_object_or_404(PaymentFile.objects.select_related("read_by"), pk=file_id)
    left = unplaced_payments().filter(file=file)
    page = page_of(left, request)
    context = {
        "file": file,
        "page": page,
        "rows": _unplaced(page.rows),
        "steps": [
            (_("Rent"), reverse("tenancies:rent")),
            (_("Payments"), reverse("tenancies:payments")),
        ],
    }
    return render(request, "tenancies/rent_file.html", context)


@require_http_methods(["GET", "POST"])
@requires(KEEP_LEDGER)
def place(request: ActorRequest, payment_id: int) -> HttpResponse:
    """Find the tenancy a payment belongs to; POST puts it there."""
    payment: Any = unplaced_payments().filter(pk=payment_id).first()
    if payment is None:
        raise Http404
    if request.method == "POST":
        return _place(request, payment_id)
    form = SearchForm(request.GET)
    form.full_clean()
    words = form.cleaned_data.get("q") or ""
    found: list[Tenancy] = []
    if words:
        for which in (Which.RUNNING, Which.ENDED):
            rows = who_lives_where(request.actor, which, on=clock.today(), words=words)
            found += rows[:CHOICES]
    context = {
        "payment": payment,
        "rest": kroner(payment.rest_ore),
        "form": form,
        "words": words,
        "found": found,
        "steps": [
            (_("Rent"), reverse("tenancies:rent")),
            (_("Payments"), reverse("tenancies:payments")),
        ],
    }
    return render(request, "tenancies/rent_place.html", context)


def _place(request: ActorRequest, payment_id: int) -> HttpResponse:
    commands.place_payment(
        request.actor,
        payment_id=payment_id,
        tenancy_id=number_in(request, "tenancy"),
        on=clock.today(),
        at=clock.now(),
    )
    messages.success(request, _("The payment is placed."))
    return redirect("tenancies:payments")
