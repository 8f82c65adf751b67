"""People, their households, cases and consents, and which unit answers for them.

What access depends on is kept here as small facts; the processes that change them live above.
"""

from datetime import date
from typing import ClassVar, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import connection, models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from heimveg.access.classes import Classified, FieldClass
from heimveg.access.gate import Actor, Permission
from heimveg.access.reading import AboutPerson
from heimveg.accounts.models import Unit, User
from heimveg.accounts.rules import LANGUAGES
from heimveg.base import clock, secrets
from heimveg.base.models import Dated, PeriodQuerySet, Versioned, day_range, ends_after_it_starts
from heimveg.base.sorting import NorwegianKey
from heimveg.persons.rules import (
    Basis,
    CaseOutcome,
    ConflictKind,
    EndReason,
    Grade,
    IdKind,
    Kind,
    Sketch,
    Topic,
)
from heimveg.persons.sight import seen

D = FieldClass


def _known(name: str, field: str, values: type) -> models.CheckConstraint:
    return models.CheckConstraint(name=name, condition=Q(**{f"{field}__in": [str(v) for v in values]}))


class PersonQuerySet(models.QuerySet["Person"]):
    def permitted_to(self, actor: Actor, permission: Permission) -> Self:
        """Persons the actor may use `permission` on. The only door to other people's rows."""
        return self.filter(seen(actor, permission, "pk"))

    def whole(self) -> Self:
        """Without the records that were merged into another."""
        return self.filter(merged_into=None)

    def by_name(self) -> Self:
        return self.order_by(NorwegianKey("name"), "pk")


class Person(AboutPerson, Versioned):
    """Somebody the municipality meets. A nickname is enough; outreach may know nothing else."""

    PERSON_FIELD = "id"
    classified = Classified(D.D2, why="to know and reach the person", delete_after_years=10)
    ID_KINDS: ClassVar = {
        IdKind.UNKNOWN: _("unknown"),
        IdKind.NATIONAL: _("national identity number"),
        IdKind.D_NUMBER: _("D number"),
        IdKind.DUF: _("DUF number"),
    }

    name = models.CharField(_("name"), max_length=200, blank=True)
    nickname = models.CharField(_("nickname"), max_length=100, blank=True, default="")
    born_on = models.DateField(_("date of birth"), null=True, blank=True)
    birth_year = models.PositiveSmallIntegerField(_("year of birth"), null=True, blank=True)
    id_kind = models.CharField(_("kind of id"), max_length=10, choices=ID_KINDS, default=IdKind.UNKNOWN)
    id_sealed = models.BinaryField(null=True, editable=False)
    id_index = models.BinaryField(null=True, editable=False, max_length=32)
    office_reference = models.CharField(_("the office's own reference"), max_length=60, blank=True, default="")
    language = models.CharField(_("language of letters"), max_length=2, blank=True, default="")
    phone = models.CharField(_("telephone"), max_length=30, blank=True, default="")
    email = models.EmailField(_("e-mail"), blank=True, default="")
    employed_in = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("works in the municipality, in"),
    )
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, editable=False, related_name="merged_records"
    )
    registered_on = models.DateField(editable=False)

    objects = PersonQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="person_has_a_name_or_a_nickname", condition=~Q(name="") | ~Q(nickname="")
            ),
            _known("person_id_kind_is_known", "id_kind", IdKind),
            models.CheckConstraint(
                name="person_language_is_known", condition=Q(language__in=["", *LANGUAGES])
            ),
            models.CheckConstraint(
                name="person_is_not_merged_into_itself",
                condition=Q(merged_into=None) | ~Q(merged_into=F("pk")),
            ),
        ]
        indexes = [
            models.Index(fields=["id_index"], name="person_by_id_index"),
            models.Index(fields=["office_reference"], name="person_by_reference", condition=~Q(office_reference="")),
            models.Index(NorwegianKey("name"), "id", name="person_in_norwegian_order"),
            GinIndex(OpClass("name", "gin_trgm_ops"), name="person_name_trigrams"),
            GinIndex(OpClass("nickname", "gin_trgm_ops"), name="person_nickname_trigrams"),
        ]

    def __str__(self) -> str:
        return self.shown_name

    @property
    def shown_name(self) -> str:
        return self.name or f"«{self.nickname}»"

    @property
    def national_id(self) -> str:
        return secrets.opened(self.id_sealed) if self.id_sealed else ""

    @property
    def sketch(self) -> Sketch:
        return Sketch(self.name or self.nickname, self.born_on, self.birth_year, self.phone)

    @classmethod
    def register(
        cls, *, unit: Unit, by: User | int, on: date, national_id: str = "", worker: User | None = None, **particulars: object
    ) -> Self:
        """Make a record and let `unit` answer for it from `on`, with an open case.

        The responsibility is written first: the row-level policy asks for it when the person's
        row is written and read back. The foreign key is checked when the transaction ends.
        """
        person = cls(pk=_next_id(), registered_on=on, **particulars)
        person.take_national_id(national_id)
        Responsibility.begin(person.pk, unit=unit, by=by, on=on, worker=worker)
        person.save(force_insert=True)
        Case.objects.create(person=person, opened_on=on)
        return person

    def take_national_id(self, number: str) -> None:
        """Keep the number sealed, with its blind index. Does not save."""
        self.id_sealed = secrets.sealed(number) if number else None
        self.id_index = secrets.blind_index(number) if number else None


