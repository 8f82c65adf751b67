"""What was put up for the last meeting and not reached: it comes back, and is not lost."""

from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from heimveg.access.gate import Actor
from heimveg.meetings.models import Item, Matter, Meeting
from heimveg.meetings.permissions import READ_MATTERS
from heimveg.meetings.proposing.part import Asked, Proposal
from heimveg.meetings.rules import ItemKind, MeetingState, Origin


def own_not_reached(actor: Actor, asked: Asked) -> list[Proposal]:
    """The same, of what the actor put up: for who does not lead, and may be the only one at the
    table who sees whom it is about."""
    return _not_reached(actor, asked, Q(put_up_by=actor.user_id))


def not_reached(actor: Actor, asked: Asked) -> list[Proposal]:
    """Persons, homes and themes put up by hand for the last meeting of the series that is closed;
    persons only where the reader sees them. Two queries."""
    return _not_reached(actor, asked, Q())


def _not_reached(actor: Actor, asked: Asked, whose: Q) -> list[Proposal]:
    closed = Meeting.objects.filter(
        series_id=asked.meeting.series_id, state=MeetingState.CLOSED
    ).exclude(pk=asked.meeting.pk)
    last = closed.order_by("-held_on", "-pk").first()
    if last is None:
        return []
    rows = Matter.objects.permitted_to(actor, READ_MATTERS).filter(
        whose, meeting=last, origin=Origin.BY_HAND, item__is_taken=False, decision=""
    )
    rows = rows.exclude(person__in=asked.people).exclude(item__dwelling__in=asked.dwellings)
    themes = Item.objects.filter(meeting=asked.meeting).exclude(theme="")
    rows = rows.exclude(item__theme__in=themes.values("theme"))
    why = _("Was put up for %(day)s, and not reached.") % {
        "day": date_format(last.held_on, "SHORT_DATE_FORMAT")
    }
    return [
        _proposal(matter, why, reverse("meetings:meeting", args=[last.pk]))
        for matter in rows.select_related("item__dwelling").order_by("item__position")
    ]


def _proposal(matter: Matter, why: str, url: str) -> Proposal:
    item, kind = matter.item, ItemKind(matter.item.kind)
    about: dict[ItemKind, tuple[int, str]] = {
        ItemKind.PERSON: (matter.person_id or 0, matter.shown_name),
        ItemKind.DWELLING: (item.dwelling_id or 0, str(item.dwelling or "")),
        ItemKind.THEME: (item.pk, item.theme),
    }
    about_id, what = about[kind]
    return Proposal(Origin.BY_HAND, about_id, what, why, url, kind=kind, since=matter.since)
