"""One need: what it asks for, how urgent it is, and the moves of its status."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest
from heimveg.base import clock
from heimveg.base.sent import version_in
from heimveg.base.web import render_part
from heimveg.needs import commands, sentences
from heimveg.needs.forms import ParkForm
from heimveg.needs.models import Need
from heimveg.needs.permissions import (
    CHANGE_NEED,
    CONFIRM_CARE_BASIS,
    MOVE_NEED,
    NOTE_INCOME,
    READ_NEEDS,
)
from heimveg.needs.rules import OPEN, NeedStatus, may_move, waiting_days
from heimveg.needs.views.asking import my_need
from heimveg.persons.models import Person

TONES = {
    NeedStatus.INCOMPLETE: "warning",
    NeedStatus.WAITING: "accent",
    NeedStatus.OFFERED: "info",
    NeedStatus.PARKED: "neutral",
    NeedStatus.HOUSED: "success",
    NeedStatus.WITHDRAWN: "neutral",
}


@require_safe
@requires(READ_NEEDS)
def need(request: ActorRequest, need_id: int) -> HttpResponse:
    found = my_need(request.actor, READ_NEEDS, need_id)
    return _page(request, found, ParkForm(today=clock.today()))


def _page(
    request: ActorRequest, found: Need, park_form: ParkForm, *, status: int = 200
) -> HttpResponse:
    context = {"need": found, "park_form": park_form, **_shown(found), **_may(request, found)}
    return render_part(request, "needs/detail.html", "needs/_detail.html", context, status=status)


def _shown(found: Need) -> dict[str, Any]:
    suggested = sentences.suggestion_for(found)
    return {
        "tone": TONES[NeedStatus(found.status)],
        "days": waiting_days(found.opened_on, found.closed_on, on=clock.today()),
        "missing": sentences.missing_in_words(found) if found.status in OPEN else [],
        "reasons": sentences.urgency_in_words(found),
        "suggested": suggested if suggested != found.urgency else None,
        "requirements": sentences.requirements_of(found, _names(found.clusters_not)),
        "wishes": sentences.wishes_of(found, _names(found.wished_clusters)),
        "derivations": sentences.derivations_of(found),
    }


def _names(clusters: Any) -> list[str]:  # noqa: ANN401  # Django's related manager
    return list(clusters.order_by("name").values_list("name", flat=True))


def _may(request: ActorRequest, found: Need) -> dict[str, bool]:
    """Which buttons and links the page shows. The commands ask again."""
    actor, status = request.actor, NeedStatus(found.status)
    moves = actor.may(MOVE_NEED)
    people = Person.objects.filter(pk=found.person_id)
    return {
        "may_change": status in OPEN and actor.may(CHANGE_NEED),
        "may_park": moves and may_move(status, NeedStatus.PARKED) and status is NeedStatus.WAITING,
        "may_resume": moves and status is NeedStatus.PARKED,
        "may_withdraw": moves and may_move(status, NeedStatus.WITHDRAWN),
        "may_care": actor.may(CONFIRM_CARE_BASIS)
        and people.permitted_to(actor, CONFIRM_CARE_BASIS).exists(),
        "may_income": actor.may(NOTE_INCOME) and people.permitted_to(actor, NOTE_INCOME).exists(),
    }


@require_POST
@requires(MOVE_NEED)
def park(request: ActorRequest, need_id: int) -> HttpResponse:
    form = ParkForm(request.POST, today=clock.today())
    if not form.is_valid():
        return _page(request, my_need(request.actor, MOVE_NEED, need_id), form, status=422)
    commands.park_need(
        request.actor, need_id=need_id, version=version_in(request),
        until=form.cleaned_data["until"], on=clock.today(),
    )  # fmt: skip
    messages.success(request, _("The need is parked, and comes back by itself."))
    return redirect("needs:detail", need_id)


@require_POST
@requires(MOVE_NEED)
def resume(request: ActorRequest, need_id: int) -> HttpResponse:
    commands.resume_need(
        request.actor, need_id=need_id, version=version_in(request), on=clock.today()
    )
    messages.success(request, _("The need is back on the list. All the waiting counts."))
    return redirect("needs:detail", need_id)


@require_http_methods(["GET", "POST"])
@requires(MOVE_NEED)
def withdraw(request: ActorRequest, need_id: int) -> HttpResponse:
    """GET says what will happen; POST does it."""
    if request.method == "POST":
        commands.withdraw_need(
            request.actor, need_id=need_id, version=version_in(request), on=clock.today()
        )
        messages.success(request, _("The need is withdrawn. Its history is kept."))
        return redirect("needs:list")
    found = my_need(request.actor, MOVE_NEED, need_id)
    if not may_move(NeedStatus(found.status), NeedStatus.WITHDRAWN):
        return redirect("needs:detail", need_id)
    context = {"need": found}
    return render_part(request, "needs/withdraw.html", "needs/_withdraw.html", context)
