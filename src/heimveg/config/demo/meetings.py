"""The invented town's standing meetings: a fortnight ago, today, and what is still to be done.
Made by the real commands, by those who lead them."""

from datetime import date, time, timedelta

from heimveg.access.gate import Actor
from heimveg.accounts.rules import UnitKind
from heimveg.base.days import is_working_day
from heimveg.config.demo.rows import moment
from heimveg.config.demo.town import Town
from heimveg.meetings.commands.agenda import ItemSaid, add_item, plan_meeting
from heimveg.meetings.commands.series import open_series
from heimveg.meetings.commands.sitting import (
    Said,
    TaskSaid,
    close_meeting,
    note_attendance,
    note_item,
    open_meeting,
)
from heimveg.meetings.models import Item, Meeting, Series
from heimveg.meetings.models.series import SeriesSaid
from heimveg.meetings.proposing import proposals
from heimveg.meetings.proposing.part import Proposal
from heimveg.meetings.queries.people import people_of, who_may_meet
from heimveg.meetings.rules import ItemKind, SeriesKind
from heimveg.needs.models import Need
from heimveg.persons.models import Consent
from heimveg.persons.rules import GivenConsent, Topic

K = UnitKind
CASES = (K.HOUSING, K.NAV, K.SUBSTANCE_USE, K.MENTAL_HEALTH, K.ACT_TEAM, K.PROPERTY, K.OUTREACH)
Row = tuple[str, SeriesKind, int, UnitKind, str, tuple[UnitKind, ...], tuple[str, ...]]
# name, kind, weeks between, the unit that leads, who leads, who takes part, standing items
SERIES: tuple[Row, ...] = (
    (
        "Samordningsmøte bustad og tenester", SeriesKind.COORDINATION, 2, K.MENTAL_HEALTH,
        "koordinator", CASES, ("Nytt frå einingane", "Ledige bustader dei neste fire vekene"),
    ),
    (
        "Alle einingar", SeriesKind.ALL_UNITS, 26, K.HOUSING, "tildelar",
        (*CASES, K.ECONOMY, K.HOME_CARE, K.CHILD_WELFARE, K.DISABILITY, K.LEADERSHIP),
        ("Kva har vi lært sidan sist?",),
    ),
    (
        "Behovsutval", SeriesKind.NEEDS_COMMITTEE, 6, K.MENTAL_HEALTH, "koordinator",
        (K.HOUSING, K.MENTAL_HEALTH, K.PROPERTY, K.ECONOMY), ("Kva må kjøpast eller byggjast?",),
    ),
    (
        "Styringsgruppe for bustadplanen", SeriesKind.STEERING_GROUP, 6, K.LEADERSHIP, "leiar",
        (K.HOUSING, K.PROPERTY, K.ECONOMY, K.LEADERSHIP), ("Status for tiltaka", "Økonomi"),
    ),
)  # fmt: skip
OUTCOMES = (
    ("Utekontakten har møtt personen to gonger. Vil gjerne sjå ein bustad nær bygdesenteret.",
     "Blir prioritert ved neste ledige leilegheit i området.", "Avtale visning"),
    ("Einige om at småhus er rett, ingen ledige no.",
     "Eigedom ser på tomta ved Åsvegen.", "Undersøkje småhus ved Åsvegen"),
    ("Har takka nei fordi hunden ikkje kunne vere med.",
     "Behovet blir endra: dyr må vere tillate.", "Rette opp behovet og gi beskjed"),
)  # fmt: skip


