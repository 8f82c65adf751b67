"""The minimum standard: as it holds, a new version with what it would change, and who is below."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest
from heimveg.base import clock
from heimveg.base.errors import Invalid
from heimveg.base.paging import page_of
from heimveg.base.web import render_part
from heimveg.dwellings.models import Dwelling
from heimveg.upkeep.commands.standards import Adopted, adopt_standard
from heimveg.upkeep.forms import StandardForm, StandardRow
from heimveg.upkeep.forms.standards import rows_of
from heimveg.upkeep.models import Criterion, Standard
from heimveg.upkeep.permissions import ADOPT_STANDARD, EXPORT_BELOW, READ_UPKEEP
from heimveg.upkeep.queries import catalogue, effect_of_standard
from heimveg.upkeep.queries.condition import (
    Below,
    below_standard,
    counts_below,
    criteria_of,
    with_costs,
)
from heimveg.upkeep.views.answering import GET_POST, steps_to, ways
from heimveg.values import Money

SHOWN = 20  # homes of a preview
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would run


@require_safe
@requires(READ_UPKEEP)
def standard(request: ActorRequest) -> HttpResponse:
    """The standard in force, and the versions before and after it."""
    today = clock.today()
    in_force = Standard.objects.in_force_on(today)
    context = {
        "standard": in_force,
        "criteria": criteria_of(in_force),
        "versions": Standard.objects.select_related("written_by").order_by("-adopted_on"),
        "today": today,
        "ways": ways("upkeep:standard"),
        "may_adopt": request.actor.may(ADOPT_STANDARD),
    }
    return render(request, "upkeep/standard.html", context)


@require_http_methods(GET_POST)
@requires(ADOPT_STANDARD)
def new_standard(request: ActorRequest) -> HttpResponse:
    """Edit a new version. `preview` shows what it would change and saves nothing."""
    today = clock.today()
    now = criteria_of(Standard.objects.in_force_on(today))
    data = request.POST if request.method == "POST" else None
    rows = rows_of(catalogue(on=today), {c.code: c for c in now}, data)
    form = StandardForm(data, initial={"adopted_on": today})
    context: dict[str, object] = {"form": form, "rows": rows, "crumbs": _crumbs()}
    if data is None:
        return render(request, "upkeep/new_standard.html", context)
    adopted = [each for row in rows if (each := row.adopted()) is not None]
    problems = [f"{row.text}: {row.error}" for row in rows if row.error]
    status = 200
    if form.is_valid() and not problems:
        if "adopt" in request.POST:
            saved = _adopted(request, form, adopted)
            if saved is not None:
                return saved
        context |= _preview(request, adopted)
    if form.errors or problems:
        status = 422
    context["problems"] = problems
    return render(request, "upkeep/new_standard.html", context, status=status)


def _crumbs() -> list[tuple[object, str]]:
    return list(steps_to((_("The standard"), reverse("upkeep:standard"))))


def _adopted(
    request: ActorRequest, form: StandardForm, criteria: Sequence[Adopted]
) -> HttpResponse | None:
    try:
        adopt_standard(request.actor, criteria=criteria, **form.cleaned_data)
    except Invalid as refused:
        form.refuse(refused.fields)
        return None
    messages.success(request, _("The standard is written down."))
    return redirect("upkeep:standard")


@dataclass(frozen=True, slots=True)
class Changed:
    home: Dwelling
    why: str


def _preview(request: ActorRequest, adopted: Sequence[Adopted]) -> dict[str, object]:
    effect, homes = effect_of_standard(
        request.actor, ADOPT_STANDARD, [a.measured for a in adopted], on=clock.today()
    )
    texts = {s.code: s for s in catalogue(on=clock.today())}
    texts_of = {code: StandardRow(s, "", "", "").text for code, s in texts.items()}
    return {
        "effect": effect,
        "fall": _changed(effect.would_fall, effect.falls, homes, texts_of),
        "lifted": _changed(effect.would_be_lifted, effect.lifts, homes, texts_of),
        "shown": SHOWN,
    }


def _changed(
    ids: Sequence[int],
    codes: object,
    homes: dict[int, Dwelling],
    texts: dict[str, str],
) -> list[Changed]:
    of: dict[int, tuple[str, ...]] = codes  # type: ignore[assignment]  # Effect's mapping
    return [
        Changed(homes[pk], ", ".join(texts.get(code, code) for code in of[pk]))
        for pk in ids[:SHOWN]
        if pk in homes
    ]


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
