"""What happens before a meeting: it is planned, its agenda filled, and people are asked to it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heimveg.access.gate import Actor, command
from heimveg.accounts.models import User
from heimveg.accounts.queries import municipality
from heimveg.base.errors import Invalid, Refused
from heimveg.base.parts import Text
from heimveg.dwellings.models import Dwelling
from heimveg.meetings.invitation import invitation
from heimveg.meetings.models import Item, Meeting, Series
from heimveg.meetings.permissions import ADD_ITEM, LEAD_MEETINGS, READ_MATTERS
from heimveg.meetings.queries.people import people_of
from heimveg.meetings.rules import ItemKind, MeetingState, Origin
from heimveg.notices.models import Notice
from heimveg.notices.rules import Channel
from heimveg.persons.models import Person

COMES = gettext_lazy("%(name)s: %(day)s at %(hour)s, %(place)s. The agenda is in Heimveg.")
OFF = gettext_lazy("%(name)s on %(day)s at %(hour)s is called off.")
OVER = gettext_lazy("The meeting is over, so its agenda stands as it was.")


@dataclass(frozen=True, slots=True)
class ItemSaid:
    """What somebody puts up: a person, a home or a theme, and why."""

    kind: ItemKind
    origin: Origin = Origin.BY_HAND
    person_id: int | None = None
    dwelling_id: int | None = None
    theme: str = ""
    since: date | None = None


@command(LEAD_MEETINGS)
def plan_meeting(
    actor: Actor, *, series_id: int, held_on: date, starts_at: time, place: str, on: date
) -> Meeting:
    """Plan the next, with the standing items first. Raises Invalid."""
    series = Series.objects.led_by(actor, LEAD_MEETINGS).open()
    series_ = series.select_for_update(of=("self",)).get(pk=series_id)
    if held_on < on:
        raise Invalid({"held_on": _("Choose today or a later day.")})
    meeting = Meeting.plan(series_, held_on=held_on, starts_at=starts_at, place=place)
    for theme in series_.standing_items:
        Item.add(meeting, kind=ItemKind.THEME, origin=Origin.STANDING, theme=theme)
    return meeting


@command(LEAD_MEETINGS)
def call_off(actor: Actor, *, meeting_id: int, version: int, at: datetime) -> Meeting:
    """Do not hold it. Raises Refused once it is going on, Stale."""
    meeting = _led(actor, meeting_id)
    meeting.claim(version)
    meeting.move_to(MeetingState.CALLED_OFF, at=at)
    _tell_it_is_off(meeting, at=at)
    return meeting


def _tell_it_is_off(meeting: Meeting, *, at: datetime) -> None:
    """Everybody who was asked, also who has left the unit since: the calendar entry is taken
    back. Where nobody was asked, nobody is told."""
    asked = Notice.objects.filter(key__startswith=_key(meeting), channel=Channel.EMAIL)
    users = User.objects.filter(pk__in=asked.values("user"), is_active=True).exclude(email="")
    _send(meeting, users.order_by("pk"), "off", OFF, at=at)


@command(LEAD_MEETINGS)
def send_invitations(actor: Actor, *, meeting_id: int, at: datetime) -> Meeting:
    """Ask everybody who takes part, by e-mail with a calendar entry that names nobody.

    The same day and hour are told once; a meeting that is moved is told anew.
    """
    meeting = _led(actor, meeting_id)
    if meeting.state != MeetingState.PLANNED:
        raise Refused(_("Only a planned meeting is called."))
    users = [p.user for p in people_of(meeting.series_id, on=meeting.held_on) if p.user.email]
    _send(meeting, users, f"{meeting.held_on}:{meeting.starts_at:%H%M}", COMES, at=at)
    meeting.mark_invited(at=at)
    return meeting


def _key(meeting: Meeting) -> str:
    return f"meeting:{meeting.pk}:"


def _send(meeting: Meeting, users: Iterable[User], once: str, text: Text, *, at: datetime) -> None:
    """To each of them, with the calendar entry as it is now; once for each `once`."""
    town = municipality()
    document = invitation(meeting, town.number, at=at)
    for user in users:
        language = user.language or town.default_language
        Notice.queue(
            key=f"{_key(meeting)}{once}:{user.pk}",
            channel=Channel.EMAIL,
            language=language,
            at=at,
            user=user,
            body=_words(text, meeting, language),
            document=document,
            document_name="meeting.ics",
        )


def _words(text: Text, meeting: Meeting, language: str) -> str:
    """No name of anybody the meeting is about."""
    with translation.override(language):
        facts = {
            "name": meeting.series.name,
            "day": date_format(meeting.held_on, "DATE_FORMAT"),
            "hour": f"{meeting.starts_at:%H:%M}",
            "place": meeting.place or "–",
        }
        return str(text) % facts


@command(ADD_ITEM)
def add_item(actor: Actor, *, meeting_id: int, said: ItemSaid) -> Item:
    """Put something on the agenda: a person one sees, a home, or a theme.

    Raises Refused when it stands there already or the meeting is over.
    """
    meetings = Meeting.objects.permitted_to(actor, ADD_ITEM)
    meeting = meetings.select_for_update(of=("self",)).get(pk=meeting_id)
    if not meeting.is_at_hand:
        raise Refused(OVER)
    person = dwelling = None
    if said.kind is ItemKind.PERSON:
        people = Person.objects.permitted_to(actor, READ_MATTERS).whole()
        person = people.get(pk=said.person_id or 0)
    elif said.kind is ItemKind.DWELLING:
        dwelling = Dwelling.objects.get(pk=said.dwelling_id or 0)
    return Item.add(
        meeting,
        kind=said.kind,
        origin=said.origin,
        person=person,
        dwelling=dwelling,
        theme=said.theme if said.kind is ItemKind.THEME else "",
        since=said.since,
        by=actor.user_id,
    )


@command(LEAD_MEETINGS)
def strike_item(actor: Actor, *, item_id: int, version: int) -> Item:
    """Take it off the agenda. Raises Refused once something has come of it, Stale."""
    item = _item(actor, item_id)
    item.claim(version)
    kept = Item(pk=item.pk, meeting_id=item.meeting_id)
    item.strike()
    return kept


@command(LEAD_MEETINGS)
def lift_item(actor: Actor, *, item_id: int, version: int) -> Item:
    """Let it come before the one above it."""
    item = _item(actor, item_id)
    item.claim(version)
    above = Item.objects.filter(meeting_id=item.meeting_id, position__lt=item.position)
    other = above.order_by("-position").first()
    if other is not None:
        item.swap_with(other)
    return item


def _led(actor: Actor, meeting_id: int) -> Meeting:
    rows = Meeting.objects.led_by(actor, LEAD_MEETINGS).select_related("series")
    return rows.select_for_update(of=("self",)).get(pk=meeting_id)


def _item(actor: Actor, item_id: int) -> Item:
    items = Item.objects.filter(
        meeting__in=Meeting.objects.led_by(actor, LEAD_MEETINGS).at_hand().values("pk")
    )
    return items.select_for_update(of=("self",)).get(pk=item_id)
