"""Rounds: the list, a new one, and the proposal in its four views and on paper."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest
from heimveg.accounts.models import Unit
from heimveg.allocation import commands
from heimveg.allocation.forms import RoundForm
from heimveg.allocation.models import Round
from heimveg.allocation.permissions import READ_ROUNDS, RUN_ROUND, SETTLE_ROUND, STEER_ROUND
from heimveg.allocation.queries import pages, progress, without
from heimveg.allocation.queries.paper import paper as paper_of
from heimveg.allocation.views.asking import done, round_or_404
from heimveg.base import clock
from heimveg.base.paging import page_number, page_of
from heimveg.base.sent import version_in
from heimveg.base.web import render_part

VIEWS = ("chains", "table", "unmet", "worth")


@require_safe
@requires(READ_ROUNDS)
def rounds(request: ActorRequest) -> HttpResponse:
    """Rounds of the reader's offices, the newest first."""
    mine = Round.objects.permitted_to(request.actor, READ_ROUNDS).light()
    page = page_of(mine.select_related("unit").order_by("-day", "-pk"), request, size=25)
    context = {
        "page": page,
        "offers": progress.offers_by_round(request.actor, page.rows),
        "may_run": request.actor.may(RUN_ROUND),
    }
    return render_part(request, "allocation/list.html", "allocation/_list.html", context)


@require_http_methods(["GET", "POST"])
@requires(RUN_ROUND)
def new(request: ActorRequest) -> HttpResponse:
    """Open a round; POST takes the snapshot, solves, and shows the proposal."""
    today = clock.today()
    units = Unit.objects.running_on(today).filter(pk__in=request.actor.units(RUN_ROUND))
    units = units.order_by("name")
    if request.method == "POST":
        form = RoundForm(request.POST, units=units)
        opened: list[Round] = []
        if form.is_valid() and done(form, lambda: opened.append(_open(request, form))):
            return redirect("allocation:round", opened[0].pk)
        return render(request, "allocation/new.html", {"form": form}, status=422)
    title = _("Round of %(day)s") % {"day": date_format(today, "DATE_FORMAT")}
    first = units.values_list("pk", flat=True).first()
    values = RoundForm.first_values(day=today, title=title, unit=first)
    form = RoundForm(initial=values, units=units)
    return render(request, "allocation/new.html", {"form": form})


def _open(request: ActorRequest, form: RoundForm) -> Round:
    return commands.open_round(
        request.actor,
        unit_id=form.cleaned_data["unit"].pk,
        title=form.cleaned_data["title"],
        on=form.cleaned_data["day"],
        at=clock.now(),
        parameters=form.parameters,
    )


@require_safe
@requires(READ_ROUNDS)
def round_(request: ActorRequest, round_id: int, view: str = "chains") -> HttpResponse:
    """The proposal: as chains, as a table, who is left without, what more homes would give."""
    found = round_or_404(request, READ_ROUNDS, round_id)
    part, shown = _shown(request, found, view)
    context = {"head": head_of(request, found), "round": found, "view": view} | shown
    return render_part(request, "allocation/round.html", part, {**context, "part": part})


def _shown(request: ActorRequest, found: Round, view: str) -> tuple[str, dict[str, Any]]:
    number = page_number(request)
    match view:
        case "table":
            sort = request.GET.get("sort", "")
            sorts = pages.sorts_of(pages.reading_of(found))
            sort = sort if sort in sorts else "chain"
            page = pages.rows_page(request.actor, found, number=number, sort=sort)
            return "allocation/_table.html", {"page": page, "sort": sort, "sorts": sorts}
        case "unmet":
            unmet = without.unmet_page(request.actor, found, number=number)
            return "allocation/_unmet.html", {"page": unmet}
        case "worth":
            rows = without.worth_rows(pages.reading_of(found))
            return "allocation/_worth.html", {"rows": rows}
    chains = pages.chains_page(request.actor, found, number=number)
    return "allocation/_chains.html", {"page": chains}


def head_of(request: ActorRequest, found: Round) -> dict[str, Any]:
    """What stands above every view of a round."""
    actor = request.actor
    is_open = found.can_be_steered
    summary = pages.summary(pages.reading_of(found))
    return {
        "summary": summary,
        "sentence": pages.sentence(summary),
        "tabs": _tabs(found, summary),
        "steps": progress.steps(actor, found),
        "steerings": progress.steerings(actor, found),
        "stopped": progress.stopped_chains(actor, found),
        "may_renew": is_open and actor.may(RUN_ROUND),
        "may_steer": is_open and actor.may(STEER_ROUND),
        "may_settle": is_open and actor.may(SETTLE_ROUND) and summary["moves"] > 0,
        "may_run": actor.may(RUN_ROUND),
    }


def _tabs(found: Round, summary: dict[str, Any]) -> list[tuple[str, str, str, int | None]]:
    """(view, label, address, count)."""
    return [
        ("chains", _("Chains"), reverse("allocation:round", args=[found.pk]), summary["chains"]),
        ("table", _("Table"), reverse("allocation:table", args=[found.pk]), summary["moves"]),
        (
            "unmet",
            _("Without a home"),
            reverse("allocation:unmet", args=[found.pk]),
            summary["unmet"],
        ),
        ("worth", _("One more home"), reverse("allocation:worth", args=[found.pk]), None),
    ]


@require_POST
@requires(RUN_ROUND)
def renew(request: ActorRequest, round_id: int) -> HttpResponse:
    """Solve again with today's needs and homes."""
    found = round_or_404(request, RUN_ROUND, round_id)
    commands.renew_round(
        request.actor,
        round_id=found.pk,
        version=version_in(request),
        on=clock.today(),
        at=clock.now(),
    )
    messages.success(request, _("Solved again with the needs and homes of today."))
    return redirect("allocation:round", round_id)


@require_POST
@requires(RUN_ROUND)
def follow_up(request: ActorRequest, round_id: int) -> HttpResponse:
    """Open a new round with the same parameters: what is accepted stands, the rest is solved."""
    found = round_or_404(request, RUN_ROUND, round_id)
    opened = commands.open_round(
        request.actor,
        unit_id=found.unit_id,
        title=_("%(title)s, continued") % {"title": found.title[:80]},
        on=clock.today(),
        at=clock.now(),
        parameters=found.parameters,
    )
    return redirect("allocation:round", opened.pk)


@require_http_methods(["GET", "POST"])
@requires(SETTLE_ROUND)
def settle(request: ActorRequest, round_id: int) -> HttpResponse:
    """What settling will do; POST does it."""
    found = round_or_404(request, SETTLE_ROUND, round_id)
    if request.method == "POST":
        commands.settle_round(
            request.actor,
            round_id=found.pk,
            version=version_in(request),
            on=clock.today(),
            at=clock.now(),
        )
        messages.success(
            request, _("Settled. Each decision now waits for two signatures before its offer.")
        )
        return redirect("allocation:round", round_id)
    summary = pages.summary(pages.reading_of(found))
    return render(request, "allocation/settle.html", {"round": found, "summary": summary})


@require_safe
@requires(READ_ROUNDS)
def paper(request: ActorRequest, round_id: int) -> HttpResponse:
    """The committee's paper: everything on one page to print, with names or case numbers."""
    found = round_or_404(request, READ_ROUNDS, round_id)
    with_names = request.GET.get("names") == "1"
    context = {
        "round": found,
        "with_names": with_names,
        **paper_of(request.actor, found, with_names=with_names),
    }
    return render(request, "allocation/paper.html", context)
