"""Who is away, and who stands in: one's own, and by the administrator others'."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest
from heimveg.accounts.commands import absences as commands
from heimveg.accounts.forms import AbsenceForm
from heimveg.accounts.models import Absence
from heimveg.accounts.permissions import SET_ABSENCE, SET_OWN_ABSENCE
from heimveg.accounts.queries import colleagues_of
from heimveg.accounts.views.answering import (
    GET_POST,
    page_of_form,
    saved_by,
    user_or_404,
    user_step,
)
from heimveg.base import clock


@require_http_methods(GET_POST)
@requires(SET_OWN_ABSENCE)
def own(request: ActorRequest) -> HttpResponse:
    """When I am away, and who stands in."""
    form, actor = _form(request, request.actor.user_id), request.actor
    saved = saved_by(request, form, lambda: commands.announce_absence(actor, **_facts(form)))
    if saved is not None:
        messages.success(request, _("Your colleagues see it where they look for you."))
        return redirect("accounts:own-absence")
    absences = Absence.objects.filter(user=actor.user_id).select_related("stand_in")
    context = {
        "form": form,
        "absences": list(absences.order_by("-started_on", "-pk")[:20]),
        "today": clock.today(),
    }
    return render(request, "accounts/absence.html", context, status=422 if form.is_bound else 200)


@require_http_methods(GET_POST)
@requires(SET_ABSENCE)
def of(request: ActorRequest, user_id: int) -> HttpResponse:
    """When somebody is away who cannot say so here."""
    user = user_or_404(user_id)
    form = _form(request, user_id)
    saved = saved_by(
        request,
        form,
        lambda: commands.register_absence(request.actor, user_id=user_id, **_facts(form)),
    )
    if saved is not None:
        messages.success(request, _("Saved."))
        return redirect("accounts:user", user_id)
    return page_of_form(request, form, title=_("Register an absence"), back=user_step(user))


@require_POST
@requires(SET_OWN_ABSENCE)
def come_back(request: ActorRequest, absence_id: int) -> HttpResponse:
    """I am back today."""
    mine = get_object_or_404(Absence, pk=absence_id, user=request.actor.user_id)
    commands.come_back(request.actor, absence_id=mine.pk, on=clock.today())
    messages.success(request, _("The absence is over."))
    return redirect("accounts:own-absence")


@require_POST
@requires(SET_ABSENCE)
def end(request: ActorRequest, absence_id: int) -> HttpResponse:
    """Somebody is back today."""
    absence = get_object_or_404(Absence, pk=absence_id)
    commands.end_absence(request.actor, absence_id=absence.pk, on=clock.today())
    messages.success(request, _("The absence is over."))
    return redirect("accounts:user", absence.user_id)


def _form(request: ActorRequest, user_id: int) -> AbsenceForm:
    return AbsenceForm(
        request.POST or None, colleagues=colleagues_of(user_id), today=clock.today()
    )


def _facts(form: AbsenceForm) -> dict[str, Any]:
    said = form.cleaned_data
    stand_in = said["stand_in"]
    return {
        "stand_in_id": stand_in.pk if stand_in else None,
        "started_on": said["started_on"],
        "ended_on": said["ended_on"],
    }
