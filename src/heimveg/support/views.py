"""Measures that touch a person's rights: the list, one measure, and its review."""

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest
from heimveg.base import clock
from heimveg.base.errors import Invalid
from heimveg.base.forms import say_at_fields
from heimveg.base.paging import page_of
from heimveg.base.sent import version_in
from heimveg.persons.models import Person
from heimveg.support import commands, queries
from heimveg.support.forms import MeasureForm, ReviewForm, ground_text
from heimveg.support.models import MeasureReview, ResidentView, RightsMeasure
from heimveg.support.permissions import READ_MEASURES, RECORD_MEASURE, REVIEW_MEASURE
from heimveg.support.rules import SOON_DAYS


@dataclass(frozen=True, slots=True)
class Row:
    measure: RightsMeasure
    is_late: bool
    is_soon: bool


@require_safe
@requires(READ_MEASURES)
def measures(request: ActorRequest) -> HttpResponse:
    """Measures of the people one follows up, the next review first; `?over` those that ended."""
    today, is_over = clock.today(), "over" in request.GET
    page = page_of(queries.measures(request.actor, on=today, running=not is_over), request)
    context = {
        "page": page,
        "rows": [_row(measure, today) for measure in page.rows],
        "is_over": is_over,
    }
    return render(request, "support/measures.html", context)


def _row(measure: RightsMeasure, today: date) -> Row:
    days = (measure.review_on - today).days
    return Row(measure, days < 0, 0 <= days <= SOON_DAYS)


@require_safe
@requires(READ_MEASURES)
def measure(request: ActorRequest, measure_id: int) -> HttpResponse:
    """One measure: ground, period, reviews, and what the resident has said each time."""
    found = _opened(request, measure_id)
    ground = queries.ground_named(found.ground)
    views = ResidentView.objects.permitted_to(request.actor, READ_MEASURES)
    reviews = MeasureReview.objects.permitted_to(request.actor, READ_MEASURES)
    context = {
        "measure": found,
        "ground": ground_text(ground) if ground else found.ground,
        "views": views.filter(measure=found)
        .select_related("heard_by")
        .order_by("-told_on", "-pk"),
        "reviews": reviews.filter(measure=found)
        .select_related("held_by")
        .order_by("-held_on", "-pk"),
        "may_review": found.ended_on is None and request.actor.may(REVIEW_MEASURE),
        "is_late": found.review_on < clock.today() and found.ended_on is None,
        "steps": _steps(),
    }
    return render(request, "support/measure.html", context)


@require_http_methods(["GET", "POST"])
@requires(RECORD_MEASURE)
def record(request: ActorRequest, person_id: int) -> HttpResponse:
    """Record a measure for a person one follows up."""
    people = Person.objects.permitted_to(request.actor, RECORD_MEASURE).whole()
    person, today = get_object_or_404(people, pk=person_id), clock.today()
    form = MeasureForm(
        request.POST if request.method == "POST" else None,
        today=today,
        units=request.actor.units(RECORD_MEASURE),
        initial={"started_on": today},
    )
    if request.method == "POST" and form.is_valid():
        done = _recorded(request, person, form)
        if done is not None:
            messages.success(request, _("The measure is recorded."))
            return redirect("support:measure", done.pk)
    form.ask_in_doubt()
    context = {"person": person, "form": form, "steps": _steps()}
    status = 422 if form.errors else 200
    return render(request, "support/record.html", context, status=status)


def _recorded(request: ActorRequest, person: Person, form: MeasureForm) -> RightsMeasure | None:
    data = form.cleaned_data
    told = commands.Told(
        kind=form.measure_kind,
        what=data["what"],
        ground=data["ground"],
        decided_by=data["decided_by"],
        started_on=data["started_on"],
        ended_on=data["ended_on"],
        review_on=data["review_on"],
        view=form.resident_view,
        words=data["words"],
        out_of_place_because=data["out_of_place_because"],
    )
    try:
        return commands.record_measure(
            request.actor, person_id=person.pk, unit=data["unit"], told=told, on=clock.today()
        )
    except Invalid as refusal:
        say_at_fields(form, refusal)
        return None


@require_http_methods(["GET", "POST"])
@requires(REVIEW_MEASURE)
def review(request: ActorRequest, measure_id: int) -> HttpResponse:
    """Look at a measure anew, and hear the resident again."""
    found = _opened(request, measure_id)
    form = ReviewForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _reviewed(request, found, form):
        messages.success(request, _("The review is recorded."))
        return redirect("support:measure", found.pk)
    form.ask_in_doubt()
    context = {
        "measure": found,
        "form": form,
        "steps": [
            *_steps(),
            (found.get_kind_display(), reverse("support:measure", args=[found.pk])),
        ],
    }
    status = 422 if form.errors else 200
    return render(request, "support/review.html", context, status=status)


def _reviewed(request: ActorRequest, found: RightsMeasure, form: ReviewForm) -> bool:
    data = form.cleaned_data
    try:
        commands.review_measure(
            request.actor,
            measure_id=found.pk,
            version=version_in(request),
            outcome=form.review_outcome,
            because=data["because"],
            next_on=data["next_on"],
            view=form.resident_view,
            words=data["words"],
            out_of_place_because=data["out_of_place_because"],
            on=clock.today(),
        )
    except Invalid as refusal:
        say_at_fields(form, refusal)
        return False
    return True


def _opened(request: ActorRequest, measure_id: int) -> RightsMeasure:
    rows = RightsMeasure.objects.permitted_to(request.actor, READ_MEASURES)
    return get_object_or_404(rows.select_related("person", "unit"), pk=measure_id)


def _steps() -> list[tuple[str, str]]:
    return [(_("Measures that touch rights"), reverse("support:measures"))]
