"""Cases, and which unit answers for whom: the two promises of the ledger."""

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import connection, models
from django.db.models import F, Q, Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _

from heimveg.access.classes import Classified, FieldClass
from heimveg.access.gate import Actor, Permission
from heimveg.access.reading import AboutPerson
from heimveg.accounts.models import Unit, User
from heimveg.base import clock
from heimveg.base.models import Dated, PeriodQuerySet, day_range, ends_after_it_starts
from heimveg.persons.models.known import known
from heimveg.persons.rules import Basis, CaseOutcome, EndReason, Kind
from heimveg.persons.sight import seen

D = FieldClass


class CaseQuerySet(models.QuerySet["Case"]):
    def permitted_to(self, actor: Actor, permission: Permission) -> Self:
        return self.filter(seen(actor, permission))

    def open(self) -> Self:
        return self.filter(closed_on=None)


class Case(AboutPerson):
    """A person's open errand with the municipality (nb/nn sak). While it is open, exactly one
    unit coordinates on every day; a deferred trigger keeps the promise."""

    classified = Classified(
        D.D3, why="that somebody answers until it is closed", delete_after_years=10
    )
    OUTCOMES: ClassVar = {
        CaseOutcome.OPEN: _("open"),
        CaseOutcome.HOUSED: _("has a home and manages"),
        CaseOutcome.NO_NEED: _("no further need"),
        CaseOutcome.MOVED_AWAY: _("moved to another municipality"),
        CaseOutcome.DIED: _("died"),
        CaseOutcome.MERGED: _("merged with another record"),
        CaseOutcome.OTHER: _("other"),
    }

    person = models.ForeignKey("persons.Person", on_delete=models.PROTECT, related_name="cases")
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=20, choices=OUTCOMES, blank=True, default="")

    objects = CaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(closed_on=None), name="one_open_case_per_person"
            ),
            models.CheckConstraint(
                name="closed_case_has_an_outcome",
                condition=Q(closed_on=None, outcome="")
                | (Q(closed_on__isnull=False) & ~Q(outcome="")),
            ),
            known("case_outcome_is_known", "outcome", CaseOutcome),
        ]

    def __str__(self) -> str:
        return f"#{self.person_id} {self.opened_on}..{self.closed_on or ''}"

    def close(self, *, on: date, outcome: CaseOutcome) -> None:
        """Close, and let nobody answer any more: relations end the same day. What a tenancy
        gives a landlord and an office lasts as long as the tenancy, unless the whole record
        goes into another."""
        self.closed_on = max(on, self.opened_on)
        self.outcome = outcome
        self.save(update_fields=["closed_on", "outcome"])
        relations = Responsibility.objects.filter(person_id=self.person_id).open()
        if outcome is not CaseOutcome.MERGED:
            relations = relations.exclude(kind=Kind.CONTRIBUTING, basis=Basis.TENANCY)
        relations.end(on=on, reason=EndReason.CASE_CLOSED)

    def open_again(self) -> None:
        """Undo the closing, as if it had not been written; relations are taken up apart."""
        self.closed_on = None
        self.outcome = CaseOutcome.OPEN
        self.save(update_fields=["closed_on", "outcome"])


class ResponsibilityQuerySet(PeriodQuerySet["Responsibility"]):
    def coordinating(self) -> Self:
        return self.filter(kind=Kind.COORDINATING)

    def permitted_to(self, actor: Actor, permission: Permission) -> Self:
        return self.filter(seen(actor, permission))

    def end(self, *, on: date, reason: EndReason) -> int:
        """End all of them at once; one that was to begin later never does."""
        last = Greatest(F("started_on"), Value(on, models.DateField()))
        return self.update(ended_on=last, end_reason=reason)


