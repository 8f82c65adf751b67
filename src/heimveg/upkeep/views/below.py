"""Homes below the standard, on the screen and as a file."""

import csv
from dataclasses import dataclass

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest
from heimveg.base import clock
from heimveg.base.paging import page_of
from heimveg.base.web import render_part
from heimveg.dwellings.models import Dwelling
from heimveg.upkeep.models import Criterion, Standard
from heimveg.upkeep.permissions import EXPORT_BELOW, READ_UPKEEP
from heimveg.upkeep.queries.condition import (
    Below,
    below_standard,
    counts_below,
    criteria_of,
    with_costs,
)
from heimveg.upkeep.views.answering import ways
from heimveg.values import Money

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would run


@dataclass(frozen=True, slots=True)
class Count:
    criterion: Criterion
    homes: int
    lift: str


@require_safe
@requires(READ_UPKEEP)
def below(request: ActorRequest) -> HttpResponse:
    """Homes below the standard, all or in one criterion, with what lifting them costs."""
    today = clock.today()
    criteria = criteria_of(Standard.objects.in_force_on(today))
    code = request.GET.get("criterion", "")
    homes = below_standard(request.actor, READ_UPKEEP, criteria, code=code, on=today)
    page = page_of(homes, request)
    counts = counts_below(request.actor, READ_UPKEEP, criteria, on=today)
    context = {
        "page": page,
        "rows": [_shown(row) for row in with_costs(page.rows, criteria)],
        "counts": [
            Count(c, counts[c.code][0], str(Money(counts[c.code][1])))
            for c in criteria
            if c.code in counts
        ],
        "whole": str(Money(sum(ore for _n, ore in counts.values()))),
        "code": code,
        "chosen": next((c for c in criteria if c.code == code), None),
        "has_standard": bool(criteria),
        "ways": ways("upkeep:below"),
        "may_export": request.actor.may(EXPORT_BELOW),
    }
    return render_part(request, "upkeep/below.html", "upkeep/_below.html", context)


@dataclass(frozen=True, slots=True)
class Shown:
    home: Dwelling
    lacks: list[str]
    lift: str
    is_whole: bool


def _shown(row: Below) -> Shown:
    return Shown(
        row.home, [c.text for c in row.criteria], str(Money(row.lift_ore)), is_whole=row.is_whole
    )


@require_safe
@requires(EXPORT_BELOW)
def below_csv(request: ActorRequest) -> HttpResponse:
    """The list as a file: one row for each home and criterion, amounts in whole kroner."""
    today = clock.today()
    criteria = criteria_of(Standard.objects.in_force_on(today))
    homes = below_standard(
        request.actor,
        EXPORT_BELOW,
        criteria,
        code=request.GET.get("criterion", ""),
        on=today,
    )
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="below-standard-{today}.csv"'
    response.write("\ufeff")
    writer = csv.writer(response, delimiter=";")
    writer.writerow(
        [_("Object number"), _("Address"), _("Criterion"), _("Cost to lift the home, kr")]
    )
    for row in with_costs(homes, criteria):
        for criterion in row.criteria:
            cells = (row.home.object_number, row.home.address, criterion.text)
            writer.writerow([*(_plain(cell) for cell in cells), row.lift_ore // 100])
    return response


def _plain(text: str) -> str:
    """A cell that a spreadsheet would run is made text."""
    return f"'{text}" if text.startswith(FORMULA) else text
