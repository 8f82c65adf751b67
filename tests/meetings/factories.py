from datetime import date, time

from heimveg.accounts.queries import system_user
from heimveg.meetings.models import Item, Meeting, Series
from heimveg.meetings.models.series import SeriesSaid
from heimveg.meetings.rules import ItemKind, MeetingState, Origin, SeriesKind

DAY = date(2026, 11, 23)


def said(**given):
    facts = {
        "name": "Samordningsmøte",
        "kind": SeriesKind.COORDINATION,
        "weeks_between": 2,
        "starts_at": time(9),
        "minutes": 90,
        "place": "Møterom 2",
        "standing_items": (),
    }
    return SeriesSaid(**facts | given)


def series_of(unit, *units, **given):
    made = Series.start(unit_id=unit.pk, said=said(**given), on=date(2026, 1, 1))
    made.invite_units([u.pk for u in units], on=date(2026, 1, 1))
    return made


def meeting_of(series, *, on=DAY, state=MeetingState.PLANNED):
    meeting = Meeting.plan(series, held_on=on, starts_at=time(9), place="Møterom 2")
    if state != MeetingState.PLANNED:
        meeting.state = state
        meeting.save()
    return meeting


def item_about(meeting, person=None, *, origin=Origin.BY_HAND, **what):
    kind = ItemKind.PERSON if person else ItemKind.THEME
    if person is None and not what:
        what = {"theme": "Nytt frå einingane"}
    return Item.add(meeting, kind=kind, origin=origin, person=person, **what)


def somebody():
    return system_user()
