"""The rent ledger: transfers between accounts. Nothing in it is changed or deleted."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heimveg.access.classes import Classified, FieldClass
from heimveg.access.reading import AboutPerson
from heimveg.accounts.models import User
from heimveg.dwellings.models import RentPart
from heimveg.persons.models import Person
from heimveg.persons.sight import SeenQuerySet
from heimveg.tenancies.models.paying import Payment
from heimveg.tenancies.models.tenancy import Tenancy
from heimveg.tenancies.rules.rent import (
    CORRECTABLE,
    MOVES,
    Account,
    EntryKind,
    Why,
    turned,
)

CHARGED = [str(EntryKind.CHARGE), str(EntryKind.EXTRA)]
DUES = [*CHARGED, str(EntryKind.CORRECTION), str(EntryKind.REVERSAL)]  # with what takes them back
REFERENCE_LENGTH = 60  # characters
OF_THE_BANK = [
    str(EntryKind.PAYMENT), str(EntryKind.RECEIVED), str(EntryKind.REVERSAL),
    str(EntryKind.RETURNED),
]  # fmt: skip


def _between_its_accounts() -> Q:
    """Each kind moves money between two accounts, a correction back between the same."""
    allowed = Q(pk__in=[])
    for kind, (debit, credit) in MOVES.items():
        allowed |= Q(kind=str(kind), debit=str(debit), credit=str(credit))
    for debit, credit in sorted({turned(kind) for kind in CORRECTABLE}):
        allowed |= Q(kind=str(EntryKind.CORRECTION), debit=str(debit), credit=str(credit))
    return allowed


class EntryQuerySet(SeenQuerySet["Entry"]): ...


class Entry(AboutPerson):
    """One transfer of an amount, from one account to another: so the ledger balances whatever is
    written. What was wrong is corrected by another entry, which says of which and why."""

    classified = Classified(
        FieldClass.D6, why="what was charged and paid, to the øre", delete_after_years=5
    )
    KINDS: ClassVar = {
        EntryKind.CHARGE: _("rent"),
        EntryKind.EXTRA: _("charged afterwards"),
        EntryKind.PAYMENT: _("payment"),
        EntryKind.RECEIVED: _("received without a known payer"),
        EntryKind.PLACED: _("payment, placed by hand"),
        EntryKind.REVERSAL: _("taken back or paid out by the bank"),
        EntryKind.RETURNED: _("taken back by the bank, payer not known"),
        EntryKind.PAID_OUT: _("credit paid out"),
        EntryKind.CORRECTION: _("correction"),
    }
    REASONS: ClassVar = {
        Why.MOVED: _("for days outside the tenancy"),
        Why.AGREED: _("another rent holds"),
        Why.AMOUNT: _("the amount was wrong"),
        Why.PLACE: _("placed with the wrong tenancy"),
        Why.REDUCTION: _("reduction agreed: the home was not as it should be"),
        Why.WRITTEN_OFF: _("written off"),
    }
    PARTS: ClassVar = RentPart.KINDS

    kind = models.CharField(max_length=12, choices=KINDS)
    debit = models.CharField(max_length=10)
    credit = models.CharField(max_length=10)
    ore = models.BigIntegerField()
    tenancy = models.ForeignKey(
        Tenancy, on_delete=models.PROTECT, null=True, related_name="entries"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    month = models.DateField(null=True)
    part = models.CharField(max_length=15, choices=RentPart.KINDS, blank=True, default="")
    due_on = models.DateField()  # when it falls due, or the day it counts
    booked_on = models.DateField()
    payment = models.ForeignKey(
        Payment, on_delete=models.PROTECT, null=True, related_name="entries"
    )
    corrects = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="corrections"
    )
    why = models.CharField(max_length=12, choices=REASONS, blank=True, default="")
    reference = models.CharField(
        max_length=REFERENCE_LENGTH, blank=True, default="", db_default=""
    )  # of a payout: where it is found in the bank or the accounts
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "entries"
        constraints = [
            models.CheckConstraint(name="entry_moves_something", condition=Q(ore__gt=0)),
            models.CheckConstraint(
                name="entry_moves_between_the_accounts_of_its_kind",
                condition=_between_its_accounts(),
            ),
            models.CheckConstraint(
                name="entry_on_a_tenants_account_has_its_tenancy",
                condition=(Q(debit="tenant") | Q(credit="tenant"))
                & Q(tenancy__isnull=False, person__isnull=False)
                | ~Q(debit="tenant") & ~Q(credit="tenant") & Q(tenancy=None, person=None),
            ),
            models.CheckConstraint(
                name="charge_has_its_month_and_part",
                condition=~Q(kind__in=CHARGED) | Q(month__isnull=False) & ~Q(part=""),
            ),
            models.CheckConstraint(
                name="money_from_the_bank_has_its_payment",
                condition=~Q(kind__in=[*OF_THE_BANK, str(EntryKind.PLACED)])
                | Q(payment__isnull=False),
            ),
            models.CheckConstraint(
                name="correction_says_of_what_and_why",
                condition=Q(kind="correction", corrects__isnull=False, why__in=sorted(Why))
                | ~Q(kind="correction") & Q(corrects=None, why=""),
            ),
            models.CheckConstraint(
                name="a_payout_alone_says_where_it_is_found",
                condition=Q(kind="paid_out") & ~Q(reference="")
                | ~Q(kind="paid_out") & Q(reference=""),
            ),
            models.UniqueConstraint(
                fields=["tenancy", "month", "part"], condition=Q(kind="charge"),
                name="one_charge_per_tenancy_month_and_part",
            ),
            models.UniqueConstraint(
                fields=["payment"], condition=Q(kind__in=OF_THE_BANK),
                name="one_entry_per_line_from_the_bank",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["tenancy", "due_on"], name="entry_by_tenancy_and_day"),
            models.Index(fields=["month"], name="entry_by_month"),
            models.Index(fields=["due_on"], name="entry_by_day"),
            models.Index(fields=["payment"], name="entry_by_payment"),
            models.Index(
                fields=["tenancy", "due_on"], include=["debit", "ore"], condition=Q(kind__in=DUES),
                name="dues_by_tenancy_and_day",
            ),
            models.Index(
                fields=["booked_on"], name="payouts_by_day",
                condition=Q(kind="paid_out") | Q(kind="correction", debit="bank"),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"#{self.pk} {self.kind} {self.ore}"

    @property
    def signed_ore(self) -> int:
        """What it adds to what the tenant owes."""
        return self.ore if self.debit == Account.TENANT else -self.ore

    @classmethod
    def draft(  # noqa: PLR0913  # a transfer's own columns
        cls, kind: EntryKind, *, tenancy: Tenancy | None, ore: int, due_on: date, booked_on: date,
        by: int, at: datetime, **rest: object,
    ) -> Self:  # fmt: skip
        """An unsaved entry between the accounts of its kind."""
        debit, credit = MOVES[kind]
        return cls(
            kind=kind, debit=debit, credit=credit, ore=ore, tenancy=tenancy,
            person_id=tenancy.person_id if tenancy else None, due_on=due_on, booked_on=booked_on,
            made_by_id=by, made_at=at, **rest,
        )  # fmt: skip

    def correction(self, *, ore: int, why: Why, on: date, by: int, at: datetime) -> "Entry":
        """An unsaved entry that takes back `ore` of this one. Raises KeyError for a kind that
        only the bank corrects. That no more is taken back than stands is the database's word."""
        debit, credit = turned(EntryKind(self.kind))
        return Entry(
            kind=EntryKind.CORRECTION, debit=debit, credit=credit, ore=ore, corrects=self, why=why,
            tenancy_id=self.tenancy_id, person_id=self.person_id, month=self.month, part=self.part,
            payment_id=self.payment_id, due_on=self.due_on, booked_on=on, made_by_id=by,
            made_at=at,
        )  # fmt: skip

    @classmethod
    def post(cls, entries: Iterable["Entry"]) -> list["Entry"]:
        return Entry.objects.bulk_create(entries, batch_size=2000)


class MonthAdded(models.Model):
    """What one statement added to what a month was charged, written by the database with its
    entries: a month of a city is summed from tens of rows, and nobody waits for another's. No
    screen reads it as it is: whom the reader may not know is taken off (`months_charged`)."""

    classified = Classified(FieldClass.D6, why="what a month was charged", delete_after_years=10)

    month = models.DateField()
    ore = models.BigIntegerField()
    entries = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(fields=["month"], name="added_by_month")]
        constraints = [
            models.CheckConstraint(name="added_to_a_month_by_entries", condition=Q(entries__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.ore}"
