"""Notice to quit, and the tenant's protest against it."""

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from heimveg.access.classes import Classified, FieldClass
from heimveg.access.gate import Actor, Permission
from heimveg.access.reading import AboutPerson
from heimveg.accounts.models import User
from heimveg.base.errors import Refused
from heimveg.persons.models import Person
from heimveg.tenancies.models.tenancy import Tenancy, tenancies_seen
from heimveg.tenancies.rules.quitting import (
    GivenBy,
    ProtestHow,
    QuitGround,
    QuitStanding,
    is_in_time,
    standing_after_protest,
)

D2 = FieldClass.D2

LATE_WORDS = 300  # characters


class QuitNoticeQuerySet(models.QuerySet["QuitNotice"]):
    def permitted_to(self, actor: Actor, permission: Permission) -> Self:
        return self.filter(tenancies_seen(actor, permission, "tenancy__"))


class QuitNotice(AboutPerson):
    """A valid notice to quit (nb oppsigelse, nn oppseiing), and the days that follow from it."""

    classified = Classified(D2, why="whether the notice was valid", delete_after_years=10)
    BY: ClassVar = {GivenBy.TENANT: _("the tenant"), GivenBy.LANDLORD: _("the landlord")}
    GROUNDS: ClassVar = {
        QuitGround.NONE: _("no reason is asked for"),
        QuitGround.OWN_USE: _("the home is to be used by the landlord"),
        QuitGround.BUILDING: _("the house is to be torn down or rebuilt"),
        QuitGround.BREACH: _("the lease was broken"),
        QuitGround.OTHER: _("another good reason"),
    }

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    tenancy = models.ForeignKey(Tenancy, on_delete=models.PROTECT, related_name="quit_notices")
    given_by = models.CharField(max_length=10, choices=BY)
    given_on = models.DateField()
    ground = models.CharField(max_length=10, choices=GROUNDS, blank=True, default="")
    out_on = models.DateField()
    protest_by = models.DateField(null=True)
    sue_by = models.DateField(null=True)
    withdrawn_on = models.DateField(null=True)
    late_because = models.CharField(
        max_length=LATE_WORDS, blank=True, default="", db_default=""
    )  # why the landlord's is entered long after its day
    lapsed_on = models.DateField(null=True)  # written when the next one is given
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = QuitNoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="landlords_notice_gives_its_ground",
                condition=Q(given_by="tenant") | Q(given_by="landlord") & ~Q(ground=""),
            ),
            models.UniqueConstraint(
                fields=["tenancy", "given_by"],
                condition=Q(withdrawn_on=None, lapsed_on=None),
                name="one_notice_to_quit_of_each_side_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.tenancy_id} {self.given_by} {self.given_on}"

    def protest(self) -> "Protest | None":
        """The protest that stands. No query where `protests` are prefetched."""
        return next((row for row in self.protests.all() if row.taken_back_on is None), None)

    def standing(self, on: date) -> QuitStanding:
        if self.withdrawn_on is not None:
            return QuitStanding.WITHDRAWN
        protest = self.protest()
        if protest is None:
            return QuitStanding.RUNS
        return standing_after_protest(
            protest.received_on,
            protest_by=self.protest_by,
            sue_by=self.sue_by,
            sued_on=protest.sued_on,
            is_upheld=protest.is_upheld,
            on=on,
        )

    def lapse(self, *, on: date) -> None:
        """Written down where it makes way for the next one. By the law it lapsed by itself."""
        self.lapsed_on = on
        self.save(update_fields=["lapsed_on"])

    def withdraw(self, *, on: date) -> None:
        """The tenant stays after all. Raises Refused the second time."""
        if self.withdrawn_on is not None:
            raise Refused(_("This notice is withdrawn already."))
        self.withdrawn_on = on
        self.save(update_fields=["withdrawn_on"])


class ProtestQuerySet(models.QuerySet["Protest"]):
    def permitted_to(self, actor: Actor, permission: Permission) -> Self:
        return self.filter(tenancies_seen(actor, permission, "notice__tenancy__"))

    def waiting_for_court(self, on: date) -> Self:
        """In time, of a notice that has not lapsed, and nobody has gone to court."""
        return self.filter(
            taken_back_on=None,
            sued_on=None,
            received_on__lte=F("notice__protest_by"),
            notice__sue_by__gte=on,
            notice__withdrawn_on=None,
            notice__tenancy__ended_on=None,
        )


class Protest(AboutPerson):
    """The tenant's protest against the landlord's notice (nb/nn protest, husleieloven § 9-8), and
    whether the landlord went to court. The landlord reads it: it says nothing about health."""

    classified = Classified(D2, why="a notice does not end a home past it", delete_after_years=10)
    HOW: ClassVar = {
        ProtestHow.LETTER: _("by letter"),
        ProtestHow.HANDED: _("handed over on paper"),
        ProtestHow.EMAIL: _("by e-mail or another message"),
    }

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    notice = models.ForeignKey(QuitNotice, on_delete=models.PROTECT, related_name="protests")
    received_on = models.DateField()
    how = models.CharField(max_length=10, choices=HOW)
    words = models.CharField(max_length=200, blank=True, default="")
    sued_on = models.DateField(null=True)
    ruled_on = models.DateField(null=True)
    is_upheld = models.BooleanField(null=True)  # whether the notice was
    taken_back_on = models.DateField(null=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ProtestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["notice"],
                condition=Q(taken_back_on=None),
                name="one_protest_against_a_notice_at_a_time",
            ),
            models.CheckConstraint(
                name="protest_says_how_it_came",
                condition=Q(how__in=[str(h) for h in ProtestHow]),
            ),
            models.CheckConstraint(
                name="a_court_rules_on_what_came_before_it",
                condition=Q(ruled_on=None, is_upheld=None)
                | Q(ruled_on__gte=F("sued_on"), is_upheld__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.notice_id} {self.received_on}"

    @property
    def is_in_time(self) -> bool:
        """Reads `notice`."""
        return is_in_time(self.received_on, self.notice.protest_by)

    def go_to_court(self, *, on: date) -> None:
        self.sued_on = on
        self.save(update_fields=["sued_on"])

    def rule(self, *, on: date, is_upheld: bool) -> None:
        self.ruled_on, self.is_upheld = on, is_upheld
        self.save(update_fields=["ruled_on", "is_upheld"])

    def take_back(self, *, on: date) -> None:
        self.taken_back_on = on
        self.save(update_fields=["taken_back_on"])
