"""The national count: a page of figures, and the same as a file."""

import csv
from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest
from heimveg.base import clock
from heimveg.stays.forms.stay import WeekForm
from heimveg.stays.models import DURATIONS, PLACES
from heimveg.stays.permissions import COUNT_STAYS
from heimveg.stays.queries.counting import Count, national_count, oslo_2024
from heimveg.stays.rules.counting import COUNTED, WEEK, Line, Place

LEFT_OUT = frozenset(Place) - COUNTED
TOGETHER = (
    (
        Place.INSTITUTION_SOON,
        Place.PRISON_SOON,
        gettext_lazy("institution or prison, leaves within two months"),
    ),
    (
        Place.INSTITUTION_LATER,
        Place.PRISON_LATER,
        gettext_lazy("institution or prison, more than two months left"),
    ),
)


@require_safe
@requires(COUNT_STAYS)
def count(request: ActorRequest) -> HttpResponse:
    """Who is without a home in the week, each counted once; small numbers joined."""
    form = _form(request)
    found = _count(form)
    context = {"form": form, "count": found, **(_in_words(found) if found else {})}
    return render(request, "stays/count.html", context, status=422 if form.errors else 200)


@require_safe
@requires(COUNT_STAYS)
def count_file(request: ActorRequest) -> HttpResponse:
    """The same figures as comma-separated text; a week that cannot be is no file."""
    found = _count(_form(request))
    if found is None:
        return HttpResponse(_("Choose a year and a week."), status=422, content_type="text/plain")
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    name = f"week-{found.year}-{found.week:02d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response.write("\N{BYTE ORDER MARK}")
    out = csv.writer(response)
    out.writerow([_("year"), _("week"), _("list"), _("code"), _("in words"), _("persons")])
    for list_name, lines, words in _lists(found):
        for line in lines:
            out.writerow(
                [found.year, found.week, list_name, " + ".join(line.codes), _worded(line, words),
                 _few() if line.persons is None else line.persons]
            )  # fmt: skip
    homeless = _few() if found.homeless is None else found.homeless
    out.writerow([found.year, found.week, "definition", "homeless", _("without a home"), homeless])
    return response


def _lists(found: Count) -> list[tuple[str, list[Line], dict[str, Any]]]:
    return [
        ("counted", found.counted, PLACES),
        ("not_counted", found.not_counted, PLACES),
        ("duration", found.durations, DURATIONS),
    ]


def _form(request: ActorRequest) -> WeekForm:
    """The last week 48 that has begun, until another is chosen."""
    today = clock.today()
    year = today.year if today.isocalendar().week >= WEEK else today.year - 1
    given = {"year": str(year), "week": str(WEEK)} | request.GET.dict()
    return WeekForm(given, auto_id="week_%s", today=today)


def _count(form: WeekForm) -> Count | None:
    if not form.is_valid():
        return None
    return national_count(year=form.cleaned_data["year"], week=form.cleaned_data["week"])


def _in_words(found: Count) -> dict[str, Any]:
    published = oslo_2024()
    return {
        "counted": _rows(found.counted, PLACES, _in(published["stay"], COUNTED)),
        "not_counted": _rows(found.not_counted, PLACES, _in(published["stay"], LEFT_OUT)),
        "durations": _rows(found.durations, DURATIONS, published["duration"]),
        "total": _few() if found.homeless is None else found.homeless,
        "published": published["definition"]["homeless"],
        "recounted": sum(_in(published["stay"], COUNTED).values()),
    }


def _in(published: dict[str, int], codes: Iterable[Place]) -> dict[str, int]:
    wanted = {str(code) for code in codes}
    return {code: number for code, number in published.items() if code in wanted}


def _rows(
    lines: list[Line], words: dict[str, Any], published: dict[str, int]
) -> list[tuple[str, str, str]]:
    """Triples of what, how many, and how many in Oslo 2024, so that either column adds up: what
    Oslo has and nobody here is in stands with 0."""
    told = {code for line in lines for code in line.codes}
    rows = []
    lines = [*lines, *(Line((code,), 0) for code in published if code not in told)]
    for line in lines:
        number = _few() if line.persons is None else str(line.persons)
        known = [published[code] for code in line.codes if code in published]
        rows.append((_worded(line, words), number, str(sum(known)) if known else ""))
    return rows


def _worded(line: Line, words: dict[str, Any]) -> str:
    """The places of one line; hospital and prison alike where both are in it."""
    codes = list(line.codes)
    texts = []
    for one, other, text in TOGETHER:
        if words is PLACES and one in codes and other in codes:
            codes = [code for code in codes if code not in {one, other}]
            texts.append(str(text))
    return "; ".join([*texts, *(str(words[code]) for code in codes)])


def _few() -> str:
    return _("too few to show")
