"""What a tenant pays a month, the account it is charged to, and the index it follows."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from heimveg.access.classes import Classified, FieldClass
from heimveg.access.reading import AboutPerson
from heimveg.dwellings.models import RentPart
from heimveg.dwellings.rules import RentPartKind
from heimveg.persons.models import Person
from heimveg.persons.sight import SeenQuerySet
from heimveg.tenancies.models.tenancy import Tenancy
from heimveg.tenancies.rules.payments import kid_for
from heimveg.tenancies.rules.rent import parts_summing_to

if TYPE_CHECKING:
    from heimveg.tenancies.models.lease import Lease

D = FieldClass
BASES = {"contract": _("agreed at the start"), "index": _("regulated by the index")}


class RentAccountQuerySet(SeenQuerySet["RentAccount"]):
    def owing(self) -> Self:
        return self.filter(owed_ore__gt=0)

    def in_credit(self, on: date) -> Self:
        """Of tenancies that have ended, with more paid than was to be paid."""
        return self.filter(owed_ore__lt=0, tenancy__ended_on__lte=on)


class RentAccount(AboutPerson):
    """A tenancy's account: its KID, and what is owed on it. The database alone writes what is
    owed, in the same statement as the entry that changes it."""

    classified = Classified(D.D6, why="rent that is owed", delete_after_years=5)

    tenancy = models.OneToOneField(Tenancy, on_delete=models.PROTECT, related_name="account")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    kid = models.CharField(_("KID"), max_length=25, unique=True)
    owed_ore = models.BigIntegerField(default=0, editable=False)
    opened_on = models.DateField()

    objects = RentAccountQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["-owed_ore"], condition=Q(owed_ore__gt=0), name="account_owing"),
            models.Index(
                fields=["owed_ore"], condition=Q(owed_ore__lt=0), name="account_in_credit"
            ),
        ]

    def __str__(self) -> str:
        return self.kid

    @staticmethod
    def open(*tenancies: Tenancy, on: date) -> None:
        """An account for each, with a KID of its own; nothing new where there is one."""
        RentAccount.objects.bulk_create(
            (
                RentAccount(
                    tenancy=row, person_id=row.person_id, kid=kid_for(row.pk), opened_on=on
                )
                for row in tenancies
            ),
            ignore_conflicts=True,
            batch_size=2000,
        )


class AgreedRentQuerySet(SeenQuerySet["AgreedRent"]):
    def standing(self) -> Self:
        """Those no later lease has set aside, and nobody has taken back."""
        return self.filter(set_aside_by=None, taken_back_on=None)

    def shown(self) -> Self:
        """Those that stand, and those the tenant has had a letter about."""
        return self.filter(Q(set_aside_by=None, taken_back_on=None) | Q(told_on__isnull=False))


class AgreedRent(AboutPerson):
    """What a part of the rent is from a day, until the next row of the same part.

    Taken over from the home's rent parts when the tenancy begins: a later change of the home's
    price does not change what a sitting tenant has agreed to.
    """

    classified = Classified(
        D.D2, why="what the contract says the home costs", delete_after_years=5
    )
    PARTS: ClassVar = RentPart.KINDS

    tenancy = models.ForeignKey(Tenancy, on_delete=models.PROTECT, related_name="rents")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=15, choices=RentPart.KINDS)
    ore_month = models.PositiveIntegerField()
    from_on = models.DateField()
    basis = models.CharField(max_length=10, choices=BASES, default="contract")
    told_on = models.DateField(null=True)
    index_then = models.PositiveIntegerField(null=True)  # tenths of a point
    index_now = models.PositiveIntegerField(null=True)
    lease = models.ForeignKey(
        "tenancies.Lease", on_delete=models.PROTECT, null=True, related_name="+"
    )  # which set it
    set_aside_by = models.ForeignKey(
        "tenancies.Lease", on_delete=models.PROTECT, null=True, related_name="+"
    )  # holds again where that one is withdrawn
    taken_back_on = models.DateField(null=True)  # the tenant was told, and told otherwise

    objects = AgreedRentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenancy", "part", "from_on"],
                condition=Q(set_aside_by=None, taken_back_on=None),
                name="one_agreed_rent_per_part_and_day",
            ),
            models.CheckConstraint(
                name="only_a_regulation_is_taken_back_before_its_day",
                condition=Q(taken_back_on=None) | Q(basis="index", taken_back_on__lt=F("from_on")),
            ),
            models.CheckConstraint(
                name="rent_part_of_a_tenancy_is_known",
                condition=Q(part__in=[str(kind) for kind in RentPartKind]),
            ),
            models.CheckConstraint(
                name="regulated_rent_was_told_with_its_indices",
                condition=Q(basis="contract")
                | Q(
                    basis="index",
                    told_on__isnull=False,
                    told_on__lt=F("from_on"),
                    index_then__isnull=False,
                    index_now__isnull=False,
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.tenancy_id} {self.part} {self.from_on}"

    @classmethod
    def agreed(cls, tenancy: Tenancy, parts: Mapping[str, int]) -> list[Self]:
        """Unsaved rows of what holds from the tenancy's first day.

        The sum in the contract rules where the parts of the home add up to something else.
        """
        whole = tenancy.rent_ore_month
        if whole is not None and sum(parts.values()) != whole:
            parts = {RentPartKind.RENT: whole} if whole else {}
        return [
            cls(
                tenancy=tenancy, person_id=tenancy.person_id, part=part, ore_month=ore,
                from_on=tenancy.started_on,
            )
            for part, ore in parts.items()
        ]  # fmt: skip

    @staticmethod
    def on(tenancy: Tenancy, day: date) -> dict[str, int]:
        """Part → øre a month, as agreed on `day`; before the first row, as that row says."""
        mine = AgreedRent.objects.standing().filter(tenancy=tenancy)
        rows = list(mine.order_by("from_on", "pk"))
        day = max(day, rows[0].from_on) if rows else day
        return {row.part: row.ore_month for row in rows if row.from_on <= day}

    @staticmethod
    def follow(lease: "Lease", *, ore_month: int, from_on: date) -> None:
        """Let what a lease says hold from its first day. What was written for later days rested
        on the lease before it and is set aside; nothing changes where the sum is what it was.

        The tenancy still says what held before, so that one nobody has charged yet keeps it for
        the days until then.
        """
        tenancy, mine = lease.tenancy, AgreedRent.objects.standing().filter(tenancy=lease.tenancy)
        if not mine.exists():
            AgreedRent.objects.bulk_create(AgreedRent.agreed(tenancy, _parts_of(tenancy)))
        from_on = max(from_on, tenancy.started_on)
        before = AgreedRent.on(tenancy, from_on)
        if sum(before.values()) == ore_month:
            return
        mine.filter(from_on__gte=from_on).update(set_aside_by=lease)
        AgreedRent.objects.bulk_create(
            AgreedRent(
                tenancy=tenancy, person_id=tenancy.person_id, part=part, ore_month=ore,
                from_on=from_on, lease=lease,
            )
            for part, ore in parts_summing_to(ore_month, before).items()
        )  # fmt: skip

    @staticmethod
    def unfollow(lease: "Lease") -> None:
        """The lease is withdrawn: what it set goes, and what it set aside holds again."""
        AgreedRent.objects.filter(lease=lease).delete()
        AgreedRent.objects.filter(set_aside_by=lease).update(set_aside_by=None)


def _parts_of(tenancy: Tenancy) -> dict[str, int]:
    parts = RentPart.objects.filter(dwelling=tenancy.dwelling_id).order_by("kind")
    return {row.kind: row.ore_month for row in parts}


class PriceIndex(models.Model):
    """The consumer price index of a month, as the statistics office published it."""

    classified = Classified(D.D0, why="rents are regulated by it once a year")

    month = models.DateField(_("month"), unique=True)
    tenths = models.PositiveIntegerField()  # 135.0 is 1350
    source = models.CharField(_("source"), max_length=200)

    class Meta:
        verbose_name_plural = "price indices"
        constraints = [
            models.CheckConstraint(name="index_is_of_a_month", condition=Q(month__day=1)),
            models.CheckConstraint(name="index_is_above_nothing", condition=Q(tenths__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.tenths / 10}"

    @property
    def shown(self) -> str:
        return f"{self.tenths / 10:.1f}".replace(".", ",")

    @classmethod
    def note(cls, *, month: date, tenths: int, source: str) -> Self:
        """Write a month's index; written again, it is corrected."""
        found, _made = cls.objects.update_or_create(
            month=month, defaults={"tenths": tenths, "source": source}
        )
        return found


class ChargeRun(models.Model):
    """That the rents of a month were charged, by whom, and to what sum."""

    classified = Classified(D.D6, why="that a month was charged, once", delete_after_years=10)

    month = models.DateField()
    run_on = models.DateField()
    made_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    entries = models.PositiveIntegerField()
    ore = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.entries}"
