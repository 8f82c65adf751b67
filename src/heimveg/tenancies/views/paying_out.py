"""Credit of who has moved out is paid out."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest
from heimveg.base import clock
from heimveg.base.errors import Invalid
from heimveg.base.forms import say_at_fields
from heimveg.tenancies.commands import paying_out as commands
from heimveg.tenancies.forms.paying_out import PayOutForm
from heimveg.tenancies.models import RentAccount
from heimveg.tenancies.permissions import KEEP_LEDGER
from heimveg.tenancies.queries.payouts import owed_elsewhere
from heimveg.tenancies.views.rent import kroner
from heimveg.values import on_one_line


@require_http_methods(["GET", "POST"])
@requires(KEEP_LEDGER)
def pay_out(request: ActorRequest, tenancy_id: int) -> HttpResponse:
    """Ask for the day, the amount and the bank's reference; book it."""
    mine = RentAccount.objects.permitted_to(request.actor, KEEP_LEDGER)
    related = mine.select_related("tenancy__dwelling", "person")
    account = get_object_or_404(related, tenancy_id=tenancy_id)
    credit = max(-account.owed_ore, 0)
    owed = list(owed_elsewhere(request.actor, account, on=clock.today()))
    form = PayOutForm(
        request.POST if request.method == "POST" else None,
        initial={"paid_on": clock.today(), "amount": kroner(credit)},
        owes=bool(owed),
    )
    if request.method == "POST" and form.is_valid() and _paid(request, tenancy_id, form):
        messages.success(request, _("The payout is booked on the account."))
        return redirect("tenancies:rent-account", tenancy_id)
    address = account.tenancy.dwelling.address
    context = {
        "tenancy": account.tenancy,
        "person": account.person,
        "credit": on_one_line(kroner(credit)),
        "owed": [(row.tenancy, on_one_line(kroner(_owed_now(row)))) for row in owed],
        "form": form,
        "steps": [
            (_("Rent"), reverse("tenancies:rent")),
            (address, reverse("desk:tenancy", args=[tenancy_id])),
            (_("Account"), reverse("tenancies:rent-account", args=[tenancy_id])),
        ],
    }
    status = 422 if form.errors else 200
    return render(request, "tenancies/rent_pay_out.html", context, status=status)


def _owed_now(account: RentAccount) -> int:
    return int(getattr(account, "owed_now", 0))  # of `owing`


def _paid(request: ActorRequest, tenancy_id: int, form: PayOutForm) -> bool:
    try:
        commands.pay_out(
            request.actor,
            tenancy_id=tenancy_id,
            ore=form.cleaned_data["amount"],
            reference=form.cleaned_data["reference"],
            paid_on=form.cleaned_data["paid_on"],
            confirmed=form.cleaned_data.get("confirmed", False),
            on=clock.today(),
            at=clock.now(),
        )
    except Invalid as refused:
        say_at_fields(form, refused)
        return False
    return True
