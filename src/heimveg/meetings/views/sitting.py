"""The meeting as it is held: one item at a time on a screen that the whole room sees."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest
from heimveg.base import clock
from heimveg.base.days import is_working_day
from heimveg.base.errors import Invalid, Stale
from heimveg.base.forms import say_at_fields
from heimveg.base.sent import numbers_among, version_in
from heimveg.meetings.commands import sitting as commands
from heimveg.meetings.forms import ItemForm
from heimveg.meetings.models import Attendance, Item, Meeting, Task
from heimveg.meetings.permissions import LEAD_MEETINGS, READ_DISCUSSION, READ_MEETINGS
from heimveg.meetings.queries.agenda import Line, agenda, tasks_before
from heimveg.meetings.queries.leading import writes_item
from heimveg.meetings.queries.people import Participant, people_of, who_may_meet
from heimveg.meetings.rules import MeetingState, next_day
from heimveg.meetings.views.meeting import found, led, may_lead
from heimveg.persons.models import Person


@require_POST
@requires(LEAD_MEETINGS)
def begin(request: ActorRequest, meeting_id: int) -> HttpResponse:
    """Open the meeting and go to its first item."""
    row = led(request, meeting_id)
    commands.open_meeting(
        request.actor, meeting_id=row.pk, version=version_in(request), at=clock.now()
    )
    first = Item.objects.filter(meeting=row).order_by("position", "pk").first()
    return redirect("meetings:item", row.pk, first.pk) if first else _back(row)


@require_POST
@requires(LEAD_MEETINGS)
def present(request: ActorRequest, meeting_id: int) -> HttpResponse:
    """Who is there."""
    row = led(request, meeting_id)
    chosen = numbers_among(request.POST.getlist("present"))
    shown = numbers_among(request.POST.getlist("shown")) or None
    commands.note_attendance(request.actor, meeting_id=row.pk, present=chosen, shown=shown)
    messages.success(request, _("It is written who is here."))
    return _back(row)


@require_http_methods(["GET", "POST"])
@requires(READ_MEETINGS)
def item(request: ActorRequest, meeting_id: int, item_id: int) -> HttpResponse:
    """One item: why it is up, what was said, what is decided, who does what by when; then next."""
    row = found(request, meeting_id)
    lines = agenda(request.actor, row)
    place = next((n for n, line in enumerate(lines) if line.item.pk == item_id), None)
    if place is None:
        raise Http404
    line = lines[place]
    writes = line.matter is not None and writes_item(request.actor, row, line.matter.person_id)
    leads = row.state == MeetingState.OPEN and may_lead(request, row)
    owners, strangers = _room(row, line)
    form = _form(request, line, owners) if writes else None
    if request.method == "POST":
        if form is None:
            raise Http404
        if form.is_valid() and _noted(request, line, form):
            return _onward(request, row, lines, place)
    context = {
        "meeting": row,
        "line": line,
        "lines": lines,
        "form": form,
        # The whole room sees the screen: no name before the one who leads has said so.
        "is_veiled": writes and bool(strangers) and not _shown(request),
        "leads": leads,
        "stands_in": writes and not leads,
        "strangers": strangers if writes else [],
        "previous": lines[place - 1] if place else None,
        "next": lines[place + 1] if place + 1 < len(lines) else None,
        "steps": [
            (_("Meetings"), reverse("meetings:list")),
            (row.series.name, _page(row)),
        ],
        "before": _before(request, row, line),
        "today": clock.today(),
    }
    return render(request, "meetings/item.html", context, status=_status(form))


def _status(form: ItemForm | None) -> int:
    """409 for what somebody else was quicker with, 422 for what cannot be saved."""
    if form is None or not form.errors:
        return 200
    return 409 if form.non_field_errors() else 422


def _shown(request: ActorRequest) -> bool:
    return request.method != "GET" or request.GET.get("show") == "1"


def _before(request: ActorRequest, row: Meeting, line: Line) -> list[Task]:
    """What is left to do for the same person from earlier meetings."""
    if line.matter is None or line.matter.person_id is None:
        return []
    tasks = tasks_before(request.actor, row)
    return [task for task in tasks if task.person_id == line.matter.person_id]


def _room(row: Meeting, line: Line) -> tuple[list[Participant], list[Participant]]:
    """Who may be given a task on this item, and who is here though they must not see it."""
    people = people_of(row.series_id, on=row.held_on)
    person_id = line.matter.person_id if line.matter else None
    if person_id is None:
        return people, []
    may = who_may_meet(person_id, (p.user.pk for p in people))
    here = set(Attendance.objects.filter(meeting=row).values_list("user_id", flat=True))
    strangers = [p for p in people if p.user.pk in here and p.user.pk not in may]
    return [p for p in people if p.user.pk in may], strangers


def _form(request: ActorRequest, line: Line, owners: list[Participant]) -> ItemForm:
    matter = line.matter
    person_id = matter.person_id if matter else None
    people = Person.objects.permitted_to(request.actor, READ_DISCUSSION)
    sees = person_id is None or people.filter(pk=person_id).exists()
    return ItemForm(
        request.POST if request.method == "POST" else None,
        owners=owners,
        sees_discussion=sees,
        initial={
            "discussion": line.said,
            "decision": matter.decision if matter else "",
            "due_on": _next_time(line),
        },
    )


def _next_time(line: Line) -> date:
    """By when, unless somebody says otherwise: the next meeting."""
    meeting = line.item.meeting
    return next_day(clock.today(), weeks=meeting.series.weeks_between, is_open=is_working_day)


def _noted(request: ActorRequest, line: Line, form: ItemForm) -> bool:
    try:
        commands.note_item(
            request.actor,
            item_id=line.item.pk,
            version=version_in(request),
            said=form.said,
            on=clock.today(),
            at=clock.now(),
        )
    except Invalid as refusal:
        say_at_fields(form, refusal)
        return False
    except Stale:
        form.add_error(None, _was_overtaken(line))
        return False
    return True


def _was_overtaken(line: Line) -> str:
    """What stands there now; what was typed stays in the form, to be saved in full sight of it."""
    stands = line.matter.decision if line.matter else ""
    text = _("Somebody else saved this item meanwhile. What you wrote still stands here.")
    now = _("Decided now: %(text)s") % {"text": stands or "–"}
    return f"{text} {now}"


def _onward(request: ActorRequest, row: Meeting, lines: list[Line], place: int) -> HttpResponse:
    """To the next item; back to the same where one more task is to be given."""
    if "stay" in request.POST:
        here = reverse("meetings:item", args=[row.pk, lines[place].item.pk])
        return redirect(f"{here}?show=1")
    if place + 1 < len(lines):
        return redirect("meetings:item", row.pk, lines[place + 1].item.pk)
    return _back(row)


@require_http_methods(["GET", "POST"])
@requires(LEAD_MEETINGS)
def close(request: ActorRequest, meeting_id: int) -> HttpResponse:
    """Say what will happen; POST ends the meeting."""
    row = led(request, meeting_id)
    if request.method == "POST":
        commands.close_meeting(
            request.actor, meeting_id=row.pk, version=version_in(request), at=clock.now()
        )
        messages.success(request, _("The meeting is over. The minutes go to the archive."))
        return _back(row)
    lines = agenda(request.actor, row)
    context = {
        "meeting": row,
        "untaken": [line for line in lines if not line.item.is_taken],
        "tasks": [task for line in lines for task in line.tasks],
        "steps": [(_("Meetings"), reverse("meetings:list")), (row.series.name, _page(row))],
    }
    return render(request, "meetings/close.html", context)


def _page(row: Meeting) -> str:
    return reverse("meetings:meeting", args=[row.pk])


def _back(row: Meeting) -> HttpResponse:
    return redirect(_page(row))
