"""Asking a leader to let a home below the standard, and the leader's answer."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest
from heimveg.access.roles import Role
from heimveg.accounts.queries import holders_of
from heimveg.base import clock
from heimveg.base.errors import Invalid, Refused
from heimveg.dwellings.views.answering import page_of_form, saved_by
from heimveg.upkeep.commands import waivers as commands
from heimveg.upkeep.forms import WaiverAnswerForm, WaiverForm
from heimveg.upkeep.models import Turnover, WaiverAsk
from heimveg.upkeep.permissions import SIGN_WAIVER, WAIVE
from heimveg.upkeep.queries.condition import criterion_in_force, unmet_in
from heimveg.upkeep.views.answering import GET_POST, steps_to


@require_http_methods(GET_POST)
@requires(WAIVE)
def ask(request: ActorRequest, turnover_id: int, code: str) -> HttpResponse:
    """Ask a leader by name whether the home may be let without one criterion."""
    mine = Turnover.objects.permitted_to(request.actor, WAIVE).select_related("dwelling")
    found, today = get_object_or_404(mine, pk=turnover_id), clock.today()
    criterion = criterion_in_force(code, on=today)
    back = (str(found.dwelling), reverse("upkeep:turnover", args=[turnover_id]))
    if not criterion.is_waivable:
        raise Refused(commands.BY_LAW, url=back[1], link=back[0])
    leaders = holders_of(Role.LEADER, on=today).exclude(pk=request.actor.user_id)
    form = WaiverForm(request.POST or None, leaders=leaders)
    saved = saved_by(
        request,
        form,
        lambda: commands.ask_waiver(
            request.actor,
            turnover_id=turnover_id,
            code=code,
            leader_id=form.cleaned_data["leader"].pk,
            reason=form.cleaned_data["reason"],
            on=today,
            at=clock.now(),
        ),
    )
    if saved is not None:
        messages.success(request, _("The leader is asked, and finds it on the front page."))
        return redirect("upkeep:turnover", turnover_id)
    return page_of_form(
        request,
        form,
        title=_("Ask for a waiver"),
        back=back,
        lead=criterion.text,
        steps=steps_to(back),
        verb=_("Ask the leader"),
    )


@require_http_methods(GET_POST)
@requires(SIGN_WAIVER)
def answer(request: ActorRequest, ask_id: int) -> HttpResponse:
    """What the leader is asked, and the answer: signed, or declined with a reason."""
    mine = WaiverAsk.objects.put_to(request.actor)
    asked = get_object_or_404(mine.select_related("turnover__dwelling", "asked_by"), pk=ask_id)
    form = WaiverAnswerForm(request.POST or None)
    is_signed = request.POST.get("answer") == "sign"
    if request.method == "POST" and form.is_valid():
        if not is_signed and request.POST.get("answer") != "decline":
            raise Http404
        try:
            commands.answer_waiver(
                request.actor,
                ask_id=ask_id,
                is_signed=is_signed,
                because=form.cleaned_data["because"],
                on=clock.today(),
                at=clock.now(),
            )
        except Invalid as refused:
            form.refuse(refused.fields)
        else:
            messages.success(request, _("Signed.") if is_signed else _("Declined."))
            return redirect("desk:front")
    return render(
        request, "upkeep/waiver.html", _context(asked, form), status=422 if form.errors else 200
    )


def _context(asked: WaiverAsk, form: WaiverAnswerForm) -> dict[str, object]:
    """Beside the question stands what else the home lacks: two small things may be too much."""
    unmet = unmet_in(asked.turnover, on=clock.today())
    texts = {each.criterion.code: each.criterion.text for each in unmet}
    still = [each for each in unmet if each.is_open]
    return {
        "asked": asked,
        "home": asked.turnover.dwelling,
        "criterion": texts.get(asked.code, asked.code),
        "others": [u.criterion.text for u in still if u.criterion.code != asked.code],
        "waived": [u.criterion.text for u in unmet if u.waiver],
        "form": form,
        "is_waiting": not asked.answer,
    }
