"""One meeting before and after it is held: its agenda, what proposes itself, who is asked."""

from datetime import date

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest
from heimveg.accounts.queries import municipality
from heimveg.base import clock
from heimveg.base.errors import Refused
from heimveg.base.sent import version_in
from heimveg.meetings.commands import agenda as commands
from heimveg.meetings.commands.agenda import ItemSaid
from heimveg.meetings.forms import ThemeForm
from heimveg.meetings.invitation import invitation
from heimveg.meetings.minutes import minutes_pdf
from heimveg.meetings.models import Attendance, Item, Meeting
from heimveg.meetings.permissions import (
    ADD_ITEM,
    LEAD_MEETINGS,
    READ_MATTERS,
    READ_MEETINGS,
)
from heimveg.meetings.proposing import proposals
from heimveg.meetings.proposing.part import Proposal
from heimveg.meetings.queries.agenda import agenda, tasks_before
from heimveg.meetings.queries.people import people_of, table_of
from heimveg.meetings.rules import ItemKind
from heimveg.persons.models import Person


@require_safe
@requires(READ_MEETINGS)
def meeting(request: ActorRequest, meeting_id: int) -> HttpResponse:
    """The agenda as the reader may see it; for who leads it, what proposes itself."""
    row = found(request, meeting_id)
    return render(request, "meetings/meeting.html", context_of(request, row, ThemeForm()))


def context_of(request: ActorRequest, row: Meeting, form: ThemeForm) -> dict[str, object]:
    today = clock.today()
    leads = may_lead(request, row)
    lines = agenda(request.actor, row)
    present = set(Attendance.objects.filter(meeting=row).values_list("user_id", flat=True))
    people = people_of(row.series_id, on=row.held_on)
    return {
        "meeting": row,
        "steps": [(_("Meetings"), reverse("meetings:list"))],
        "lines": lines,
        "withheld": sum(line.is_withheld for line in lines),
        "before": tasks_before(request.actor, row) if row.is_at_hand else [],
        "proposals": _proposals(request, row, leads=leads) if row.is_at_hand else [],
        "table": table_of(people, present, request.GET.get("who", "")[:100].strip()),
        "present": present,
        "leads": leads,
        "may_plan_next": leads and not row.is_at_hand and _none_is_planned(row, on=today),
        "form": form,
        "today": today,
        "actor_id": request.actor.user_id,
    }


def _proposals(request: ActorRequest, row: Meeting, *, leads: bool) -> list[Proposal]:
    return proposals(request.actor, row, on=clock.today(), leads=leads)


def _none_is_planned(row: Meeting, *, on: date) -> bool:
    if not row.series.period.holds(on):
        return False
    return not Meeting.objects.filter(series=row.series_id).at_hand().exists()


@require_POST
@requires(ADD_ITEM)
def add(request: ActorRequest, meeting_id: int) -> HttpResponse:
    """Put up a theme, or one of the proposals by its token."""
    row = found(request, meeting_id)
    token = request.POST.get("proposal", "")
    if token:
        said = _proposed(request, row, token)
    else:
        form = ThemeForm(request.POST)
        if not form.is_valid():
            context = context_of(request, row, form)
            return render(request, "meetings/meeting.html", context, status=422)
        said = ItemSaid(ItemKind.THEME, theme=form.cleaned_data["theme"])
    _add(request, row, said)
    messages.success(request, _("It stands on the agenda."))
    return redirect("meetings:meeting", row.pk)


def _proposed(request: ActorRequest, row: Meeting, token: str) -> ItemSaid:
    """Asked anew: what is proposed now, to this reader."""
    for proposal in _proposals(request, row, leads=may_lead(request, row)):
        if proposal.token == token:
            kind = proposal.kind
            return ItemSaid(
                kind,
                proposal.origin,
                person_id=proposal.about_id if kind is ItemKind.PERSON else None,
                dwelling_id=proposal.about_id if kind is ItemKind.DWELLING else None,
                theme=proposal.what if kind is ItemKind.THEME else "",
                since=proposal.since,
            )
    raise Refused(_("This no longer proposes itself: it has been solved, or stands there."))