class Responsibility(AboutPerson, Dated):
    """A unit answers for a person (coordinating), or has to do with them (contributing).

    Never changed but to be ended: history is the ledger.
    """

    classified = Classified(D.D2, why="exactly one unit answers, every day", delete_after_years=10)
    KINDS: ClassVar = {
        Kind.COORDINATING: _("coordinating"),
        Kind.CONTRIBUTING: _("contributing"),
    }
    BASES: ClassVar = {
        Basis.CASE: _("the case"),
        Basis.NEED: _("a housing need"),
        Basis.TENANCY: _("a tenancy"),
        Basis.SUPPORT: _("support"),
        Basis.ASKED: _("was asked"),
    }
    END_REASONS: ClassVar = {
        EndReason.HANDED_OVER: _("handed over"),
        EndReason.CASE_CLOSED: _("the case was closed"),
        EndReason.OVER: _("over"),
    }

    person = models.ForeignKey(
        "persons.Person", on_delete=models.PROTECT, related_name="responsibilities"
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="responsibilities")
    kind = models.CharField(max_length=15, choices=KINDS)
    basis = models.CharField(max_length=10, choices=[(str(b), str(b)) for b in Basis])
    named_worker = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    stand_in = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    end_reason = models.CharField(max_length=15, blank=True, default="")
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)
    made_at = models.DateTimeField(editable=False)
    accepted_on = models.DateField(null=True, editable=False)

    objects = ResponsibilityQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "responsibilities"
        constraints = [
            ends_after_it_starts("responsibility_ends_after_it_starts"),
            known("responsibility_kind_is_known", "kind", Kind),
            known("responsibility_basis_is_known", "basis", Basis),
            known("responsibility_end_reason_is_known", "end_reason", EndReason),
            ExclusionConstraint(
                name="one_coordinating_unit_at_a_time_per_person",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    (day_range(), RangeOperators.OVERLAPS),
                ],
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

    @property
    def shown_basis(self) -> str:
        return str(self.BASES[Basis(self.basis)])

    @property
    def shown_end_reason(self) -> str:
        return str(self.END_REASONS[EndReason(self.end_reason)]) if self.end_reason else ""

    @classmethod
    def begin(
        cls, person_id: int, *, unit: Unit, by: User | int, on: date, worker: User | None = None
    ) -> "Responsibility":
        """Coordinate from `on`. Whoever coordinated before must have been ended for that day."""
        return cls._add(
            person_id,
            unit=unit,
            kind=Kind.COORDINATING,
            basis=Basis.CASE,
            by=by,
            on=on,
            named_worker=worker,
            accepted_on=on,
        )

    @classmethod
    def contribute(
        cls,
        person_id: int,
        *,
        unit: Unit,
        basis: Basis,
        by: User | int,
        on: date,
        accepted_on: date | None,
    ) -> "Responsibility":
        """Let `unit` have to do with the person for `basis`; nothing new if it already has."""
        running = cls.objects.running_on(on).filter(
            person_id=person_id, unit=unit, basis=basis, kind=Kind.CONTRIBUTING
        )
        return running.first() or cls._add(
            person_id,
            unit=unit,
            kind=Kind.CONTRIBUTING,
            basis=basis,
            by=by,
            on=on,
            accepted_on=accepted_on,
        )

    @classmethod
    def _add(
        cls, person_id: int, *, by: User | int, on: date, **columns: object
    ) -> "Responsibility":
        return cls.objects.create(
            person_id=person_id,
            started_on=on,
            made_by_id=by if isinstance(by, int) else by.pk,
            made_at=clock.now(),
            **columns,
        )

    def end(self, *, on: date, reason: EndReason) -> None:
        self.ended_on = max(on, self.started_on)
        self.end_reason = reason
        self.save(update_fields=["ended_on", "end_reason"])

    def pass_to(
        self, *, worker: User | None, stand_in: User | None, by: int, on: date
    ) -> "Responsibility":
        """End this and begin the next, of the same unit, in one statement.

        Between two statements nobody would answer, and the row-level policies would hide the
        person from whoever is writing the second.
        """
        columns: list[Any] = [on, EndReason.HANDED_OVER, self.pk, on, worker and worker.pk]
        columns += [stand_in and stand_in.pk, by, clock.now(), on]
        with connection.cursor() as cursor:
            cursor.execute(SUCCESSION, columns)
            return type(self).objects.get(pk=cursor.fetchone()[0])

    def carry_to(self, person_id: int, *, by: int, on: date) -> "Responsibility | None":
        """Let the same unit and worker have to do with `person_id`: when two records are merged,
        nobody who helps must lose the person. None when the unit does so already."""
        unit = type(self).objects.open().filter(person_id=person_id, unit_id=self.unit_id)
        is_there = unit.filter(Q(kind=Kind.COORDINATING) | Q(basis=self.basis))
        if is_there.exists():
            return None
        return self._add(
            person_id,
            unit_id=self.unit_id,
            kind=Kind.CONTRIBUTING,
            basis=self.basis,
            by=by,
            on=on,
            named_worker_id=self.named_worker_id,
            stand_in_id=self.stand_in_id,
            accepted_on=on,
        )

    @classmethod
    def take_up_again(cls, ids: Iterable[int]) -> int:
        """Undo the end of these, as if it had not been written."""
        return cls.objects.filter(pk__in=ids).update(ended_on=None, end_reason="")


SUCCESSION = """
WITH ended AS (
  UPDATE persons_responsibility SET ended_on = %s, end_reason = %s WHERE id = %s
  RETURNING person_id, unit_id, kind, basis
)
INSERT INTO persons_responsibility (person_id, unit_id, kind, basis, started_on, named_worker_id,
  stand_in_id, end_reason, made_by_id, made_at, accepted_on)
SELECT person_id, unit_id, kind, basis, %s, %s, %s, '', %s, %s, %s FROM ended
RETURNING id
"""
