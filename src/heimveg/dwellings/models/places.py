"""What a home stands in: a property, and the housing environment around it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heimveg.access.classes import Classified, FieldClass
from heimveg.accounts.models import Unit
from heimveg.base.errors import Invalid
from heimveg.base.models import Versioned
from heimveg.dwellings.models.promises import kindly, known
from heimveg.dwellings.models.words import LOCATIONS, STAFFED
from heimveg.dwellings.rules import Location, Staffed

D = FieldClass


class Property(Versioned):
    """A building or site (nb/nn eigedom) with its matrikkel key."""

    classified = Classified(D.D1, why="to know the municipality's homes")

    name = models.CharField(_("name"), max_length=100)
    matrikkel = models.CharField(_("matrikkel"), max_length=40, blank=True, default="")
    managed_by = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("managed by")
    )

    class Meta:
        verbose_name_plural = "properties"
        constraints = [models.UniqueConstraint(fields=["name"], name="one_property_per_name")]

    def __str__(self) -> str:
        return self.name

    def write(self, **facts: object) -> None:
        """Raises Invalid when the name is another's."""
        for name, value in facts.items():
            setattr(self, name, value)
        with kindly(
            "one_property_per_name", Invalid({"name": _("Another property has this name.")})
        ):
            self.save()


class Cluster(Versioned):
    """Dwellings that share surroundings (nb bomiljø, nn bumiljø), with or without a base."""

    classified = Classified(D.D1, why="who lives near whom decides whether a home works")

    name = models.CharField(_("name"), max_length=100)
    area = models.CharField(_("area"), max_length=60, blank=True, default="")
    location = models.CharField(
        _("location"), max_length=10, choices=LOCATIONS, default=Location.ORDINARY
    )
    staffed = models.CharField(_("staffed"), max_length=20, choices=STAFFED, default=Staffed.NONE)
    staffed_hours_week = models.PositiveSmallIntegerField(_("staffed hours a week"), default=0)
    active_limit = models.PositiveSmallIntegerField(
        _("how many with active substance use the environment bears"), null=True, blank=True
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name"], name="one_cluster_per_name"),
            known("cluster_location_is_known", "location", Location),
            known("cluster_staffed_is_known", "staffed", Staffed),
            models.CheckConstraint(
                name="a_week_has_168_hours", condition=Q(staffed_hours_week__lte=168)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def write(self, **facts: object) -> None:
        """Raises Invalid when the name is another's."""
        for name, value in facts.items():
            setattr(self, name, value)
        with kindly(
            "one_cluster_per_name",
            Invalid({"name": _("Another housing environment has this name.")}),
        ):
            self.save()
