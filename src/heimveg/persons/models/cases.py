"""Cases: while one is open, exactly one unit answers for the person on every day."""

from datetime import date, timedelta
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from heimveg.access.classes import Classified, FieldClass
from heimveg.access.reading import AboutPerson
from heimveg.persons.models.answering import Responsibility
from heimveg.persons.models.known import known
from heimveg.persons.rules import Basis, CaseOutcome, EndReason, Kind
from heimveg.persons.sight import SeenQuerySet

D = FieldClass


class CaseQuerySet(SeenQuerySet["Case"]):
    def open(self) -> Self:
        return self.filter(closed_on=None)

    def opened_again(self, *, since: date, within: timedelta) -> Self:
        """Opened after `since`, not more than `within` from when an earlier one was closed."""
        found = RawSQL("SELECT cases_opened_again(%s, %s)", [since, within.days])  # as parameters
        return self.filter(pk__in=found)


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
        relations = Responsibility.objects.filter(person_id=self.person_id)
        if outcome is CaseOutcome.MERGED:  # what has its own last day is left for the undo
            relations = relations.open()
        else:
            relations = relations.exclude(kind=Kind.CONTRIBUTING, basis=Basis.TENANCY)
            relations = relations.filter(Q(ended_on=None) | Q(ended_on__gt=on))
        relations.end(on=on, reason=EndReason.CASE_CLOSED)

    def open_again(self) -> None:
        """Undo the closing, as if it had not been written; relations are taken up apart."""
        self.closed_on = None
        self.outcome = CaseOutcome.OPEN
        self.save(update_fields=["closed_on", "outcome"])
