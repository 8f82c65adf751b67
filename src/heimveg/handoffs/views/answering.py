"""Saying yes or no, and deciding between units."""

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest
from heimveg.base import clock
from heimveg.handoffs import commands, queries
from heimveg.handoffs.forms import AcceptForm, DecideForm, DeclineForm
from heimveg.handoffs.ledger import may_answer, may_decide
from heimveg.handoffs.models import Handoff
from heimveg.handoffs.permissions import (
    ANSWER_HANDOFF,
    ASK_HANDOFF,
    DECIDE_HANDOFF,
    READ_HANDOFFS,
)
from heimveg.handoffs.rules import DeclineReason, HandoffState, Wanted
from heimveg.handoffs.telling import way_for
from heimveg.handoffs.views.shared import act_page, along, back_to, done, opened, way_to
from heimveg.persons.queries import workers_of


@require_http_methods(["GET", "POST"])
@requires(ANSWER_HANDOFF)
def accept(request: ActorRequest, handoff_id: int) -> HttpResponse:
    """Say yes and name who follows up. What follows along stands first."""
    row, today = opened(request, ANSWER_HANDOFF, handoff_id), clock.today()
    may_answer(request.actor, row, HandoffState.ACCEPTED)
    by_taker = row.is_asked_by_taker
    workers = None if by_taker else workers_of(row.to_unit_id, row.person_id, on=today)
    form = AcceptForm(
        request.POST if request.method == "POST" else None,
        workers=workers,
        initial={"worker": request.actor.user_id},
    )
    made = done(
        request,
        form,
        lambda: commands.accept_handoff(
            request.actor, handoff_id=row.pk, worker_id=_chosen(form), on=today
        ),
    )
    if made is not None:
        helps = row.kind == Wanted.CONTRIBUTE
        text = _("Accepted. %(unit)s helps from today, beside the unit that answers.")
        text = text if helps else _("Accepted. %(unit)s has taken over from today.")
        text = text % {"unit": row.to_unit.name}
        messages.success(request, text)
        return back_to(request, READ_HANDOFFS, row)
    return act_page(
        request,
        form,
        title=_("Accept the hand-off"),
        lead=_("From today the unit does what was asked, and what stands open follows along."),
        label=_("Accept"),
        back=reverse("handoffs:detail", args=[row.pk]),
        steps=way_to(row),
        handoff=row,
        rows=along(row),
        way=_way(row),
    )


def _way(row: Handoff) -> str:
    """How the person gets to know of it, where who answers may change."""
    if row.kind != Wanted.COORDINATE:
        return ""
    return way_for(row.person, on=clock.today())


def _chosen(form: AcceptForm) -> int | None:
    worker = form.cleaned_data.get("worker")
    return worker.pk if worker else None


@require_http_methods(["GET", "POST"])
@requires(ANSWER_HANDOFF)
def decline(request: ActorRequest, handoff_id: int) -> HttpResponse:
    row, today = opened(request, ANSWER_HANDOFF, handoff_id), clock.today()
    may_answer(request.actor, row, HandoffState.DECLINED)
    form = DeclineForm(
        request.POST if request.method == "POST" else None,
        units=queries.units_to_ask(apart_from=row.answering_unit_id, on=today),
    )

    def act() -> Handoff:
        suggests = form.cleaned_data["suggests"]
        return commands.decline_handoff(
            request.actor,
            handoff_id=row.pk,
            because=DeclineReason(form.cleaned_data["because"]),
            words=form.cleaned_data["words"],
            suggests_id=suggests.pk if suggests else None,
            on=today,
        )

    if done(request, form, act) is not None:
        messages.success(
            request, _("Declined. %(unit)s goes on answering.") % {"unit": row.from_unit.name}
        )
        return back_to(request, READ_HANDOFFS, row)
    return act_page(
        request,
        form,
        title=_("Decline the hand-off"),
        lead=_("The person loses nobody: the unit that answers goes on doing so."),
        label=_("Decline"),
        back=reverse("handoffs:detail", args=[row.pk]),
        steps=way_to(row),
        handoff=row,
    )


@require_POST
@requires(ASK_HANDOFF)
def escalate(request: ActorRequest, handoff_id: int) -> HttpResponse:
    row = opened(request, ASK_HANDOFF, handoff_id)
    commands.escalate_handoff(request.actor, handoff_id=row.pk, on=clock.today())
    messages.success(request, _("It lies with the unit that decides between units."))
    return back_to(request, READ_HANDOFFS, row)


@require_http_methods(["GET", "POST"])
@requires(DECIDE_HANDOFF)
def decide(request: ActorRequest, handoff_id: int) -> HttpResponse:
    """Decide, in writing. It is final, and the ledger follows at once."""
    row, today = opened(request, DECIDE_HANDOFF, handoff_id), clock.today()
    may_decide(request.actor, row)
    form = DecideForm(
        request.POST if request.method == "POST" else None,
        units=queries.units_to_choose(row, on=today),
    )
    made = done(
        request,
        form,
        lambda: commands.decide_handoff(
            request.actor,
            handoff_id=row.pk,
            unit_id=form.cleaned_data["unit"].pk,
            words=form.cleaned_data["words"],
            on=today,
        ),
    )
    if made is not None:
        messages.success(request, _("Decided. The ledger has followed."))
        return back_to(request, READ_HANDOFFS, row)
    return act_page(
        request,
        form,
        title=_("Decide between the units"),
        lead=_("The decision is final, and is kept with its reasons. The ledger follows at once."),
        label=_("Decide"),
        back=reverse("handoffs:detail", args=[row.pk]),
        steps=way_to(row),
        handoff=row,
        rows=along(row),
        way=_way(row),
    )
