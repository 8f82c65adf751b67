"""The list of decisions, one decision, and its letter."""

from collections.abc import Callable
from typing import cast

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from heimveg.access.doors import requires
from heimveg.access.gate import Actor, ActorRequest, Permission
from heimveg.accounts.queries import municipality
from heimveg.base import clock
from heimveg.base.errors import Invalid
from heimveg.base.forms import say_at_fields
from heimveg.base.paging import page_of
from heimveg.base.parts import Step
from heimveg.base.sent import version_in
from heimveg.base.web import render_part
from heimveg.decisions import commands
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
from heimveg.decisions.queries import appeal_by, rights
from heimveg.decisions.rules import DecisionState, Words
from heimveg.notices.models import Notice
from heimveg.notices.rules import NoticeState

TONES = {
    DecisionState.SIGNED: "warning",
    DecisionState.APPROVED: "info",
    DecisionState.TOLD: "success",
}


@require_safe
@requires(READ_DECISIONS)
def decisions(request: ActorRequest) -> HttpResponse:
    """Decisions by state, the latest first."""
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
    if request.method != "POST":
        return _page(request, found, DraftForm(instance=found), status=200)
    seen_version = version_in(request)
    form = DraftForm(request.POST, instance=found)
    if form.is_valid():
        words = cast("Words", {name: form.cleaned_data[name] for name in form.fields})
        try:
            commands.change_draft(
                request.actor, decision_id=decision_id, version=seen_version, **words
            )
            return redirect("decisions:detail", decision_id)
        except Invalid as refused:
            say_at_fields(form, refused)
    found.version = seen_version  # sent again, it must still meet what others saved meanwhile
    return _page(request, found, form, status=422)


def _page(request: ActorRequest, found: Decision, form: DraftForm, *, status: int) -> HttpResponse:
    state = DecisionState(found.state)
    notice = Notice.objects.filter(key=found.notice_key).first()
    context: dict[str, object] = {
        "decision": found,
        "trail": [(_("Decisions"), reverse("decisions:list"))],
        "form": form,
        "tone": TONES.get(state, "neutral"),
        "grounds": found.grounds.order_by("pk"),
        "steps": _steps(found),
        "follows": Decision.objects.filter(replaces=found).first(),
        "notice": notice,
        "next": _next(request.actor, found, notice),
    }
    return render_part(
        request, "decisions/detail.html", "decisions/_detail.html", context, status=status
    )


def _unlawful(request: ActorRequest, found: Decision, refused: Invalid) -> HttpResponse:
    """A draft whose kept words cannot be signed, with the reason at each field."""
    form = DraftForm(
        {name: request.POST.get(name, getattr(found, name)) for name in DraftForm.Meta.fields},
        instance=found,
    )
    form.full_clean()
    say_at_fields(form, refused)
    return _page(request, found, form, status=422)


def _next(actor: Actor, found: Decision, notice: Notice | None) -> dict[str, bool]:
    """What this reader may do with the decision now."""
    state = DecisionState(found.state)
    is_signer = found.signed_by_id == actor.user_id
    is_held = notice is not None and notice.state == NoticeState.HELD
    return {
        "change": state is DecisionState.DRAFT and actor.may(DRAFT_DECISION),
        "sign": state is DecisionState.DRAFT and actor.may(SIGN_DECISION),
        "approve": state is DecisionState.SIGNED and actor.may(APPROVE_DECISION) and not is_signer,
        "wait": state is DecisionState.SIGNED and is_signer,
        "tell": state is DecisionState.APPROVED and actor.may(TELL_DECISION),
        "replace": found.may_be_offered and actor.may(DRAFT_DECISION),
        "hand_over": is_held and actor.may(TELL_DECISION),
    }


def _steps(found: Decision) -> list[Step]:
    days = [found.drafted_on, found.signed_at, found.approved_at, found.told_on]
    names = [_("Written"), _("Signed"), _("Approved"), _("Told")]
    reached = 0 if found.state == DecisionState.DRAFT else sum(day is not None for day in days)
    return [
        Step(name, "done" if n < reached else "current" if n == reached else "todo")
        for n, name in enumerate(names)
    ]


Act = Callable[[ActorRequest, int, int], Decision]


def _words(request: ActorRequest) -> Words:
    """The words that stand in the form, so that none is lost by signing before saving."""
    fields = DraftForm.Meta.fields
    written = {name: request.POST[name].strip() for name in fields if name in request.POST}
    missing = [name for name, text in written.items() if not text and name != "assumed_support"]
    if missing:
        raise Invalid({name: _("This must be filled in before it is signed.") for name in missing})
    return cast("Words", written)


def _act(permission: Permission, act: Act) -> Callable[..., HttpResponse]:
    """A POST that does one thing to a decision and shows what came of it."""

    @require_POST
    @requires(permission)
    def view(request: ActorRequest, decision_id: int) -> HttpResponse:
        try:
            record = act(request, decision_id, version_in(request))
        except Invalid as refused:
            return _unlawful(request, _mine(request, permission, decision_id), refused)
        return redirect("decisions:detail", record.pk)

    return view


sign = _act(
    SIGN_DECISION,
    lambda request, pk, version: commands.sign_decision(
        request.actor, decision_id=pk, version=version, at=clock.now(), **_words(request)
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
    lambda request, pk, version: commands.return_decision(
        request.actor, decision_id=pk, version=version
    ),
)
tell = _act(
    TELL_DECISION,
    lambda request, pk, version: commands.tell_decision(
        request.actor, decision_id=pk, version=version, on=clock.today(), at=clock.now()
    ),
)
hand_over = _act(
    TELL_DECISION,
    lambda request, pk, _version: commands.hand_over_letter(
        request.actor, decision_id=pk, at=clock.now()
    ),
)
replace = _act(
    DRAFT_DECISION,
    lambda request, pk, _version: commands.replace_decision(
        request.actor, decision_id=pk, on=clock.today()
    ),
)


@require_safe
@requires(READ_DECISIONS)
def letter(request: ActorRequest, decision_id: int) -> HttpResponse:
    """The letter as it was sent; before that, how it would look if it were sent today."""
    found = _mine(request, READ_DECISIONS, decision_id)
    kept = Letter.objects.filter(decision=found).first()
    return HttpResponse(
        bytes(kept.pdf) if kept else _preview(found),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{found.pk}.pdf"'},
    )


def _preview(found: Decision) -> bytes:
    on = found.told_on or clock.today()
    until = found.appeal_by or appeal_by(reached_party_on=on)
    return letter_pdf(found, municipality(), on=on, appeal_by=until, rights=rights(on=on))


def _mine(request: ActorRequest, permission: Permission, decision_id: int) -> Decision:
    mine = Decision.objects.permitted_to(request.actor, permission)
    related = ("person", "unit", "signed_by", "approved_by", "replaces")
    return get_object_or_404(mine.select_related(*related), pk=decision_id)
