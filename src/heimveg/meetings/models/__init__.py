"""Series, their meetings, what is on the agenda, what came of it, and who does what by when."""

from heimveg.meetings.models.items import Discussion, Item, Matter
from heimveg.meetings.models.series import Attendance, Meeting, Participation, Series
from heimveg.meetings.models.tasks import Task

__all__ = [
    "Attendance",
    "Discussion",
    "Item",
    "Matter",
    "Meeting",
    "Participation",
    "Series",
    "Task",
]
