"""The list of decisions, one decision, and its letter."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest, Permission
from heimveg.accounts.queries import municipality
from heimveg.base import clock
from heimveg.base.errors import Invalid
from heimveg.base.paging import page_of
from heimveg.base.web import render_part
from heimveg.decisions import commands, rules
from heimveg.decisions.forms import DraftForm
from heimveg.decisions.letters import letter_pdf
from heimveg.decisions.models import Decision, Letter
from heimveg.decisions.permissions import (
    APPROVE_DECISION,
    DRAFT_DECISION,
    READ_DECISIONS,
    SIGN_DECISION,
    TELL_DECISION,
)
from heimveg.decisions.queries import deadline, rights
from heimveg.decisions.rules import DecisionState


@require_GET
@requires(READ_DECISIONS)
def decisions(request: ActorRequest) -> HttpResponse:
    """Decisions by state, those that wait for somebody first."""
    state = request.GET.get("state", "")
    rows = Decision.objects.permitted_to(request.actor, READ_DECISIONS)
    if state in set(DecisionState):
        rows = rows.filter(state=state)
    rows = rows.select_related("person", "signed_by").order_by("-drafted_on", "-pk")
    context = {
        "page": page_of(rows, request),
        "state": state,
        "states": [(value, label, value == state) for value, label in Decision.STATES.items()],
    }
    return render_part(request, "decisions/list.html", "decisions/_list.html", context)


@require_http_methods(["GET", "POST"])
@requires(READ_DECISIONS)
def decision(request: ActorRequest, decision_id: int) -> HttpResponse:
    """One decision; POST changes the words of a draft."""
    found = _mine(request, READ_DECISIONS, decision_id)
    form = DraftForm(request.POST if request.method == "POST" else None, instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            commands.change_draft(
                request.actor, decision_id=decision_id, version=_version(request),
                **{name: form.cleaned_data[name] for name in form.fields},
            )
            return redirect("decisions:detail", decision_id)
        except Invalid as refused:
            for name, text in refused.fields.items():
                form.add_error(name, str(text))
    return _page(request, found, form, status=422 if form.errors else 200)


def _page(request: ActorRequest, found: Decision, form: DraftForm, *, status: int) -> HttpResponse:
    actor = request.actor
    state = DecisionState(found.state)
    context: dict[str, Any] = {
        "decision": found,
        "form": form,
        "grounds": found.grounds.order_by("pk"),
        "steps": _steps(state),
        "may_change": state is DecisionState.DRAFT and actor.may(DRAFT_DECISION),
        "may_sign": state is DecisionState.DRAFT and actor.may(SIGN_DECISION),
        "may_approve": state is DecisionState.SIGNED
        and actor.may(APPROVE_DECISION)
        and found.signed_by_id != actor.user_id,
        "waits_for_colleague": state is DecisionState.SIGNED and found.signed_by_id == actor.user_id,
        "may_tell": state is DecisionState.APPROVED and actor.may(TELL_DECISION),
    }
    return render_part(request, "decisions/detail.html", "decisions/_detail.html", context, status=status)


def _steps(state: DecisionState) -> list[dict[str, Any]]:
    names = [_("Written"), _("Signed"), _("Approved"), _("Told")]
    reached = {"draft": 0, "signed": 1, "approved": 2, "told": 3, "replaced": 3}[state]
    return [
        {"label": name, "state": "done" if i < reached or reached == 3 else "current" if i == reached else "todo"}
        for i, name in enumerate(names)
    ]


def _act(permission: Permission, act: Callable[[ActorRequest, int, int], object]) -> Callable[..., HttpResponse]:
    """A POST that does one thing to a decision and shows it again."""

    @require_POST
    @requires(permission)
    def view(request: ActorRequest, decision_id: int) -> HttpResponse:
        try:
            act(request, decision_id, _version(request))
        except Decision.DoesNotExist as missing:
            raise Http404 from missing
        return redirect("decisions:detail", decision_id)

    return view


sign = _act(
    SIGN_DECISION,
    lambda request, pk, version: commands.sign_decision(
        request.actor, decision_id=pk, version=version, at=clock.now()
    ),
)
approve = _act(
    APPROVE_DECISION,
    lambda request, pk, version: commands.approve_decision(
        request.actor, decision_id=pk, version=version, at=clock.now()
    ),
)
send_back = _act(
    APPROVE_DECISION,
    lambda request, pk, version: commands.return_decision(request.actor, decision_id=pk, version=version),
)
tell = _act(
    TELL_DECISION,
    lambda request, pk, version: commands.tell_decision(
        request.actor, decision_id=pk, version=version, on=clock.today(), at=clock.now()
    ),
)


@require_GET
@requires(READ_DECISIONS)
def letter(request: ActorRequest, decision_id: int) -> HttpResponse:
    """The letter as it was sent; before that, how it would look if it were sent today."""
    found = _mine(request, READ_DECISIONS, decision_id)
    kept = Letter.objects.filter(decision=found).first()
    today = clock.today()
    pdf = bytes(kept.pdf) if kept else letter_pdf(
        found, municipality(), on=today, rights=rights(on=today),
        appeal_by=rules.appeal_deadline(deadline("appeal_deadline", on=today), reached_party_on=today),
    )
    return HttpResponse(
        pdf, content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{found.pk}.pdf"'},
    )


def _mine(request: ActorRequest, permission: Permission, decision_id: int) -> Decision:
    mine = Decision.objects.permitted_to(request.actor, permission)
    return get_object_or_404(
        mine.select_related("person", "unit", "signed_by", "approved_by"), pk=decision_id
    )


def _version(request: ActorRequest) -> int:
    raw = request.POST.get("row_version", "")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 9 else 0
