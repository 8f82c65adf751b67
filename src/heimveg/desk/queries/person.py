"""The person page: what every room knows of one person, as far as the reader sees it."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import F, Value

from heimveg.access.classes import FieldClass
from heimveg.access.gate import Actor
from heimveg.accounts.models import Absence
from heimveg.base.beside import with_beside
from heimveg.decisions.models import Decision
from heimveg.decisions.permissions import READ_DECISIONS
from heimveg.needs.models import Need
from heimveg.needs.permissions import READ_NEEDS
from heimveg.needs.sentences import wishes_of
from heimveg.persons.models import Case, Consent, HouseholdMember, Merge, Person, Responsibility
from heimveg.persons.permissions import READ_PERSON
from heimveg.persons.queries import address_is_hidden, household_of, records_of
from heimveg.persons.rules import Kind
from heimveg.persons.sight import SeesPerson
from heimveg.stays.models import Stay
from heimveg.stays.permissions import READ_STAYS
from heimveg.stays.queries import stays_of
from heimveg.stays.rules import homeless_days
from heimveg.tenancies.models import Tenancy
from heimveg.tenancies.permissions import READ_TENANCIES

OPEN = frozenset({FieldClass.D0, FieldClass.D1, FieldClass.D2})  # who opens the page sees these
ASKED = (FieldClass.D3, FieldClass.D4, FieldClass.D6, FieldClass.D7)


@dataclass(slots=True)
class PersonPage:
    """Lists are newest first; empty where the reader may not see the class they belong to."""

    person: Person
    on: date
    records: list[int]
    sees: frozenset[FieldClass]  # the classes of facts the reader sees of this person
    sees_decisions: bool
    is_hidden: bool = False  # somebody protected, unseen by the reader, lives there
    responsibilities: list[Responsibility] = field(default_factory=list)
    # The other units that have to do with the person today, and are still there.
    also: list[Responsibility] = field(default_factory=list)
    away: dict[int, Absence] = field(default_factory=dict)  # by user id
    open_case: Case | None = None
    stays: list[Stay] = field(default_factory=list)
    tenancies: list[Tenancy] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    need: Need | None = None
    wishes: list[tuple[str, str]] = field(default_factory=list)  # pairs of term and text
    household: list[HouseholdMember] = field(default_factory=list)
    consents: list[Consent] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)
    homeless_days: int = 0

    @property
    def sees_need(self) -> bool:
        return FieldClass.D3 in self.sees

    @property
    def answers(self) -> Responsibility | None:
        """Who answers now."""
        running = (r for r in self.responsibilities if r.ended_on is None)
        return next((r for r in running if r.kind == Kind.COORDINATING), None)

    @property
    def answers_since(self) -> date | None:
        """Since when that unit has answered; that its worker has changed meanwhile is no break."""
        since: date | None = None
        for row in self.responsibilities:  # newest first
            if row.kind != Kind.COORDINATING or self.answers is None:
                continue
            if row.unit_id != self.answers.unit_id or since not in (None, row.ended_on):
                break
            since = row.started_on
        return since

    @property
    def lives(self) -> Stay | None:
        """Where the person is on the page's day: not where they are to move in."""
        lived = (stay for stay in self.stays if not stay.awaits_home)
        return next((stay for stay in lived if stay.period.holds(self.on)), None)


def found(actor: Actor, person_id: int) -> Person | None:
    """The record, merged or not, with what classes of facts the reader sees of the person."""
    people = Person.objects.permitted_to(actor, READ_PERSON)
    sees = {
        f"sees_{c}": SeesPerson(F("pk"), Value(str(c)), Value(actor.user_id), Value(None))
        for c in ASKED
    }
    rows = people.select_related("protection", "employed_in").annotate(**sees)
    return rows.filter(pk=person_id).first()


def person_page(actor: Actor, person: Person, *, on: date) -> PersonPage:
    """Everything on the page of a record made by `found`. Cost: at most 30 queries, however long
    the history."""
    records = records_of(person)
    sees = frozenset(c for c in ASKED if getattr(person, f"sees_{c}", False))
    page = PersonPage(
        person=person,
        on=on,
        records=records,
        sees=sees | OPEN,
        sees_decisions=FieldClass.D3 in sees and actor.may(READ_DECISIONS),
        is_hidden=address_is_hidden(person.pk),
    )
    _who_answers(page, on=on)
    page.tenancies = _tenancies(actor, records)
    consents = Consent.objects.running_on(on).filter(person_id__in=records)
    page.consents = list(consents.select_related("receiver").order_by("-started_on", "-pk"))
    if page.sees_need:
        _what_is_needed(page, actor, on=on)
    if page.sees_decisions:
        decisions = Decision.objects.permitted_to(actor, READ_DECISIONS)
        decisions = decisions.filter(person_id__in=records).defer("facts", "considerations")
        page.decisions = list(decisions.order_by("-drafted_on", "-pk"))
    return page


def _who_answers(page: PersonPage, *, on: date) -> None:
    rows = Responsibility.objects.filter(person_id__in=page.records)
    rows = rows.select_related("unit").order_by("-started_on", "-pk")
    page.responsibilities = with_beside(rows, "named_worker", "stand_in")
    page.also = [
        row
        for row in page.responsibilities
        if row.kind == Kind.CONTRIBUTING and row.period.holds(on) and row.unit.period.holds(on)
    ]
    running = [r for r in page.responsibilities if r.ended_on is None]
    workers = {r.named_worker_id for r in running} - {None}
    away = Absence.objects.running_on(on).filter(user_id__in=workers)
    page.away = {row.user_id: row for row in with_beside(away, "stand_in")}


def _tenancies(actor: Actor, records: list[int]) -> list[Tenancy]:
    rows = Tenancy.objects.permitted_to(actor, READ_TENANCIES).filter(person_id__in=records)
    return list(rows.select_related("dwelling").order_by("-started_on", "-pk"))


def _what_is_needed(page: PersonPage, actor: Actor, *, on: date) -> None:
    page.open_case = Case.objects.open().filter(person_id__in=page.records).first()
    if actor.may(READ_STAYS):
        page.stays = stays_of(actor, page.records)
    page.homeless_days = homeless_days(
        (stay.fact for stay in page.stays if not stay.awaits_home), on=on
    )
    needs = Need.objects.permitted_to(actor, READ_NEEDS).open()
    page.need = needs.filter(person_id__in=page.records).select_related("unit").first()
    if page.need is not None:
        clusters = page.need.wished_clusters.values_list("name", flat=True)
        page.wishes = [(str(row[0]), str(row[1])) for row in wishes_of(page.need, clusters)]
    page.household = household_of(page.records, on=on)
    merges = Merge.objects.standing().filter(person_id=page.person.pk).order_by("-merged_at")
    page.merges = with_beside(merges, "duplicate", "merged_by")