def hold_meetings(town: Town, *, today: date) -> None:
    """One that was held a fortnight ago, and the four that are coming."""
    for n, (name, kind, weeks, unit, leader, units, standing) in enumerate(SERIES):
        before = _working(today - timedelta(days=14))
        actor = town.users[leader].actor(on=today)
        said = SeriesSaid(name, kind, weeks, time(9 + n), 60 + 30 * (n == 0), "Rådhuset", standing)
        series = open_series(
            actor,
            unit_id=town.unit(unit).pk,
            units=[town.unit(u).pk for u in units],
            said=said,
            on=today - timedelta(days=400),
        )
        if n == 0:
            _hold(actor, series, before, today)
        coming = plan_meeting(
            actor, series_id=series.pk, held_on=_working(today + timedelta(days=7 * n)),
            starts_at=said.starts_at, place=said.place, on=today,
        )  # fmt: skip
        if n == 0:
            _fill(town, actor, coming, today)


def _hold(actor: Actor, series: Series, day: date, today: date) -> None:
    meeting = plan_meeting(
        actor, series_id=series.pk, held_on=day, starts_at=series.starts_at, place=series.place,
        on=day,
    )  # fmt: skip
    offered = [p for p in proposals(actor, meeting, on=today) if p.kind is ItemKind.PERSON]
    for proposal in offered[-len(OUTCOMES) :]:
        _put_up(actor, meeting, proposal)
    open_meeting(actor, meeting_id=meeting.pk, version=meeting.version, at=moment(day))
    people = people_of(series.pk, on=day)
    note_attendance(actor, meeting_id=meeting.pk, present=[p.user.pk for p in people[::2]])
    items = Item.objects.filter(meeting=meeting, kind=ItemKind.PERSON).order_by("position")
    for item, outcome in zip(items, OUTCOMES, strict=False):
        _note(actor, item, outcome, day)
    meeting.refresh_from_db()
    close_meeting(actor, meeting_id=meeting.pk, version=meeting.version, at=moment(day))


def _note(actor: Actor, item: Item, outcome: tuple[str, str, str], day: date) -> None:
    words, decision, task = outcome
    may = who_may_meet(
        item.matter.person_id or 0, [p.user.pk for p in people_of(item.meeting.series_id, on=day)]
    )
    given = TaskSaid(task, min(may), day + timedelta(days=7 + item.position * 5)) if may else None
    said = Said(decision, words, given)
    note_item(actor, item_id=item.pk, version=item.version, said=said, on=day, at=moment(day))


def _fill(town: Town, actor: Actor, meeting: Meeting, today: date) -> None:
    """What the one who leads has put up, what a colleague adds, and one whom NAV may know of."""
    for proposal in proposals(actor, meeting, on=today)[:3]:
        _put_up(actor, meeting, proposal)
    nav = town.unit(K.NAV)
    colleague = town.users["tildelar2"].actor(on=today)
    open_needs = Need.objects.open().exclude(person__in=_on(meeting)).order_by("pk")
    answered = open_needs.filter(
        person__responsibilities__unit=town.unit(K.OUTREACH),
        person__responsibilities__ended_on=None,
        person__protection=None,
    )
    for need in answered[:2]:
        add_item(
            colleague,
            meeting_id=meeting.pk,
            said=ItemSaid(ItemKind.PERSON, person_id=need.person_id),
        )
    first = answered.first()
    if first is not None:
        Consent.give(
            first.person_id,
            GivenConsent(Topic.HOUSING, nav.pk, "samordning", "orally", None),
            on=today - timedelta(days=30),
            by=colleague.user_id,
        )


def _on(meeting: Meeting) -> list[int]:
    rows = Item.objects.filter(meeting=meeting, matter__person__isnull=False)
    return list(rows.values_list("matter__person_id", flat=True))


def _put_up(actor: Actor, meeting: Meeting, proposal: Proposal) -> None:
    is_person = proposal.kind is ItemKind.PERSON
    add_item(
        actor,
        meeting_id=meeting.pk,
        said=ItemSaid(
            proposal.kind,
            proposal.origin,
            person_id=proposal.about_id if is_person else None,
            dwelling_id=None if is_person else proposal.about_id,
            since=proposal.since,
        ),
    )


def _working(day: date) -> date:
    while not is_working_day(day):
        day += timedelta(days=1)
    return day
