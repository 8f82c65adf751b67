"""One person's line in a proposal, and the committee's choices about it."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest
from heimveg.allocation import commands, wording
from heimveg.allocation.forms import SteerForm
from heimveg.allocation.models import Round, Steering
from heimveg.allocation.permissions import READ_ROUNDS, STEER_ROUND
from heimveg.allocation.proposals import Steer
from heimveg.allocation.queries import lines, pages
from heimveg.allocation.queries.cast import cast_for
from heimveg.allocation.queries.steering import (
    Preview,
    after_steering,
    previewed,
    without_steering,
)
from heimveg.allocation.queries.without import weights_of
from heimveg.allocation.rules import RuleKind
from heimveg.allocation.views.asking import done, round_or_404
from heimveg.base import clock
from heimveg.base.sent import version_in
from heimveg.needs.models import Need


@require_safe
@requires(READ_ROUNDS)
def line(request: ActorRequest, round_id: int, need_id: int) -> HttpResponse:
    """Why this home, what was weighed, and what else there was."""
    found = round_or_404(request, READ_ROUNDS, round_id)
    shown = lines.line_page(request.actor, found, need_id)
    if shown is None:
        raise Http404
    context = {"round": found, "line": shown}
    return render(request, "allocation/line.html", context)


@dataclass(frozen=True)
class _Choice:
    """A steering that is being considered."""

    need: Need
    home: int
    kind: RuleKind

    @property
    def steer(self) -> Steer:
        return Steer(self.kind is RuleKind.PIN, self.need.pk, self.home)


@require_http_methods(["GET", "POST"])
@requires(STEER_ROUND)
def steer(
    request: ActorRequest, round_id: int, need_id: int, kind: str, dwelling_id: int
) -> HttpResponse:
    """See what a choice costs others; POST makes it, with a reason."""
    found = round_or_404(request, STEER_ROUND, round_id)
    mine = Need.objects.permitted_to(request.actor, STEER_ROUND).select_related("person")
    need = get_object_or_404(mine, pk=need_id, unit=found.unit_id)
    choice = _Choice(need, dwelling_id, RuleKind(kind))
    reading = pages.reading_of(found)
    if need_id not in reading.seekers or dwelling_id not in reading.homes:
        raise Http404
    form = SteerForm(request.POST if request.method == "POST" else None)
    if (
        request.method == "POST"
        and form.is_valid()
        and done(form, lambda: _steer(request, found, choice, form))
    ):
        return redirect("allocation:line", round_id, need_id)
    found.require_open()
    preview = previewed(_whole(found), after_steering(_whole(found), choice.steer))
    context = _considered(request, found, preview, choice.need.pk, dwelling_id)
    if dwelling_id in context["cast"].hidden.homes:
        raise Http404
    context |= {"form": form, "need": need, "kind": kind}
    status = 422 if form.is_bound else 200
    return render(request, "allocation/steer.html", context, status=status)


def _steer(request: ActorRequest, found: Round, choice: _Choice, form: SteerForm) -> None:
    commands.steer_round(
        request.actor,
        round_id=found.pk,
        version=version_in(request),
        need_id=choice.need.pk,
        dwelling_id=choice.home,
        kind=choice.kind,
        reason=form.cleaned_data["reason"],
        at=clock.now(),
    )


@require_http_methods(["GET", "POST"])
@requires(STEER_ROUND)
def lift(request: ActorRequest, round_id: int, steering_id: int) -> HttpResponse:
    """See what taking a choice back changes; POST takes it back."""
    found = round_or_404(request, STEER_ROUND, round_id)
    mine = Steering.objects.permitted_to(request.actor, STEER_ROUND).in_force()
    steering = get_object_or_404(
        mine.select_related("person", "need", "dwelling"), pk=steering_id, round=found
    )
    if request.method == "POST":
        commands.lift_steering(
            request.actor,
            round_id=found.pk,
            version=version_in(request),
            steering_id=steering.pk,
            at=clock.now(),
        )
        return redirect("allocation:line", round_id, steering.need_id)
    found.require_open()
    preview = previewed(_whole(found), without_steering(_whole(found), steering))
    context = _considered(request, found, preview, steering.need_id, steering.dwelling_id)
    return render(request, "allocation/lift.html", {**context, "steering": steering})


def _whole(found: Round) -> Round:
    """With its snapshot, from what is read already."""
    reading = pages.reading_of(found)
    found.snapshot, found.proposal = dict(reading.snapshot), dict(reading.proposal)
    return found


def _considered(
    request: ActorRequest, found: Round, preview: Preview, need: int, home: int
) -> dict[str, Any]:
    """What the change would mean for everybody the reader sees, and how many more."""
    changes = preview.changes
    touched = {*changes.lost, *changes.won, *changes.other_home}
    before, after = pages.reading_of(found), preview.reading
    needs = touched | {need}
    moved = [r.lines[n] for r in (before, after) for n in needs if n in r.lines]
    cast = cast_for(request.actor, before, moved, on=found.day, needs=needs, homes=[home])
    return {
        "round": found,
        "cast": cast,
        "home": cast.home(home),
        "changes": wording.change(before, after, cast, weights_of(before)),
        "after": pages.sentence(pages.summary(after)),
        "before": pages.sentence(pages.summary(before)),
    }