def _next_id() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('persons_person', 'id'))")
        return int(cursor.fetchone()[0])


class Protection(AboutPerson):
    """Address protection (nb adressebeskyttelse). No row: none."""

    classified = Classified(D.D5, why="so that an address never harms its owner", delete_after_years=5)
    GRADES: ClassVar = {
        Grade.CONFIDENTIAL: _("confidential address"),
        Grade.STRICTLY: _("strictly confidential address"),
    }

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="protection")
    grade = models.CharField(max_length=25, choices=GRADES)
    since = models.DateField()

    class Meta:
        constraints = [_known("protection_grade_is_known", "grade", Grade)]

    def __str__(self) -> str:
        return f"#{self.person_id} {self.grade}"


class Conflict(models.Model):
    """Why this user must not read about this person (R7)."""

    classified = Classified(D.D8, why="nobody reads about themselves or those near them")

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="conflicts")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="conflicts")
    kind = models.CharField(max_length=20, choices=[(str(k), str(k)) for k in ConflictKind])
    declared_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "person"], name="one_conflict_per_user_and_person"),
            _known("conflict_kind_is_known", "kind", ConflictKind),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind}"


class Household(models.Model):
    """People who live, or are to live, together (nb husstand, nn hushald)."""

    classified = Classified(D.D3, why="the home must fit all who are to live there", delete_after_years=10)

    formed_on = models.DateField()

    def __str__(self) -> str:
        return f"#{self.pk}"


class HouseholdMember(AboutPerson, Dated):
    classified = Classified(D.D3, why="the home must fit all who are to live there", delete_after_years=10)
    RELATIONS: ClassVar = {
        "main": _("main person"),
        "partner": _("partner"),
        "child": _("child"),
        "other": _("other"),
    }

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    relation = models.CharField(max_length=10, choices=RELATIONS, default="main")

    objects = PeriodQuerySet.as_manager()

    class Meta:
        constraints = [
            ends_after_it_starts("household_member_ends_after_it_starts"),
            ExclusionConstraint(
                name="one_household_at_a_time_per_person",
                expressions=[("person", RangeOperators.EQUAL), (day_range(), RangeOperators.OVERLAPS)],
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.household_id} {self.relation}"


class Case(AboutPerson):
    """A person's open errand with the municipality (nb/nn sak). While it is open, exactly one
    unit coordinates on every day; a deferred trigger keeps the promise."""

    classified = Classified(D.D3, why="that somebody answers until it is closed", delete_after_years=10)
    OUTCOMES: ClassVar = {
        CaseOutcome.OPEN: _("open"),
        CaseOutcome.HOUSED: _("has a home and manages"),
        CaseOutcome.NO_NEED: _("no further need"),
        CaseOutcome.MOVED_AWAY: _("moved to another municipality"),
        CaseOutcome.DIED: _("died"),
        CaseOutcome.MERGED: _("merged with another record"),
        CaseOutcome.OTHER: _("other"),
    }

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="cases")
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=20, choices=OUTCOMES, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(closed_on=None), name="one_open_case_per_person"),
            models.CheckConstraint(
                name="closed_case_has_an_outcome",
                condition=Q(closed_on=None, outcome="") | (Q(closed_on__isnull=False) & ~Q(outcome="")),
            ),
            _known("case_outcome_is_known", "outcome", CaseOutcome),
        ]

    def __str__(self) -> str:
        return f"#{self.person_id} {self.opened_on}..{self.closed_on or ''}"


class ResponsibilityQuerySet(PeriodQuerySet):
    def coordinating(self) -> Self:
        return self.filter(kind=Kind.COORDINATING)


