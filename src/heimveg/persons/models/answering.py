"""Which unit answers for whom: the ledger. Cases stand beside it, in `cases.py`."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, ClassVar, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import connection, models
from django.db.models import F, Q, Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _

from heimveg.access.classes import Classified, FieldClass
from heimveg.access.reading import AboutPerson
from heimveg.accounts.models import Unit, User
from heimveg.base import clock
from heimveg.base.models import Dated, day_range, ends_after_it_starts
from heimveg.persons.models.known import known
from heimveg.persons.rules import READ_ONLY_DAYS, Basis, EndReason, Kind
from heimveg.persons.sight import SeenPeriodQuerySet

D = FieldClass


class ResponsibilityQuerySet(SeenPeriodQuerySet["Responsibility"]):
    def coordinating(self) -> Self:
        return self.filter(kind=Kind.COORDINATING)

    def readable_on(self, day: date) -> Self:
        """Those that let a unit read: running, or ended with a case that was closed lately."""
        runs = Q(ended_on=None) | Q(ended_on__gt=day)
        lately = day - timedelta(days=READ_ONLY_DAYS)
        closed = Q(end_reason=EndReason.CASE_CLOSED, ended_on__gt=lately)
        return self.filter(runs | closed, started_on__lte=day)

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
    consent = models.ForeignKey(  # what the relation rests on; withdrawn, the relation ends
        "persons.Consent", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )

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
        indexes = [
            models.Index(fields=["unit", "person"], name="responsibility_by_unit"),
            models.Index(
                fields=["unit", "started_on", "id"],
                condition=Q(named_worker=None)
                & (Q(kind=Kind.COORDINATING) | Q(basis=Basis.ASKED)),
                name="responsibility_without_worker",
            ),
            models.Index(
                fields=["named_worker", "started_on", "id"],
                condition=Q(kind=Kind.COORDINATING),
                name="coordinating_by_named_worker",
            ),
            models.Index(
                fields=["stand_in", "started_on", "id"],
                condition=Q(kind=Kind.COORDINATING),
                name="coordinating_by_stand_in",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.person_id} {self.kind} {self.unit_id}"

    @property
    def shown_basis(self) -> str:
        return str(self.BASES[Basis(self.basis)])

    @property
    def shown_end_reason(self) -> str:
        return str(self.END_REASONS[EndReason(self.end_reason)]) if self.end_reason else ""

    def runs_on(self, day: date) -> bool:
        return self.ended_on is None or self.ended_on > day

    @property
    def can_be_left(self) -> bool:
        """Whether the unit may let go by itself: it was asked to help, and nothing else holds."""
        return self.kind == Kind.CONTRIBUTING and self.basis in {Basis.ASKED, Basis.SUPPORT}

    @classmethod
    def lead_on(cls, unit: Unit, heir: Unit | None, *, on: date) -> None:
        """Let `heir` do what `unit` did for people, from `on`; also for those the actor does not
        see. Without an heir the unit's contributions end."""
        with connection.cursor() as cursor:
            columns = [unit.pk, heir.pk if heir else None, on]
            cursor.execute("SELECT lead_on(%s, %s, %s)", columns)

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
        **rest: object,
    ) -> "Responsibility":
        """Let `unit` have to do with the person for `basis`; nothing new if it already has.

        `rest`: named_worker, stand_in, consent, ended_on.
        """
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
            **rest,
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
        self, *, worker: User | None, stand_in: User | None, by: int, on: date,
        pk: int | None = None,
    ) -> "Responsibility":  # fmt: skip
        """End this and begin the next, of the same unit, in one statement.

        Between two statements nobody would answer, and the row-level policies would hide the
        person from whoever is writing the second.
        """
        pk = self._succeed(self.unit_id, worker, stand_in, by=by, on=on, pk=pk)
        return type(self).objects.get(pk=pk)

    def hand_to(
        self, unit: Unit, *, worker: User | None, by: int, on: date,
        pk: int | None = None, ending: Iterable[int] = (),
    ) -> int:  # fmt: skip
        """End this and let `unit` go on from the same day, in one statement; the new row's id.

        With it end the rows `ending`: who hands over, or decides that it be done, sees nothing
        of the person afterwards and could not end them. The new row is not read back either.
        """
        return self._succeed(unit.pk, worker, None, by=by, on=on, pk=pk, ending=ending)

    def _succeed(  # noqa: PLR0913  # one statement
        self, unit_id: int, worker: User | None, stand_in: User | None, *,
        by: int, on: date, pk: int | None, ending: Iterable[int] = (),
    ) -> int:  # fmt: skip
        columns: list[Any] = [self.pk, on, EndReason.HANDED_OVER, on, EndReason.OVER]
        columns += [list(ending), pk or self.next_id(), unit_id]
        columns += [on, worker and worker.pk, stand_in and stand_in.pk, by, clock.now(), on]
        with connection.cursor() as cursor:
            cursor.execute(SUCCESSION, columns)
            return int(cursor.fetchone()[0])

    @classmethod
    def next_id(cls) -> int:
        """An id for a row that is written later in the same transaction."""
        with connection.cursor() as cursor:
            table = cls._meta.db_table
            cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [table])
            return int(cursor.fetchone()[0])

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
WITH before AS (
  SELECT * FROM persons_responsibility WHERE id = %s
), ended AS (
  UPDATE persons_responsibility r SET ended_on = greatest(%s, r.started_on), end_reason = %s
  FROM before WHERE r.id = before.id
  RETURNING r.id
), over AS (
  UPDATE persons_responsibility r SET ended_on = greatest(%s, r.started_on), end_reason = %s
  WHERE r.id = ANY(%s::bigint[])
)
INSERT INTO persons_responsibility (id, person_id, unit_id, kind, basis, started_on, ended_on,
  named_worker_id, stand_in_id, end_reason, made_by_id, made_at, accepted_on, consent_id)
SELECT %s, before.person_id, %s, kind, basis, %s, before.ended_on, %s, %s, '', %s, %s, %s,
  before.consent_id
FROM before JOIN ended USING (id)
RETURNING id
"""
