"""Users: who they are, and how they come in."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest
from heimveg.accounts import queries
from heimveg.accounts.commands import staff as commands
from heimveg.accounts.forms import StaffListForm, UserForm
from heimveg.accounts.models import AccessRequest
from heimveg.accounts.permissions import KEEP_STAFF, READ_STAFF
from heimveg.accounts.rules import ONE_TIME_DAYS
from heimveg.accounts.views.answering import (
    GET_POST,
    new_password,
    page_of_form,
    saved_by,
    shown_once,
    staff_step,
    user_or_404,
    user_step,
)
from heimveg.base import clock
from heimveg.base.paging import page_of
from heimveg.base.sent import version_in
from heimveg.base.web import render_part


@require_safe
@requires(READ_STAFF)
def listed(request: ActorRequest) -> HttpResponse:
    """Everybody who may log in, with their positions."""
    today = clock.today()
    form = StaffListForm(request.GET, units=queries.units_on(today))
    chosen = form.cleaned_data if form.is_valid() else {}
    unit = chosen.get("unit")
    rows = queries.staff(
        on=today,
        words=chosen.get("q", "").strip(),
        unit_id=unit and unit.pk,
        with_closed=bool(chosen.get("closed")),
    )
    page = page_of(rows, request)
    context = {
        "form": form,
        "page": page,
        "locked": queries.locked_out((user.username for user in page.rows), at=clock.now()),
        "chosen": _chosen(request, chosen),
        "is_alone": queries.may_approve_count(on=today) < 2,
    }
    return render_part(request, "accounts/staff.html", "accounts/_staff.html", context)


def _chosen(request: ActorRequest, chosen: dict[str, Any]) -> list[tuple[object, str]]:
    """What the list is narrowed by, each with the address without it."""
    labels = {**chosen, "closed": _("Also those who have left") if chosen.get("closed") else ""}
    return [(label, _without(request, name)) for name, label in labels.items() if label]


def _without(request: ActorRequest, name: str) -> str:
    kept = request.GET.copy()
    kept.pop(name, None)
    kept.pop("page", None)
    url = reverse("accounts:staff")
    return f"{url}?{kept.urlencode()}" if kept else url


@require_safe
@requires(READ_STAFF)
def one(request: ActorRequest, user_id: int) -> HttpResponse:
    """One user: positions now and before, what waits, absences, and the way in."""
    user, today = user_or_404(user_id), clock.today()
    requests = AccessRequest.objects.waiting().filter(user=user)
    context = {
        "user": user,
        "steps": [staff_step()],
        "positions": queries.positions_of(user),
        "requests": list(requests.select_related("unit", "asked_by").order_by("asked_at")),
        "absences": list(
            user.absences.select_related("stand_in").order_by("-started_on", "-pk")[:10]
        ),
        "is_locked": bool(queries.locked_out([user.username], at=clock.now())),
        "has_factor": user.has_second_factor(),
        "is_self": user.pk == request.actor.user_id,
        "is_too_late": user.is_too_late(on=today),
        "today": today,
        "wants_factor": not (user.is_demo and settings.DEMO),
    }
    return render(request, "accounts/user.html", context)


@require_http_methods(GET_POST)
@requires(KEEP_STAFF)
def new(request: ActorRequest) -> HttpResponse:
    """Make a user. The one-time password is shown in the answer, and never again."""
    form, password = UserForm(request.POST or None), new_password()
    made = saved_by(
        request,
        form,
        lambda: commands.make_user(
            request.actor, password=password, until=_until(), **form.cleaned_data
        ),
    )
    if made is not None:
        return shown_once(request, made, password)
    return page_of_form(request, form, title=_("Make a user"), back=staff_step())


@require_http_methods(GET_POST)
@requires(KEEP_STAFF)
def change(request: ActorRequest, user_id: int) -> HttpResponse:
    """Correct the name, the user name or the address."""
    user = user_or_404(user_id)
    held = {"name": user.name, "username": user.username, "email": user.email}
    form = UserForm(request.POST or None, initial=held)
    version = version_in(request) if form.is_bound else user.version
    saved = saved_by(
        request,
        form,
        lambda: commands.change_user(
            request.actor, user_id=user_id, version=version, **form.cleaned_data
        ),
    )
    if saved is not None:
        messages.success(request, _("Saved."))
        return redirect("accounts:user", user_id)
    title, back = _("Change the user"), user_step(user)
    return page_of_form(request, form, title=title, back=back, version=version)


@require_POST
@requires(KEEP_STAFF)
def one_time_password(request: ActorRequest, user_id: int) -> HttpResponse:
    """Let in somebody who has forgotten the password."""
    user, password = user_or_404(user_id), new_password()
    commands.give_one_time_password(
        request.actor, user_id=user.pk, password=password, until=_until(), on=clock.today()
    )
    return shown_once(request, user, password)


@require_POST
@requires(KEEP_STAFF)
def unlock(request: ActorRequest, user_id: int) -> HttpResponse:
    """Lift the lock after wrong passwords."""
    commands.lift_lock(request.actor, user_id=user_or_404(user_id).pk)
    messages.success(request, _("The lock is lifted. The right password opens again."))
    return redirect("accounts:user", user_id)


@require_http_methods(GET_POST)
@requires(KEEP_STAFF)
def close(request: ActorRequest, user_id: int) -> HttpResponse:
    """Somebody has left. First what will happen, then the doing."""
    user, today = user_or_404(user_id), clock.today()
    if request.method == "POST":
        commands.close_user(request.actor, user_id=user_id, on=today, at=clock.now())
        messages.success(request, _("The user is closed, and the positions have ended."))
        return redirect("accounts:user", user_id)
    context = {
        "user": user,
        "steps": [staff_step(), user_step(user)],
        "positions": user.memberships.not_over(on=today).select_related("unit").order_by("pk"),
    }
    return render(request, "accounts/close.html", context)


@require_POST
@requires(KEEP_STAFF)
def open_again(request: ActorRequest, user_id: int) -> HttpResponse:
    """Somebody has come back."""
    user, password = user_or_404(user_id), new_password()
    commands.open_user_again(request.actor, user_id=user.pk, password=password, until=_until())
    return shown_once(request, user, password)


def _until() -> date:
    return clock.today() + timedelta(days=ONE_TIME_DAYS)
