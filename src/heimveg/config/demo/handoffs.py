"""A year of hand-offs in the invented town: some taken at once, some tossed on, some stuck."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from random import Random

from django.db import IntegrityError

from heimveg.access.gate import Actor
from heimveg.accounts.models import Unit
from heimveg.accounts.rules import UnitKind
from heimveg.base.errors import Refused
from heimveg.config.demo.people import COORDINATORS
from heimveg.config.demo.rows import moment
from heimveg.config.demo.town import Town
from heimveg.handoffs import commands
from heimveg.handoffs.commands import Question
from heimveg.handoffs.jobs import escalate_past
from heimveg.handoffs.models import Handoff
from heimveg.handoffs.rules import AskReason, DeclineReason, Urgency, Wanted
from heimveg.handoffs.telling import TOLD
from heimveg.notices.models import Notice
from heimveg.notices.rules import Channel, NoticeState
from heimveg.persons.models import Person, Protection, Responsibility
from heimveg.persons.rules import Kind

WAITING_STILL = 2  # letters that the job of the demo itself sends
TOSSED, TAKEN, HELPED, OPEN_NOW, STUCK = 14, 10, 6, 9, 4  # people in a town of 12,000
WORDS: dict[AskReason, str] = {
    AskReason.NEEDS_CHANGED: "Har fått eigen bustad og treng oppfølging heime, ikkje på kontoret.",
    AskReason.MOVED: "Har flytta til den andre sida av fjorden, nær basen dykkar.",
    AskReason.LEGAL: "Det som står att, er oppgåva dykkar etter delegasjonen.",
    AskReason.KNOWN_THERE: "De har kjent personen i fleire år, og tilliten er hjå dykk.",
    AskReason.WISH: "Vil helst ha kontakt med dykk, og har sagt det fleire gonger.",
    AskReason.REORGANISED: "Gruppa vår er slått saman, og oppgåva ligg no hjå dykk.",
}
NO: dict[DeclineReason, str] = {
    DeclineReason.NOT_OUR_TASK: "Vi har ikkje oppdrag for buoppfølging.",
    DeclineReason.OTHER_UNIT: "Heimetenesta er der frå før og er rett eining.",
    DeclineReason.NO_CAPACITY: "Fullt fram til mars. Vi kan ta det då.",
    DeclineReason.NOT_YET: "Vi kjem inn når bustaden er klar.",
    DeclineReason.MORE_KNOWLEDGE: "Vi treng å vite meir om kva personen sjølv vil.",
}
# Somebody may have been helped or asked since the day that is told of: then this did not happen.
MISSED = (Refused, IntegrityError)
DECISION = (
    "Eininga som kjenner personen best, har ansvaret. Den andre eininga hjelper med det ho kan,"
    " og det blir teke opp att i samordningsmøtet."
)


@dataclass(frozen=True)
class Desk:
    """A unit that hands over, and who does it there."""

    unit: Unit
    actor: Actor


class Year:
    """Writes the hand-offs with the commands people use."""

    def __init__(self, town: Town, *, today: date, seed: int) -> None:
        self.today, self.rng = today, Random(seed)  # noqa: S311  # not a secret
        self.desks = {
            town.unit(kind).pk: Desk(town.unit(kind), town.users[user].actor(on=today))
            for kind, _share, user in COORDINATORS
        }
        self.decider = town.users["kommunalsjef"].actor(on=today)
        self.leads = town.unit(UnitKind.LEADERSHIP).pk

    def ago(self, least: int, most: int) -> date:
        return self.today - timedelta(days=self.rng.randrange(least, most))

    def other(self, *units: int) -> Desk:
        choice = [desk for pk, desk in sorted(self.desks.items()) if pk not in units]
        return self.rng.choice(choice)

    def asked(
        self, row: Responsibility, to: Desk, on: date, **changed: Wanted | Urgency
    ) -> Handoff:
        reason = self.rng.choice(sorted(WORDS))
        said: dict[str, object] = {"kind": Wanted.COORDINATE, "urgency": Urgency.ORDINARY}
        question = Question(reason=reason, words=WORDS[reason], **said | changed)  # type: ignore[arg-type]
        return commands.ask_handoff(
            self.desks[row.unit_id].actor,
            person_id=row.person_id,
            to_unit_id=to.unit.pk,
            question=question,
            on=on,
        )

    def yes(self, handoff: Handoff, on: date) -> None:
        actor = self.desks[handoff.answering_unit_id].actor
        commands.accept_handoff(actor, handoff_id=handoff.pk, worker_id=actor.user_id, on=on)

    def no(self, handoff: Handoff, on: date) -> None:
        because = self.rng.choice(sorted(NO))
        commands.decline_handoff(
            self.desks[handoff.answering_unit_id].actor,
            handoff_id=handoff.pk,
            because=because,
            words=NO[because],
            suggests_id=None,
            on=on,
        )

    def tossed(self, row: Responsibility) -> None:
        """Two or three units say no; then one takes it, or the leadership decides."""
        on, seen = self.ago(120, 330), {row.unit_id}
        for _ in range(self.rng.choice((1, 1, 2))):
            handoff, on = self.refused(row, seen, on)
        handoff, on = self.refused(row, seen, on)
        if self.rng.random() < 0.5:
            self.decided(row, handoff, on)
        else:
            self.yes(self.asked(row, self.other(*seen), on), on + timedelta(days=5))

    def refused(self, row: Responsibility, seen: set[int], on: date) -> tuple[Handoff, date]:
        """A no from a unit not in `seen`, and the day somebody goes on."""
        to = self.other(*seen)
        seen.add(to.unit.pk)
        handoff = self.asked(row, to, on)
        answered = on + timedelta(days=self.rng.randrange(4, 14))
        self.no(handoff, answered)
        return handoff, answered + timedelta(days=self.rng.randrange(2, 12))

    def decided(self, row: Responsibility, handoff: Handoff, on: date) -> None:
        asker = self.desks[row.unit_id].actor
        commands.escalate_handoff(asker, handoff_id=handoff.pk, on=on)
        unit = self.rng.choice((handoff.from_unit_id, handoff.to_unit_id))
        commands.decide_handoff(
            self.decider,
            handoff_id=handoff.pk,
            unit_id=unit,
            words=DECISION,
            on=on + timedelta(days=self.rng.randrange(2, 9)),
        )

    def taken(self, row: Responsibility, kind: Wanted = Wanted.COORDINATE) -> None:
        on = self.ago(30, 300)
        handoff = self.asked(row, self.other(row.unit_id), on, kind=kind)
        self.yes(handoff, on + timedelta(days=self.rng.randrange(1, 9)))

    def waits(self, row: Responsibility, n: int) -> None:
        """To each unit in turn, so that everybody has something to answer."""
        to = sorted(self.desks)[n % len(self.desks)]
        desk = self.desks[to] if to != row.unit_id else self.other(row.unit_id)
        urgency = (Urgency.ORDINARY, Urgency.SOON, Urgency.ORDINARY, Urgency.AT_ONCE)[n % 4]
        days = {Urgency.ORDINARY: 9, Urgency.SOON: 2, Urgency.AT_ONCE: 1}[urgency]
        self.asked(row, desk, self.today - timedelta(days=n % days), urgency=urgency)

    def stuck(self, row: Responsibility) -> None:
        """Nobody answered in time: the job has brought it to the leadership."""
        self.asked(row, self.other(row.unit_id), self.ago(25, 60))


def hand_over(town: Town, *, today: date, seed: int, times: int = 1) -> None:
    """Let a year pass between the units of a town; `times` as much happens in a city."""
    year = Year(town, today=today, seed=seed)
    people = _people(year)
    for act, count in ((year.tossed, TOSSED), (year.taken, TAKEN), (year.stuck, STUCK)):
        for row in islice(people, count * times):
            with suppress(*MISSED):
                act(row)
    for row in islice(people, HELPED * times):
        with suppress(*MISSED):
            year.taken(row, Wanted.CONTRIBUTE)
    escalate_past.func()
    _told(today)
    for n, row in enumerate(islice(people, OPEN_NOW * times)):
        with suppress(*MISSED):
            year.waits(row, n)


def _told(today: date) -> None:
    """The letters went out the day it happened, and were read: all but the newest, which wait."""
    rows = Notice.objects.filter(key__startswith=TOLD).defer("document")
    for notice in sorted(rows, key=_day_of)[:-WAITING_STILL]:
        at = moment(min(_day_of(notice), today))
        Notice.objects.filter(pk=notice.pk).update(queued_at=at)
        if notice.state == NoticeState.WAITING:
            notice.mark_sent(at=at, receipt="demo")
        if notice.channel == Channel.PAGE:
            notice.mark_read(at=at)


def _day_of(notice: Notice) -> date:
    """The key is made by `handoffs.telling.key_of`."""
    return date.fromisoformat(notice.key.split(":")[3])


def _people(year: Year) -> Iterator[Responsibility]:
    """Those who have been with one of the units for a year, in a shuffled order; the protected
    and colleagues left out, whom few see."""
    rows = Responsibility.objects.open().filter(
        kind=Kind.COORDINATING,
        unit_id__in=year.desks,
        started_on__lt=year.today - timedelta(days=340),
        person__in=Person.objects.filter(merged_into=None, employed_in=None),
        person__cases__closed_on=None,
        person__cases__isnull=False,
    )
    rows = rows.exclude(person__in=Protection.objects.values("person_id"))
    found = list(rows.select_related("unit").order_by("pk").distinct())
    year.rng.shuffle(found)
    return iter(found)
