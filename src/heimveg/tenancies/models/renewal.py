"""The look ahead before a lease ends: can the tenant buy, move on, or stay?"""

from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heimveg.access.classes import Classified, FieldClass
from heimveg.access.reading import AboutPerson
from heimveg.accounts.models import User
from heimveg.base.models import Versioned
from heimveg.persons.models import Person
from heimveg.persons.sight import SeenQuerySet
from heimveg.tenancies.models.lease import Lease
from heimveg.tenancies.models.tenancy import Tenancy
from heimveg.tenancies.rules.renewal import Way


class RenewalQuerySet(SeenQuerySet["RenewalReview"]):
    def open(self) -> Self:
        return self.filter(done_on=None)


class RenewalReview(AboutPerson, Versioned):
    """Opened in time before a lease ends; ends with a way and its reasons."""

    classified = Classified(
        FieldClass.D3, why="what comes after the lease, and why", delete_after_years=10
    )
    WAYS: ClassVar = {
        Way.NONE: _("not decided"),
        Way.BUY: _("buy a home"),
        Way.MOVE_ON: _("move on to another home"),
        Way.STAY: _("stay, with a new lease"),
    }

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="renewals")
    tenancy = models.ForeignKey(Tenancy, on_delete=models.PROTECT, related_name="renewals")
    lease_until = models.DateField()
    opened_on = models.DateField()
    way = models.CharField(max_length=10, choices=WAYS, blank=True, default="")
    reasons = models.TextField(blank=True, default="")
    wish = models.TextField(blank=True, default="")  # what the tenant says
    done_on = models.DateField(null=True)
    done_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    lease = models.ForeignKey(
        Lease, on_delete=models.PROTECT, null=True, related_name="+"
    )  # whose signing decided it
    taken_back_on = models.DateField(null=True)  # the last time
    taken_back_because = models.CharField(max_length=300, blank=True, default="", db_default="")

    objects = RenewalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenancy", "lease_until"], name="one_review_per_end_of_a_lease"
            ),
            models.CheckConstraint(
                name="review_that_is_done_says_which_way_and_why",
                condition=Q(done_on=None, way="")
                | Q(done_on__isnull=False, way__in=[str(w) for w in Way if w]) & ~Q(reasons=""),
            ),
            models.CheckConstraint(
                name="decision_taken_back_says_why",
                condition=Q(taken_back_on=None, taken_back_because="")
                | Q(taken_back_on__isnull=False) & ~Q(taken_back_because=""),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.tenancy_id} {self.lease_until} {self.way}"

    def decide(self, way: Way, *, reasons: str, wish: str, on: date, by: int) -> None:
        self.way, self.reasons, self.wish = way, reasons, wish
        self.done_on, self.done_by_id = on, by
        self.save(update_fields=["way", "reasons", "wish", "done_on", "done_by"])

    def take_back(self, *, because: str, on: date) -> None:
        """Open again; history keeps what was decided."""
        self.way, self.reasons, self.done_on, self.done_by = Way.NONE, "", None, None
        self.taken_back_on, self.taken_back_because = on, because
        self.save(update_fields=[
            "way", "reasons", "done_on", "done_by", "taken_back_on", "taken_back_because",
        ])  # fmt: skip

    @classmethod
    def settle_by(cls, lease: Lease, *, reasons: str, on: date, by: int) -> None:
        """A lease with another end than the one under review is signed: the tenant stays."""
        rows = cls.objects.open().filter(tenancy_id=lease.tenancy_id)
        if lease.ends_on is not None:
            rows = rows.exclude(lease_until=lease.ends_on)
        for review in rows.select_for_update(of=("self",)):
            review.claim(review.version)
            review.lease = lease
            review.save(update_fields=["lease"])
            review.decide(Way.STAY, reasons=reasons, wish=review.wish, on=on, by=by)

    @classmethod
    def reopen_after(cls, lease: Lease) -> None:
        """The lease is withdrawn: what it decided is open again."""
        for review in cls.objects.filter(lease=lease).select_for_update(of=("self",)):
            review.claim(review.version)
            review.way, review.reasons, review.lease = Way.NONE, "", None
            review.done_on = review.done_by = None
            review.save(update_fields=["way", "reasons", "lease", "done_on", "done_by"])


class RenewalEconomy(AboutPerson):
    """What the tenant could buy for, as it was reckoned: kept apart, for it holds income."""

    classified = Classified(FieldClass.D6, why="whether the tenant can buy", delete_after_years=10)

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    review = models.OneToOneField(RenewalReview, on_delete=models.PROTECT, related_name="economy")
    case = models.JSONField(default=dict)  # the numbers given, see engines.allowance.loan.LoanCase
    loan_nok = models.PositiveIntegerField()
    reach_nok = models.PositiveIntegerField()
    gap_nok = models.PositiveIntegerField(null=True)
    reckoned_on = models.DateField()

    objects = models.Manager["RenewalEconomy"]()

    def __str__(self) -> str:
        return f"#{self.review_id}"

    @property
    def has_price(self) -> bool:
        """Whether it says what the home costs, so that it can be bought or not."""
        return self.gap_nok is not None

    @classmethod
    def keep(cls, review: RenewalReview, *, on: date, **figures: Any) -> "RenewalEconomy":  # noqa: ANN401  # columns
        """The latest reckoning takes the place of the one before; history keeps both."""
        row, _made = cls.objects.update_or_create(
            review=review,
            defaults={"person_id": review.person_id, "reckoned_on": on, **figures},
        )
        return row
