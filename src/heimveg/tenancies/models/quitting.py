"""Notice to quit."""

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heimveg.access.classes import Classified, FieldClass
from heimveg.access.gate import Actor, Permission
from heimveg.access.reading import AboutPerson
from heimveg.accounts.models import User
from heimveg.base.errors import Refused
from heimveg.persons.models import Person
from heimveg.tenancies.models.tenancy import Tenancy, tenancies_seen
from heimveg.tenancies.rules.quitting import GivenBy, QuitGround

D2 = FieldClass.D2


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
    protested_on = models.DateField(null=True)
    withdrawn_on = models.DateField(null=True)
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
                condition=Q(withdrawn_on=None),
                name="one_notice_to_quit_of_each_side_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.tenancy_id} {self.given_by} {self.given_on}"

    def withdraw(self, *, on: date) -> None:
        """The tenant stays after all. Raises Refused the second time."""
        if self.withdrawn_on is not None:
            raise Refused(_("This notice is withdrawn already."))
        self.withdrawn_on = on
        self.save(update_fields=["withdrawn_on"])
