"""A meeting as a calendar entry (RFC 5545). It names the meeting, never whom it is about."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from icalendar import Calendar, Event

from heimveg.meetings.models import Meeting
from heimveg.meetings.rules import MeetingState


def invitation(meeting: Meeting, municipality_number: str, *, at: datetime) -> bytes:
    """The entry; the same meeting moved is the same entry with a higher sequence number."""
    begins = _local(meeting)
    event = Event()
    event.add("uid", f"meeting-{meeting.pk}@{municipality_number}.heimveg")
    event.add("sequence", meeting.version)
    event.add("dtstamp", at.astimezone(ZoneInfo("UTC")))
    event.add("dtstart", begins)
    event.add("dtend", begins + timedelta(minutes=meeting.series.minutes))
    event.add("summary", meeting.series.name)
    if meeting.place:
        event.add("location", meeting.place)
    is_off = meeting.state == MeetingState.CALLED_OFF
    event.add("status", "CANCELLED" if is_off else "CONFIRMED")
    calendar = Calendar()
    calendar.add("prodid", "-//Heimveg//Meetings//NO")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if is_off else "PUBLISH")
    calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _local(meeting: Meeting) -> datetime:
    zone = ZoneInfo(timezone.get_default_timezone_name())
    return datetime.combine(meeting.held_on, meeting.starts_at, tzinfo=zone)
