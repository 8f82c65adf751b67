"""Positions are given and ended; what is delicate is approved by a second person."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest
from heimveg.accounts.commands import positions as commands
from heimveg.accounts.forms import DayForm, PositionForm
from heimveg.accounts.models import AccessRequest, Membership
from heimveg.accounts.permissions import (
    APPROVE_ACCESS,
    GIVE_POSITION,
    READ_REQUESTS,
    READ_STAFF,
)
from heimveg.accounts.queries import requests_known, units_on
from heimveg.accounts.views.answering import (
    GET_POST,
    page_of_form,
    saved_by,
    user_or_404,
    user_step,
)
from heimveg.base import clock
from heimveg.base.paging import page_of


@require_http_methods(GET_POST)
@requires(GIVE_POSITION)
def give(request: ActorRequest, user_id: int) -> HttpResponse:
    """A role in a unit for a period. What is delicate waits for a second person."""
    user, today = user_or_404(user_id), clock.today()
    form = PositionForm(request.POST or None, units=units_on(today), initial={"started_on": today})
    made = saved_by(
        request,
        form,
        lambda: commands.give_position(
            request.actor, user_id=user_id, grant=form.grant, on=today, at=clock.now()
        ),
    )
    if made is not None:
        messages.success(request, _said(made))
        return redirect("accounts:user", user_id)
    lead = _(
        "Leader, privacy officer, administrator and the two clearances wait for a second person."
    )
    title, back = _("Give a position"), user_step(user)
    return page_of_form(request, form, title=title, back=back, lead=lead)


def _said(made: object) -> str:
    if isinstance(made, AccessRequest):
        return _("It waits for a second person, who is told on the front page.")
    return _("The position is given.")


@require_http_methods(GET_POST)
@requires(GIVE_POSITION)
def end(request: ActorRequest, membership_id: int) -> HttpResponse:
    """The last day of a position."""
    held = get_object_or_404(Membership.objects.select_related("user", "unit"), pk=membership_id)
    today = clock.today()
    form = DayForm(request.POST or None, initial={"ended_on": today})
    ended = saved_by(
        request,
        form,
        lambda: commands.end_position(
            request.actor,
            membership_id=membership_id,
            ended_on=form.cleaned_data["ended_on"],
            on=today,
        ),
    )
    if ended is not None:
        messages.success(request, _("The position ends."))
        return redirect("accounts:user", held.user_id)
    lead = f"{held.user.name}: {held.get_role_display()}, {held.unit.name}"
    back = user_step(held.user)
    return page_of_form(request, form, title=_("End the position"), back=back, lead=lead)


@require_POST
@requires(GIVE_POSITION)
def new_second_factor(request: ActorRequest, user_id: int) -> HttpResponse:
    """Somebody has lost the phone."""
    commands.ask_for_new_second_factor(
        request.actor, user_id=user_or_404(user_id).pk, at=clock.now()
    )
    messages.success(request, _("It waits for a second person, who is told on the front page."))
    return redirect("accounts:user", user_id)


@require_safe
@requires(READ_REQUESTS)
def requests(request: ActorRequest) -> HttpResponse:
    """What waits for a second person, and what has been answered."""
    actor = request.actor
    context = {
        "page": page_of(requests_known(), request),
        "actor_id": actor.user_id,
        "may": {"approve": actor.may(APPROVE_ACCESS), "read_staff": actor.may(READ_STAFF)},
    }
    return render(request, "accounts/requests.html", context)


@require_POST
@requires(APPROVE_ACCESS)
def decide(request: ActorRequest, request_id: int) -> HttpResponse:
    """Yes or no, from the second person."""
    asked = get_object_or_404(AccessRequest, pk=request_id)
    at, actor = clock.now(), request.actor
    match request.POST.get("answer"):
        case "approve":
            commands.approve_request(actor, request_id=asked.pk, on=clock.today(), at=at)
            messages.success(request, _("Approved. It holds from now on."))
        case "refuse":
            commands.refuse_request(actor, request_id=asked.pk, at=at)
            messages.success(request, _("Refused. Nothing has changed."))
        case _other:
            raise Http404
    return redirect("accounts:requests")


@require_POST
@requires(GIVE_POSITION)
def withdraw(request: ActorRequest, request_id: int) -> HttpResponse:
    """Who asked takes it back."""
    asked = get_object_or_404(AccessRequest, pk=request_id, asked_by=request.actor.user_id)
    commands.withdraw_request(request.actor, request_id=asked.pk, at=clock.now())
    messages.success(request, _("Withdrawn. Nothing has changed."))
    return redirect("accounts:requests")
