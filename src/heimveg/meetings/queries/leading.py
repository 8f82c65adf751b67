"""Who writes what comes of an item: who leads the meeting, and where they must not see whom it is
about, somebody at the table who follows the person."""

from heimveg.access.gate import Actor
from heimveg.meetings.models import Attendance, Meeting
from heimveg.meetings.permissions import LEAD_MEETINGS, READ_MATTERS
from heimveg.meetings.queries.people import people_of, who_may_meet
from heimveg.meetings.rules import MeetingState
from heimveg.persons.models import Person


def leads_meeting(actor: Actor, meeting: Meeting) -> bool:
    rows = Meeting.objects.led_by(actor, LEAD_MEETINGS)
    return actor.may(LEAD_MEETINGS) and rows.filter(pk=meeting.pk).exists()


def writes_item(actor: Actor, meeting: Meeting, person_id: int | None) -> bool:
    """Whether the actor may write on an item that they see, about this person or nobody."""
    if meeting.state != MeetingState.OPEN:
        return False
    return leads_meeting(actor, meeting) or (
        person_id is not None and stands_in(actor, meeting, person_id)
    )


def stands_in(actor: Actor, meeting: Meeting, person_id: int) -> bool:
    """Whether the actor takes part and follows the person, while nobody who leads may meet them:
    of those who are here, or of all while nobody has written who is here."""
    part = Meeting.objects.permitted_to(actor, LEAD_MEETINGS).filter(pk=meeting.pk)
    follows = Person.objects.permitted_to(actor, READ_MATTERS).filter(pk=person_id)
    if not (actor.may(LEAD_MEETINGS) and part.exists() and follows.exists()):
        return False
    people = people_of(meeting.series_id, on=meeting.held_on)
    leading = {p.user.pk for p in people if p.unit.pk == meeting.series.unit_id}
    here = set(Attendance.objects.filter(meeting=meeting).values_list("user_id", flat=True))
    return not who_may_meet(person_id, leading & here if here else leading)
