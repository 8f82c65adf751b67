"""Which meetings there are, and the series they belong to."""

from datetime import time

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest
from heimveg.accounts.models import Unit
from heimveg.base import clock
from heimveg.base.days import is_working_day
from heimveg.base.errors import Invalid
from heimveg.base.forms import say_at_fields
from heimveg.base.paging import page_of
from heimveg.base.sent import version_in
from heimveg.meetings.commands import agenda as before
from heimveg.meetings.commands import series as commands
from heimveg.meetings.forms import PlanForm, SeriesForm
from heimveg.meetings.models import Meeting, Participation, Series
from heimveg.meetings.permissions import LEAD_MEETINGS, READ_MEETINGS
from heimveg.meetings.queries.agenda import standing
from heimveg.meetings.rules import MeetingState, next_day


@require_safe
@requires(READ_MEETINGS)
def meetings(request: ActorRequest) -> HttpResponse:
    """The series of one's units, and the meetings that have been held."""
    held = Meeting.objects.permitted_to(request.actor, READ_MEETINGS)
    held = held.filter(state=MeetingState.CLOSED).select_related("series").order_by("-held_on")
    context = {
        "standing": standing(request.actor, on=clock.today()),
        "page": page_of(held.order_by("-held_on", "-pk"), request, size=20),
        "may_lead": request.actor.may(LEAD_MEETINGS),
        "request": request,
    }
    return render(request, "meetings/list.html", context)


@require_http_methods(["GET", "POST"])
@requires(LEAD_MEETINGS)
def new(request: ActorRequest) -> HttpResponse:
    """Begin a standing meeting."""
    first = {"weeks_between": 2, "minutes": 60, "starts_at": time(9)}
    form = _form(request, first)
    if request.method == "POST" and form.is_valid():
        series = commands.open_series(
            request.actor,
            unit_id=int(form.cleaned_data["unit"]),
            units=form.chosen_units,
            said=form.said,
            on=clock.today(),
        )
        messages.success(request, _("The series is made. Plan its first meeting."))
        return redirect("meetings:plan", series.pk)
    context = {"form": form, "series": None, "steps": _steps()}
    return render(request, "meetings/series.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@requires(LEAD_MEETINGS)
def series(request: ActorRequest, series_id: int) -> HttpResponse:
    """Change who takes part, how often, and what is always up."""
    row = _led(request, series_id)
    units = Participation.objects.open().filter(series=row)
    first = {name: getattr(row, name) for name in ("name", "kind", "weeks_between", "minutes")}
    first |= {"starts_at": row.starts_at, "place": row.place, "unit": str(row.unit_id)}
    first |= {"standing_items": "\n".join(row.standing_items)}
    first |= {"units": [str(pk) for pk in units.values_list("unit_id", flat=True)]}
    form = _form(request, first)
    del form.fields["unit"]
    if request.method == "POST" and form.is_valid():
        commands.change_series(
            request.actor,
            series_id=row.pk,
            version=version_in(request),
            units=form.chosen_units,
            said=form.said,
            on=clock.today(),
        )
        messages.success(request, _("Saved."))
        return redirect("meetings:list")
    context = {"form": form, "series": row, "steps": _steps()}
    return render(request, "meetings/series.html", context, status=422 if form.errors else 200)


@require_POST
@requires(LEAD_MEETINGS)
def end(request: ActorRequest, series_id: int) -> HttpResponse:
    """Hold no more meetings of this series."""
    row = _led(request, series_id)
    commands.end_series(
        request.actor, series_id=row.pk, version=version_in(request), on=clock.today()
    )
    messages.success(request, _("The series is ended. What was held stays."))
    return redirect("meetings:list")


@require_http_methods(["GET", "POST"])
@requires(LEAD_MEETINGS)
def plan(request: ActorRequest, series_id: int) -> HttpResponse:
    """Plan the next meeting; the day follows from the rhythm."""
    row = _led(request, series_id)
    first = {"held_on": _next_day(row), "starts_at": row.starts_at, "place": row.place}
    form = PlanForm(request.POST if request.method == "POST" else None, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            meeting = before.plan_meeting(
                request.actor, series_id=row.pk, on=clock.today(), **form.cleaned_data
            )
        except Invalid as refusal:
            say_at_fields(form, refusal)
        else:
            messages.success(request, _("The meeting is planned. See what proposes itself."))
            return redirect("meetings:meeting", meeting.pk)
    context = {"form": form, "series": row, "steps": _steps()}
    return render(request, "meetings/plan.html", context, status=422 if form.errors else 200)


def _next_day(row: Series) -> object:
    last = Meeting.objects.filter(series=row).exclude(state=MeetingState.CALLED_OFF)
    day = last.order_by("-held_on").values_list("held_on", flat=True).first()
    today = clock.today()
    if day is None:
        return next_day(today, weeks=1, is_open=is_working_day)
    following = next_day(day, weeks=row.weeks_between, is_open=is_working_day)
    return max(following, today)


def _form(request: ActorRequest, first: dict[str, object]) -> SeriesForm:
    units = list(Unit.objects.running_on(clock.today()).filter(is_inside=True).order_by("name"))
    mine = request.actor.units(LEAD_MEETINGS)
    lead = [unit for unit in units if unit.pk in mine]
    given = request.POST if request.method == "POST" else None
    return SeriesForm(given, lead=lead, units=units, initial=first)


def _led(request: ActorRequest, series_id: int) -> Series:
    rows = Series.objects.led_by(request.actor, LEAD_MEETINGS).open()
    return get_object_or_404(rows.select_related("unit"), pk=series_id)


def _steps() -> list[tuple[str, str]]:
    return [(_("Meetings"), reverse("meetings:list"))]