def _add(request: ActorRequest, row: Meeting, said: ItemSaid) -> None:
    commands.add_item(request.actor, meeting_id=row.pk, said=said)


@require_http_methods(["GET", "POST"])
@requires(ADD_ITEM)
def put_up(request: ActorRequest, person_id: int) -> HttpResponse:
    """From the person's page: on which agenda?"""
    people = Person.objects.permitted_to(request.actor, READ_MATTERS).whole()
    person = get_object_or_404(people, pk=person_id)
    coming = Meeting.objects.permitted_to(request.actor, ADD_ITEM).at_hand()
    rows = list(coming.select_related("series").order_by("held_on", "pk"))
    chosen = request.POST.get("meeting", "")
    row = next((m for m in rows if str(m.pk) == chosen), None)
    if request.method == "POST" and row is not None:
        _add(request, row, ItemSaid(ItemKind.PERSON, person_id=person.pk))
        messages.success(request, _("It stands on the agenda."))
        return redirect("desk:person", person.pk)
    context = {
        "person": person,
        "meetings": rows,
        "steps": [
            (_("People"), reverse("persons:list")),
            (person.shown_name, reverse("desk:person", args=[person.pk])),
        ],
        "error": _("Choose a meeting.") if request.method == "POST" else "",
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "meetings/put_up.html", context, status=status)


@require_POST
@requires(LEAD_MEETINGS)
def strike(request: ActorRequest, meeting_id: int, item_id: int) -> HttpResponse:
    row = led(request, meeting_id)
    item = get_object_or_404(Item.objects.filter(meeting=row), pk=item_id)
    commands.strike_item(request.actor, item_id=item.pk, version=version_in(request))
    return redirect("meetings:meeting", row.pk)


@require_POST
@requires(LEAD_MEETINGS)
def lift(request: ActorRequest, meeting_id: int, item_id: int) -> HttpResponse:
    row = led(request, meeting_id)
    item = get_object_or_404(Item.objects.filter(meeting=row), pk=item_id)
    commands.lift_item(request.actor, item_id=item.pk, version=version_in(request))
    return redirect("meetings:meeting", row.pk)


@require_POST
@requires(LEAD_MEETINGS)
def invite(request: ActorRequest, meeting_id: int) -> HttpResponse:
    row = led(request, meeting_id)
    commands.send_invitations(request.actor, meeting_id=row.pk, at=clock.now())
    messages.success(request, _("The invitations are in the outbox. They name nobody."))
    return redirect("meetings:meeting", row.pk)


@require_POST
@requires(LEAD_MEETINGS)
def call_off(request: ActorRequest, meeting_id: int) -> HttpResponse:
    row = led(request, meeting_id)
    commands.call_off(
        request.actor, meeting_id=row.pk, version=version_in(request), at=clock.now()
    )
    messages.success(request, _("The meeting is called off."))
    return redirect("meetings:list")


@require_safe
@requires(READ_MEETINGS)
def calendar(request: ActorRequest, meeting_id: int) -> HttpResponse:
    """The meeting as a calendar file, without names."""
    row = found(request, meeting_id)
    content = invitation(row, municipality().number, at=clock.now())
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="meeting.ics"'
    return response


@require_safe
@requires(READ_MEETINGS)
def minutes(request: ActorRequest, meeting_id: int) -> HttpResponse:
    """The minutes as a PDF of what this reader may see."""
    row = found(request, meeting_id)
    content = minutes_pdf(request.actor, row, language=get_language() or "nn")
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="minutes.pdf"'
    return response


def found(request: ActorRequest, meeting_id: int) -> Meeting:
    rows = Meeting.objects.permitted_to(request.actor, READ_MEETINGS)
    return get_object_or_404(rows.select_related("series__unit"), pk=meeting_id)


def led(request: ActorRequest, meeting_id: int) -> Meeting:
    return get_object_or_404(_led_rows(request), pk=meeting_id)


def may_lead(request: ActorRequest, row: Meeting) -> bool:
    return request.actor.may(LEAD_MEETINGS) and _led_rows(request).filter(pk=row.pk).exists()


def _led_rows(request: ActorRequest) -> QuerySet[Meeting]:
    return Meeting.objects.led_by(request.actor, LEAD_MEETINGS)
