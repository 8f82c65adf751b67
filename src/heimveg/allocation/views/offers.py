"""One offer, from held to answered."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest, Permission
from heimveg.allocation import commands
from heimveg.allocation.forms import AcceptForm, DeclineForm, OpenForm, WithdrawForm
from heimveg.allocation.models import Offer
from heimveg.allocation.permissions import (
    ANSWER_OFFER,
    OPEN_OFFER,
    READ_ROUNDS,
    WITHDRAW_OFFER,
)
from heimveg.allocation.queries import offer_page
from heimveg.allocation.queries.moving import moving_into
from heimveg.allocation.rules import AfterDecline, DeclineReason, after_decline, working_days_after
from heimveg.allocation.terms import terms_on
from heimveg.allocation.views.asking import done, offer_or_404
from heimveg.base import clock
from heimveg.base.paging import page_of
from heimveg.base.web import render_part


@require_safe
@requires(READ_ROUNDS)
def offers(request: ActorRequest) -> HttpResponse:
    """Offers by state; those that wait for an answer first asked for."""
    state = request.GET.get("state", "")
    state = state if state in Offer.STATES else ""
    mine = Offer.objects.permitted_to(request.actor, READ_ROUNDS)
    rows = mine.filter(state=state) if state else mine
    rows = rows.select_related("person", "dwelling").order_by("answer_by", "-pk")
    context = {
        "page": page_of(rows, request),
        "state": state,
        "states": [(str(value), label, value == state) for value, label in Offer.STATES.items()],
        "today": clock.today(),
    }
    return render_part(request, "allocation/offers.html", "allocation/_offers.html", context)


@require_safe
@requires(READ_ROUNDS)
def offer(request: ActorRequest, offer_id: int) -> HttpResponse:
    """Where an offer stands, why this home, and the one thing to do next."""
    found = offer_or_404(request, READ_ROUNDS, offer_id)
    context = offer_page.offer_context(request.actor, found, on=clock.today())
    return render_part(request, "allocation/offer.html", "allocation/_offer.html", context)


Ask = Callable[[ActorRequest, Offer, forms.Form], object]


def _answering(  # noqa: PLR0913  # what one answer is made of
    request: ActorRequest, offer_id: int, permission: Permission, form_class: type[forms.Form],
    *, initial: Callable[[Offer], dict[str, Any]], act: Ask, page: str,
) -> HttpResponse:  # fmt: skip
    """Show the form with what will happen; POST does it and shows the offer again."""
    found = offer_or_404(request, permission, offer_id)
    if request.method == "POST":
        form = form_class(request.POST)
        if form.is_valid() and done(form, lambda: act(request, found, form)):
            return redirect("allocation:offer", offer_id)
    else:
        form = form_class(initial=initial(found))
    context = {
        "offer": found,
        "form": form,
        "moving": moving_into(found.dwelling_id, on=clock.today()),
    }
    return render(request, page, context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@requires(OPEN_OFFER)
def send(request: ActorRequest, offer_id: int) -> HttpResponse:
    def first(_offer: Offer) -> dict[str, Any]:
        today = clock.today()
        return {"answer_by": working_days_after(today, terms_on(today).answer_working_days)}

    def act(request: ActorRequest, found: Offer, form: forms.Form) -> None:
        commands.open_offer(
            request.actor, offer_id=found.pk, on=clock.today(), at=clock.now(), **form.cleaned_data
        )
        messages.success(request, _("The offer is in the outbox."))

    return _answering(
        request,
        offer_id,
        OPEN_OFFER,
        OpenForm,
        initial=first,
        act=act,
        page="allocation/send.html",
    )


@require_http_methods(["GET", "POST"])
@requires(ANSWER_OFFER)
def accept(request: ActorRequest, offer_id: int) -> HttpResponse:
    def first(found: Offer) -> dict[str, Any]:
        today = clock.today()
        return {"move_in_on": moving_into(found.dwelling_id, on=today).first_offered(on=today)}

    def act(request: ActorRequest, found: Offer, form: forms.Form) -> None:
        commands.accept_offer(
            request.actor, offer_id=found.pk, on=clock.today(), **form.cleaned_data
        )
        messages.success(request, _("Accepted. The tenancy is made from the day of moving in."))

    return _answering(
        request, offer_id, ANSWER_OFFER, AcceptForm, initial=first, act=act,
        page="allocation/accept.html",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires(ANSWER_OFFER)
def decline(request: ActorRequest, offer_id: int) -> HttpResponse:
    def first(_offer: Offer) -> dict[str, Any]:
        today = clock.today()
        return {"parked_until": today + timedelta(days=terms_on(today).park_days)}

    def act(request: ActorRequest, found: Offer, form: forms.Form) -> None:
        given = form.cleaned_data
        reason = DeclineReason(given["reason"])
        commands.decline_offer(
            request.actor,
            offer_id=found.pk,
            on=clock.today(),
            reason=reason,
            words=given["words"],
            parked_until=given["parked_until"],
        )
        messages.success(request, _after(reason))

    return _answering(
        request, offer_id, ANSWER_OFFER, DeclineForm, initial=first, act=act,
        page="allocation/decline.html",
    )  # fmt: skip


def _after(reason: DeclineReason) -> str:
    match after_decline(reason):
        case AfterDecline.PARK:
            return _("Noted. The need rests until the day chosen, and keeps its waiting time.")
        case AfterDecline.WITHDRAW:
            return _("Noted. The need is closed, for the person has found a home.")
        case AfterDecline.CHANGE_WISH:
            return _("Noted. The need waits on, with its waiting time. Are the wishes right?")


@require_http_methods(["GET", "POST"])
@requires(WITHDRAW_OFFER)
def withdraw(request: ActorRequest, offer_id: int) -> HttpResponse:
    def act(request: ActorRequest, found: Offer, form: forms.Form) -> None:
        commands.withdraw_offer(
            request.actor, offer_id=found.pk, on=clock.today(), **form.cleaned_data
        )

    return _answering(
        request, offer_id, WITHDRAW_OFFER, WithdrawForm, initial=lambda _offer: {}, act=act,
        page="allocation/withdraw.html",
    )  # fmt: skip
