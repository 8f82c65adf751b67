"""The kasteball page: figures for leaders, and for coordinators also whom."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest
from heimveg.base import clock
from heimveg.handoffs.models import Handoff
from heimveg.handoffs.permissions import READ_HANDOFFS, SEE_KASTEBALL
from heimveg.handoffs.queries import kasteball as queries
from heimveg.handoffs.rules.figures import FEWEST, Figures, Key, Told


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a table that may be told. `share`: 0 to 100, of the longest."""

    label: str
    figure: str
    share: int


@require_safe
@requires(SEE_KASTEBALL)
def kasteball(request: ActorRequest) -> HttpResponse:
    today = clock.today()
    found = queries.kasteball_figures(on=today)
    sees_people = request.actor.may(READ_HANDOFFS)
    tossed = queries.tossed_people(request.actor, on=today) if sees_people else None
    context: dict[str, object] = {
        "stats": _stats(found, tossed.often_moved if tossed else None),
        "pairs": _bars(found.pairs, _pair_labels(found), _("other pairs of units")),
        "declines": _bars(found.declines, _reason_labels(), _("other reasons")),
        "sees_people": sees_people,
        "today": today,
        "fewest": FEWEST,
    }
    if tossed:
        context |= {
            "tossed": tossed.worst,
            "waiting": [
                (row, (today - row.first_asked_on).days)
                for row in queries.longest_waiting(request.actor)
            ],
            "after": queries.messages_after_closure(request.actor, on=today),
        }
    return render(request, "handoffs/kasteball.html", context)


def _stats(found: Figures, seen: int | None) -> list[tuple[str, str, str, str]]:
    """Figure, label, and for who sees people: where those it counts stand, and that the list
    there holds only the `seen` of them."""
    figures = [
        (_told(found.asked), _("questions in a year")),
        (_told(found.bounced), _("of them bounced")),
        (_told(found.open_now), _("wait for an answer now")),
        (_told(found.past_their_day), _("past their day, or with who decides")),
        (_days(found.median_days), _("days to an answer, the middle one")),
        (_days(found.median_open_days), _("days waited so far, the middle one")),
    ]
    often = (_told(found.often_moved), _("people with three or more in a year"))
    plain = [(figure, label, "", "") for figure, label in figures]
    if seen is None:
        return [*plain, (*often, "", "")]
    return [*plain, (*often, "#tossed", _seen_of(seen, found.often_moved))]


def _seen_of(seen: int, whole: int | None) -> str:
    if whole is None or whole < seen:
        return _("the list shows those you see: %(seen)s") % {"seen": seen}
    return _("the list shows those you see: %(seen)s of %(whole)s") % {
        "seen": seen,
        "whole": whole,
    }


def _told(figure: int | None) -> str:
    return _("fewer than %(n)s") % {"n": FEWEST} if figure is None else str(figure)


def _days(figure: float | None) -> str:
    return "–" if figure is None else f"{figure:g}".replace(".", ",")


def _bars(told: Told[Key], labels: Mapping[Key, str], rest: str) -> list[Bar]:
    counts = [n for _key, n in told.cells] + ([told.rest_count] if told.rest_count else [])
    most = max(counts, default=1)
    bars = [Bar(labels.get(key, "?"), str(n), round(100 * n / most)) for key, n in told.cells]
    if told.rest:
        count = told.rest_count
        shown = _("too few to tell") if count is None else str(count)
        bars.append(Bar(rest, shown, round(100 * (count or 0) / most)))
    return bars


def _pair_labels(found: Figures) -> dict[tuple[int, int], str]:
    names = queries.unit_names()
    return {
        pair: _("%(one)s to %(other)s") % {"one": names[pair[0]], "other": names[pair[1]]}
        for pair, _n in found.pairs.cells
    }


def _reason_labels() -> dict[str, str]:
    return {str(code): str(label) for code, label in Handoff.DECLINES.items()}
