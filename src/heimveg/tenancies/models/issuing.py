"""The invoice basis of a month as issued: a bookkeeping document, kept and never changed."""

import hashlib
from collections.abc import Iterable
from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from heimveg.access.classes import Classified, FieldClass
from heimveg.access.reading import AboutPerson
from heimveg.accounts.models import User
from heimveg.persons.models import Person
from heimveg.tenancies.models.ledger import Entry

D6 = FieldClass.D6


class InvoiceIssue(models.Model):
    """One file handed to the accounting system. What is booked on the month later is the next."""

    classified = Classified(D6, why="what was handed to the accounts", delete_after_years=5)

    month = models.DateField()
    number = models.PositiveSmallIntegerField()
    issued_on = models.DateField()
    issued_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    rows = models.PositiveIntegerField()
    ore = models.BigIntegerField()
    digest = models.CharField(max_length=64)  # of the rows, in order
    keep_until = models.DateField()  # first day it may be deleted

    objects = models.Manager["InvoiceIssue"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["month", "number"], name="one_issue_of_a_number_and_month"
            ),
            models.CheckConstraint(
                name="issue_is_of_a_month_and_holds_rows", condition=Q(month__day=1, rows__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} #{self.number}"

    @classmethod
    def make(
        cls, month: date, lines: "list[InvoiceRow]", *, on: date, by: int, keep_until: date
    ) -> Self:
        """Write an issue with its rows, in the order given. An entry is issued once."""
        last = cls.objects.filter(month=month).order_by("-number").first()
        issue = cls.objects.create(
            month=month,
            number=last.number + 1 if last else 1,
            issued_on=on,
            issued_by_id=by,
            rows=len(lines),
            ore=sum(line.ore for line in lines),
            digest=digest_of(lines),
            keep_until=keep_until,
        )
        for place, line in enumerate(lines, start=1):
            line.issue, line.place = issue, place
        InvoiceRow.objects.bulk_create(lines, batch_size=2000)
        return issue


class InvoiceRow(AboutPerson):
    """One line as it was issued, in the words it was issued in."""

    classified = Classified(D6, why="what was handed to the accounts", delete_after_years=5)

    issue = models.ForeignKey(InvoiceIssue, on_delete=models.CASCADE, related_name="lines")
    place = models.PositiveIntegerField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="issued")
    object_number = models.CharField(max_length=40)
    address = models.CharField(max_length=200)
    kid = models.CharField(max_length=25)
    name = models.CharField(max_length=200)
    month = models.DateField()
    part = models.CharField(max_length=40)
    kind = models.CharField(max_length=60)
    booked_on = models.DateField()
    due_on = models.DateField()
    ore = models.BigIntegerField()

    objects = models.Manager["InvoiceRow"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["issue", "place"], name="one_line_a_place_in_an_issue"
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.issue_id} {self.place}"

    @property
    def said(self) -> tuple[str, ...]:
        days = (self.month, self.booked_on, self.due_on)
        words = (self.object_number, self.address, self.kid, self.name, self.part, self.kind)
        return (*words, *(day.isoformat() for day in days), str(self.ore))


def digest_of(lines: Iterable[InvoiceRow]) -> str:
    found = hashlib.sha256()
    for line in lines:
        found.update("\x1f".join(line.said).encode() + b"\x1e")
    return found.hexdigest()
