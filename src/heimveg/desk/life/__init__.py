"""What the person page shows, part by part. A room that knows something of people adds a line:
a section, or a lane of the time axis. A part is asked for only by who may see it."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from heimveg.access.gate import Actor
from heimveg.base.bands import Lane
from heimveg.decisions.permissions import READ_DECISIONS
from heimveg.desk.life import (
    answering,
    arriving,
    deciding,
    handing,
    limiting,
    living,
    meeting,
    remembering,
)
from heimveg.desk.life.track import Track
from heimveg.desk.queries.person import PersonPage
from heimveg.desk.section import Columns, Section, columns
from heimveg.handoffs.permissions import READ_HANDOFFS
from heimveg.intake.permissions import READ_ERRANDS
from heimveg.meetings.permissions import READ_MATTERS
from heimveg.persons.permissions import READ_PERSON
from heimveg.persons.rules import Kind
from heimveg.stays.permissions import READ_STAYS
from heimveg.support.permissions import READ_MEASURES
from heimveg.tenancies.permissions import READ_TENANCIES

# In the order they stand on the page. Beside them the page itself shows need, particulars,
# household and consents.
SECTIONS: tuple[Section[PersonPage], ...] = (
    Section(READ_ERRANDS, arriving.errands, "intake/_on_person.html"),
    Section(READ_HANDOFFS, handing.handoffs, "handoffs/_on_person.html"),
    Section(READ_DECISIONS, deciding.listed, "desk/_person_decisions.html"),
    Section(READ_MATTERS, meeting.agreed, "desk/_person_meetings.html", aside=True),
    Section(READ_PERSON, remembering.history, "desk/_person_history.html", aside=True),
    Section(READ_MEASURES, limiting.measures, "desk/_person_measures.html", aside=True),
)

# From the life itself to what others did about it.
TRACKS: tuple[Track, ...] = (
    Track(READ_STAYS, _("Where the person lives"), living.stays),
    Track(READ_TENANCIES, _("Tenancies"), living.tenancies),
    Track(READ_PERSON, _("Who answers"), answering.units_that(Kind.COORDINATING)),
    Track(READ_PERSON, _("Who also helps"), answering.units_that(Kind.CONTRIBUTING)),
    Track(READ_DECISIONS, _("Decisions"), deciding.decisions),
)


def columns_of(actor: Actor, page: PersonPage, *, on: date) -> Columns:
    """The sections the reader may see whose class of this person the reader sees too."""
    seen = (section for section in SECTIONS if section.permission.shows in page.sees)
    return columns(seen, actor, page, on=on)


def lanes_of(actor: Actor, page: PersonPage, *, on: date) -> list[Lane]:
    """The lanes with a band, by the same two conditions."""
    asked = (
        Lane(str(track.label), track.ask(actor, page, on))
        for track in TRACKS
        if actor.may(track.permission) and track.permission.shows in page.sees
    )
    return [lane for lane in asked if lane.bands]
