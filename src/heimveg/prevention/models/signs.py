"""Early signs, in two tables: what is seen at the home, and what has to do with money.

The database opens the case of prevention: who keeps the home may note noise, and sees neither the
case nor what else is in it.
"""

from datetime import date, datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heimveg.access.classes import Classified, FieldClass
from heimveg.access.gate import Actor, Permission
from heimveg.access.reading import AboutPerson
from heimveg.accounts.models import User
from heimveg.persons.models import Person
from heimveg.persons.sight import SeenQuerySet
from heimveg.prevention.rules import HomeSignKind, MoneySignKind
from heimveg.tenancies.models import Tenancy

D = FieldClass


class HomeSignQuerySet(models.QuerySet["HomeSign"]):
    def permitted_to(self, actor: Actor, permission: Permission) -> Self:
        """Those of the tenancies the actor meets: a keeper only those in own stock."""
        mine = Tenancy.objects.permitted_to(actor, permission)
        return self.filter(tenancy__in=mine.values("pk"))


class HomeSign(AboutPerson):
    """Something seen at the home. Chosen from a list: nothing is written about the person."""

    classified = Classified(D.D2, why="to help before a home is lost", delete_after_years=3)
    KINDS: ClassVar = {
        HomeSignKind.NOISE: _("noise"),
        HomeSignKind.DAMAGE: _("damage"),
        HomeSignKind.NO_CONTACT: _("no contact"),
        HomeSignKind.LEASE_ENDING: _("the lease runs out"),
        HomeSignKind.LANDLORD_WARNING: _("warning from the landlord"),
    }

    tenancy = models.ForeignKey(Tenancy, on_delete=models.PROTECT, related_name="home_signs")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=KINDS)
    seen_on = models.DateField()
    contact_by = models.DateField()  # by when somebody should have been in contact
    noted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()

    objects = HomeSignQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="home_sign_is_known", condition=Q(kind__in=[str(k) for k in HomeSignKind])
            ),
            models.UniqueConstraint(
                fields=["tenancy", "kind", "seen_on"], name="one_home_sign_of_a_kind_a_day"
            ),
        ]
        indexes = [models.Index(fields=["-seen_on", "-id"], name="home_sign_newest_first")]

    def __str__(self) -> str:
        return f"#{self.tenancy_id} {self.kind}"

    @classmethod
    def note(
        cls,
        tenancy: Tenancy,
        *,
        kind: HomeSignKind,
        on: date,
        contact_by: date,
        by: int,
        at: datetime,
    ) -> Self:
        """One sign of a kind a day: noted again, it is the same."""
        sign, _made = cls.objects.get_or_create(
            tenancy=tenancy, kind=kind, seen_on=on,
            defaults={
                "person_id": tenancy.person_id, "contact_by": contact_by, "noted_by_id": by,
                "noted_at": at,
            },
        )  # fmt: skip
        return sign


class MoneySign(AboutPerson):
    """Arrears or a lost allowance: money, and so behind its own wall."""

    classified = Classified(D.D6, why="to help before a home is lost", delete_after_years=3)
    KINDS: ClassVar = {
        MoneySignKind.ARREARS: _("arrears"),
        MoneySignKind.LOST_ALLOWANCE: _("lost housing allowance"),
    }

    tenancy = models.ForeignKey(Tenancy, on_delete=models.PROTECT, related_name="money_signs")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=KINDS)
    ore = models.BigIntegerField(null=True)
    seen_on = models.DateField()
    contact_by = models.DateField()
    noted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()

    objects = SeenQuerySet["MoneySign"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="money_sign_is_known", condition=Q(kind__in=[str(k) for k in MoneySignKind])
            ),
            models.UniqueConstraint(
                fields=["tenancy", "kind", "seen_on"], name="one_money_sign_of_a_kind_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.tenancy_id} {self.kind}"

    @classmethod
    def note(  # noqa: PLR0913  # a sign's own columns
        cls, tenancy: Tenancy, *, kind: MoneySignKind, on: date, contact_by: date, by: int,
        at: datetime, ore: int | None = None,
    ) -> Self:  # fmt: skip
        sign, _made = cls.objects.get_or_create(
            tenancy=tenancy, kind=kind, seen_on=on,
            defaults={
                "person_id": tenancy.person_id, "contact_by": contact_by, "noted_by_id": by,
                "noted_at": at, "ore": ore,
            },
        )  # fmt: skip
        return sign
