"""One errand: what it asks, where it came from and went, and what is done next."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest
from heimveg.base import clock
from heimveg.base.errors import Invalid
from heimveg.base.forms import say_at_fields
from heimveg.base.sent import version_in
from heimveg.intake.commands import handling, moving
from heimveg.intake.forms.handling import CloseForm, LackingForm, PassOnForm, ReplyForm, WhomForm
from heimveg.intake.models import Errand
from heimveg.intake.permissions import HANDLE_ERRAND, READ_ERRANDS
from heimveg.intake.queries import errands as queries
from heimveg.intake.queries.routing import units_that_answer
from heimveg.intake.rules import REPLIED_TO, DecidedBy, ErrandState, HowTold, Outcome
from heimveg.intake.words import DECIDED, source_in_words
from heimveg.needs.models import Need
from heimveg.needs.rules import UrgencyReason
from heimveg.persons.queries import candidates
from heimveg.persons.rules import Particulars

TONES = {
    ErrandState.NEW: "accent",
    ErrandState.INCOMPLETE: "warning",
    ErrandState.IN_HAND: "info",
    ErrandState.CLOSED: "neutral",
}
Act = Callable[[Any], Errand]


@require_safe
@requires(READ_ERRANDS)
def errand(request: ActorRequest, errand_id: int) -> HttpResponse:
    return _page(request, _found(request, errand_id))


@require_POST
@requires(HANDLE_ERRAND)
def take(request: ActorRequest, errand_id: int) -> HttpResponse:
    handling.take_in_hand(request.actor, errand_id=errand_id, version=version_in(request))
    messages.success(request, _("It is in hand."))
    return redirect("intake:detail", errand_id)


@require_POST
@requires(HANDLE_ERRAND)
def lacking(request: ActorRequest, errand_id: int) -> HttpResponse:
    def act(data: dict[str, Any]) -> Errand:
        return handling.ask_for_more(
            request.actor,
            errand_id=errand_id,
            version=version_in(request),
            lacking=data["lacking"],
        )

    return _act(request, errand_id, "lacking_form", LackingForm(request.POST), act)


@require_POST
@requires(HANDLE_ERRAND)
def reply(request: ActorRequest, errand_id: int) -> HttpResponse:
    def act(data: dict[str, Any]) -> Errand:
        return handling.reply_provisionally(
            request.actor, errand_id=errand_id, version=version_in(request),
            how=HowTold(data["how"]), on=clock.today(), at=clock.now(),
        )  # fmt: skip

    return _act(request, errand_id, "reply_form", ReplyForm(request.POST), act)


@require_POST
@requires(HANDLE_ERRAND)
def begin_need(request: ActorRequest, errand_id: int) -> HttpResponse:
    led = handling.begin_need(
        request.actor, errand_id=errand_id, version=version_in(request), on=clock.today()
    )
    messages.success(request, _("What was told stands in the need. Fill in what is missing."))
    return redirect("needs:change", led.need_id or 0)


@require_POST
@requires(HANDLE_ERRAND)
def pass_on(request: ActorRequest, errand_id: int) -> HttpResponse:
    def act(data: dict[str, Any]) -> Errand:
        return handling.pass_on(
            request.actor, errand_id=errand_id, version=version_in(request),
            unit_id=data["unit"].pk, on=clock.today(),
        )  # fmt: skip

    form = PassOnForm(request.POST, units=_other_units(_found(request, errand_id)))
    return _act(request, errand_id, "pass_on_form", form, act)


@require_POST
@requires(HANDLE_ERRAND)
def say_whom(request: ActorRequest, errand_id: int) -> HttpResponse:
    """It may be about somebody whom the reader does not see: then the list is next."""
    found = _found(request, errand_id)
    form = _whom_form(request, found, request.POST)
    if not form.is_valid():
        return _page(request, found, {"whom_form": form}, status=422)
    moving.say_whom(
        request.actor, errand_id=errand_id, version=version_in(request),
        person_id=form.person_id, on=clock.today(),
    )  # fmt: skip
    messages.success(request, _("Saved."))
    is_seen = queries.errands(request.actor).filter(pk=errand_id).exists()
    return redirect("intake:detail", errand_id) if is_seen else redirect("intake:list")


@require_POST
@requires(HANDLE_ERRAND)
def close(request: ActorRequest, errand_id: int) -> HttpResponse:
    def act(data: dict[str, Any]) -> Errand:
        return handling.close_errand(
            request.actor, errand_id=errand_id, version=version_in(request),
            outcome=Outcome(data["outcome"]), on=clock.today(),
        )  # fmt: skip

    has_need = _found(request, errand_id).need_id is not None
    return _act(request, errand_id, "close_form", CloseForm(request.POST, has_need=has_need), act)


def _act(request: ActorRequest, errand_id: int, name: str, form: Form, act: Act) -> HttpResponse:
    """Do it, or say on the same page why not, with what was typed."""
    if form.is_valid():
        try:
            act(form.cleaned_data)
        except Invalid as refusal:
            say_at_fields(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("intake:detail", errand_id)
    return _page(request, _found(request, errand_id), {name: form}, status=422)


def _page(
    request: ActorRequest,
    found: Errand,
    forms: dict[str, Form] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    today, person_url = clock.today(), reverse("desk:person", args=[found.person_id])
    may = request.actor.may(HANDLE_ERRAND) and found.is_open
    context: dict[str, Any] = {
        "errand": found,
        "person_url": person_url,
        "steps": [(_("What has come in"), reverse("intake:list"))],
        "tone": TONES[ErrandState(found.state)],
        "is_late": found.is_late(on=today),
        "days": (today - found.came_on).days,
        "reasons": [Need.REASONS[UrgencyReason(r)] for r in found.urgency_reasons],
        "source": source_in_words(found.limit_source),
        "decided": DECIDED[DecidedBy(found.routed_by)],
        "said": queries.said_in(request.actor, found),
        "institution": queries.institution_in(request.actor, found),
        "leaving": queries.leaving_in(request.actor, found),
        "hides_words": queries.hides_words(request.actor, found),
        "whom_form": _whom_form(request, found) if may and found.given_as else None,
        "may": may,
        "may_take": may and found.state != ErrandState.IN_HAND,
        "may_reply": may and found.kind in REPLIED_TO and found.told_on is None,
        "may_need": may and found.need_id is None,
        "lacking_form": LackingForm(initial={"lacking": found.lacking}),
        "reply_form": ReplyForm(),
        "close_form": CloseForm(has_need=found.need_id is not None),
        "pass_on_form": PassOnForm(units=_other_units(found)),
        "open_form": next(iter(forms or {}), ""),
    }
    return render(request, "intake/detail.html", context | (forms or {}), status=status)


def _whom_form(request: ActorRequest, found: Errand, sent: Any = None) -> WhomForm:  # noqa: ANN401
    given = Particulars(name=found.given_as)
    alike = candidates(request.actor, HANDLE_ERRAND, given, beside=found.person_id)
    return WhomForm(sent, errand=found, alike=[c.person for c in alike])


def _found(request: ActorRequest, errand_id: int) -> Errand:
    rows = queries.errands(request.actor).select_related("need", "routing_rule", "receipt")
    return get_object_or_404(rows, pk=errand_id)


def _other_units(found: Errand) -> Any:  # noqa: ANN401  # a queryset
    return units_that_answer(on=clock.today()).exclude(pk=found.unit_id)