class Responsibility(AboutPerson, Dated):
    """A unit answers for a person (coordinating), or has to do with them (contributing).

    Never changed but to be ended: history is the ledger.
    """

    classified = Classified(D.D2, why="exactly one unit answers, every day", delete_after_years=10)
    KINDS: ClassVar = {Kind.COORDINATING: _("coordinating"), Kind.CONTRIBUTING: _("contributing")}

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="responsibilities")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="responsibilities")
    kind = models.CharField(max_length=15, choices=KINDS)
    basis = models.CharField(max_length=10, choices=[(str(b), str(b)) for b in Basis])
    named_worker = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    stand_in = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    end_reason = models.CharField(max_length=15, blank=True, default="")
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)
    made_at = models.DateTimeField(editable=False)
    accepted_on = models.DateField(null=True, editable=False)

    objects = ResponsibilityQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "responsibilities"
        constraints = [
            ends_after_it_starts("responsibility_ends_after_it_starts"),
            _known("responsibility_kind_is_known", "kind", Kind),
            _known("responsibility_basis_is_known", "basis", Basis),
            _known("responsibility_end_reason_is_known", "end_reason", EndReason),
            ExclusionConstraint(
                name="one_coordinating_unit_at_a_time_per_person",
                expressions=[("person", RangeOperators.EQUAL), (day_range(), RangeOperators.OVERLAPS)],
                condition=Q(kind=Kind.COORDINATING),
            ),
            ExclusionConstraint(
                name="one_contribution_at_a_time_per_person_unit_and_basis",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("unit", RangeOperators.EQUAL),
                    ("basis", RangeOperators.EQUAL),
                    (day_range(), RangeOperators.OVERLAPS),
                ],
                condition=Q(kind=Kind.CONTRIBUTING),
            ),
        ]
        indexes = [models.Index(fields=["unit", "person"], name="responsibility_by_unit")]

    def __str__(self) -> str:
        return f"#{self.person_id} {self.kind} {self.unit_id}"

    @classmethod
    def begin(
        cls, person_id: int, *, unit: Unit, by: User | int, on: date, worker: User | None = None
    ) -> Self:
        """Coordinate from `on`. Whoever coordinated before must have been ended for that day."""
        return cls._add(person_id, unit, Kind.COORDINATING, Basis.CASE, by, on, worker, accepted_on=on)

    @classmethod
    def contribute(
        cls, person_id: int, *, unit: Unit, basis: Basis, by: User | int, on: date, accepted_on: date | None
    ) -> Self:
        """Let `unit` have to do with the person for `basis`; nothing new if it already has."""
        running = cls.objects.running_on(on).filter(
            person_id=person_id, unit=unit, basis=basis, kind=Kind.CONTRIBUTING
        )
        return running.first() or cls._add(
            person_id, unit, Kind.CONTRIBUTING, basis, by, on, None, accepted_on=accepted_on
        )

    @classmethod
    def _add(  # noqa: PLR0913  # one row's columns
        cls, person_id: int, unit: Unit, kind: Kind, basis: Basis, by: User | int, on: date,
        worker: User | None, *, accepted_on: date | None,
    ) -> Self:
        return cls.objects.create(
            person_id=person_id, unit=unit, kind=kind, basis=basis, started_on=on, named_worker=worker,
            made_by_id=by if isinstance(by, int) else by.pk, made_at=clock.now(), accepted_on=accepted_on,
        )

    def end(self, *, on: date, reason: EndReason) -> None:
        self.ended_on = on
        self.end_reason = reason
        self.save(update_fields=["ended_on", "end_reason"])


class Consent(AboutPerson, Dated):
    """What the person lets one unit know about one topic. None is the default."""

    classified = Classified(D.D2, why="sharing rests on it", delete_after_years=5)
    TOPICS: ClassVar = {
        Topic.HOUSING: _("housing"),
        Topic.ECONOMY: _("economy"),
        Topic.SUBSTANCE_USE: _("substance use"),
        Topic.MENTAL_HEALTH: _("mental health"),
        Topic.SOMATIC_HEALTH: _("somatic health"),
        Topic.FAMILY: _("family"),
        Topic.WORK: _("work"),
    }
    MANNERS: ClassVar = {"writing": _("in writing"), "orally": _("orally"), "digital": _("digitally")}

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consents")
    topic = models.CharField(_("topic"), max_length=20, choices=TOPICS)
    receiver = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit"))
    purpose = models.CharField(_("what for"), max_length=200)
    given_how = models.CharField(_("given how"), max_length=10, choices=MANNERS)
    withdrawn_on = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = PeriodQuerySet.as_manager()

    class Meta:
        constraints = [
            ends_after_it_starts("consent_ends_after_it_starts"),
            _known("consent_topic_is_known", "topic", Topic),
        ]

    def __str__(self) -> str:
        return f"#{self.person_id} {self.topic}"

    def withdraw(self, *, on: date) -> None:
        """Stops reading at once: the consent ends the same day."""
        self.withdrawn_on = self.ended_on = on
        self.save(update_fields=["withdrawn_on", "ended_on"])


class Merge(AboutPerson):
    """Two records found to be one person. Both histories are kept, so it can be undone."""

    classified = Classified(D.D3, why="to be able to undo", delete_after_years=10)

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="merges")
    duplicate = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    merged_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    merged_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    restores = models.JSONField(default=dict)  # what the merge ended, to be opened again

    def __str__(self) -> str:
        return f"#{self.duplicate_id} -> #{self.person_id}"


class NotTwice(AboutPerson):
    """Two records that somebody looked at and found to be two people: not shown again."""

    classified = Classified(D.D3, why="not to ask twice", delete_after_years=10)

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "not twice"
        constraints = [models.UniqueConstraint(fields=["person", "other"], name="one_verdict_per_pair")]

    def __str__(self) -> str:
        return f"#{self.person_id} is not #{self.other_id}"
