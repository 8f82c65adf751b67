"""The municipality's homes, what surrounds them, what their money is tied to, and when one
cannot be let. Technical facts only: nothing here tells about a person."""

from datetime import date, timedelta
from typing import ClassVar, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Exists, OuterRef, Q, Sum
from django.utils.translation import gettext_lazy as _

from heimveg.access.classes import Classified, FieldClass
from heimveg.accounts.models import Unit, User
from heimveg.base.models import Dated, PeriodQuerySet, Versioned, day_range, ends_after_it_starts
from heimveg.base.sorting import NorwegianKey
from heimveg.dwellings.rules import (
    TURNOVER_DAYS,
    Cause,
    HousingKind,
    Location,
    RentPartKind,
    Staffed,
    Standard,
    Tenure,
    TiedGroup,
)

D = FieldClass
KINDS = {
    HousingKind.SPECIALISED: _("specialised co-housing"),
    HousingKind.SMALL_HOUSE: _("small house"),
    HousingKind.SHARED: _("co-housing"),
    HousingKind.REHABILITATION: _("rehabilitation co-housing"),
    HousingKind.HOUSING_FIRST: _("Housing First"),
    HousingKind.TEMPORARY: _("temporary place"),
    HousingKind.ORDINARY: _("ordinary home"),
}
STANDARDS = {
    Standard.ORDINARY: _("ordinary standard"),
    Standard.REINFORCED: _("reinforced"),
    Standard.EXTRA_REINFORCED: _("extra reinforced"),
}
STAFFED = {
    Staffed.NONE: _("no staff on the spot"),
    Staffed.DAY: _("staffed in the daytime"),
    Staffed.EVENING: _("staffed day and evening"),
    Staffed.ROUND_THE_CLOCK: _("staffed round the clock"),
}
LOCATIONS = {
    Location.ORDINARY: _("ordinary neighbourhood"),
    Location.SCREENED: _("screened from others"),
}
TIED_GROUPS = {
    TiedGroup.ROP: _("substance use and mental illness"),
    TiedGroup.SUBSTANCE_USE: _("substance use"),
    TiedGroup.MENTAL_ILLNESS: _("mental illness"),
    TiedGroup.REFUGEE: _("refugees"),
    TiedGroup.DISABILITY: _("disability"),
    TiedGroup.YOUNG: _("young people"),
    TiedGroup.ELDERLY: _("elderly people"),
}


def _known(name: str, field: str, values: type) -> models.CheckConstraint:
    return models.CheckConstraint(name=name, condition=Q(**{f"{field}__in": [str(v) for v in values]}))


class Property(models.Model):
    """A building or site (nb/nn eigedom) with its matrikkel key."""

    classified = Classified(D.D1, why="to know the municipality's homes")

    name = models.CharField(_("name"), max_length=100)
    matrikkel = models.CharField(_("matrikkel"), max_length=40, blank=True, default="")
    managed_by = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("managed by"))

    class Meta:
        verbose_name_plural = "properties"
        constraints = [models.UniqueConstraint(fields=["name"], name="one_property_per_name")]

    def __str__(self) -> str:
        return self.name


class Cluster(models.Model):
    """Dwellings that share surroundings (nb bomiljø, nn bumiljø), with or without a base."""

    classified = Classified(D.D1, why="who lives near whom decides whether a home works")

    name = models.CharField(_("name"), max_length=100)
    area = models.CharField(_("area"), max_length=60, blank=True, default="")
    location = models.CharField(_("location"), max_length=10, choices=LOCATIONS, default=Location.ORDINARY)
    staffed = models.CharField(_("staffed"), max_length=20, choices=STAFFED, default=Staffed.NONE)
    staffed_hours_week = models.PositiveSmallIntegerField(_("staffed hours a week"), default=0)
    active_limit = models.PositiveSmallIntegerField(
        _("how many with active substance use the environment bears"), null=True, blank=True
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name"], name="one_cluster_per_name"),
            _known("cluster_location_is_known", "location", Location),
            _known("cluster_staffed_is_known", "staffed", Staffed),
            models.CheckConstraint(
                name="a_week_has_168_hours", condition=Q(staffed_hours_week__lte=168)
            ),
        ]

    def __str__(self) -> str:
        return self.name


class DwellingQuerySet(PeriodQuerySet):
    def usable_on(self, day: date) -> Self:
        """In the register on `day` and not out of use."""
        return self.running_on(day).filter(
            ~Exists(OutOfUse.objects.running_on(day).filter(dwelling=OuterRef("pk")))
        )

    def with_rent(self) -> Self:
        return self.annotate(rent_ore_month=Sum("rent_parts__ore_month"))

    def in_order(self) -> Self:
        return self.order_by("address_key", "object_number")


class Dwelling(Dated, Versioned):
    """One home that the municipality disposes of, known by its object number.

    Fields follow Kobo's Bolig API; its names are recognised by the import.
    """

    classified = Classified(D.D1, why="to know the municipality's homes")
    TENURES: ClassVar = {
        Tenure.OWNED: _("owned"),
        Tenure.RENTED_IN: _("rented in"),
        Tenure.RIGHT_OF_DISPOSAL: _("right of disposal"),
    }

    object_number = models.CharField(_("object number"), max_length=30, unique=True)
    estate = models.ForeignKey(
        Property, on_delete=models.PROTECT, related_name="dwellings", null=True, blank=True, verbose_name=_("property")
    )
    cluster = models.ForeignKey(
        Cluster, on_delete=models.PROTECT, related_name="dwellings", null=True, blank=True, verbose_name=_("housing environment")
    )
    address = models.CharField(_("address"), max_length=200)
    address_key = models.GeneratedField(
        expression=NorwegianKey("address"), output_field=models.TextField(), db_persist=True
    )
    postal_code = models.CharField(_("postal code"), max_length=4, blank=True, default="")
    postal_place = models.CharField(_("postal place"), max_length=60, blank=True, default="")
    area = models.CharField(_("area"), max_length=60, blank=True, default="")
    unit_number = models.CharField(_("unit number"), max_length=10, blank=True, default="")
    kind = models.CharField(_("kind"), max_length=20, choices=KINDS, default=HousingKind.ORDINARY)
    standard = models.CharField(_("standard"), max_length=20, choices=STANDARDS, default=Standard.ORDINARY)
    tenure = models.CharField(_("tenure"), max_length=20, choices=TENURES, default=Tenure.OWNED)
    bedrooms = models.PositiveSmallIntegerField(_("bedrooms"), null=True, blank=True)
    usable_area_m2 = models.PositiveSmallIntegerField(_("usable area (m²)"), null=True, blank=True)
    floor = models.SmallIntegerField(_("floor"), null=True, blank=True)
    is_step_free = models.BooleanField(_("step-free"), default=False)
    is_wheelchair_accessible = models.BooleanField(_("for wheelchair users"), default=False)
    allows_pets = models.BooleanField(_("pets allowed"), default=False)
    is_shared = models.BooleanField(_("part of co-housing"), default=False)
    can_be_bought = models.BooleanField(_("may be bought by the tenant"), default=False)
    fdvu_id = models.CharField(_("id in the property system"), max_length=60, blank=True, default="")
    kobo_id = models.CharField(_("id in Kobo"), max_length=40, blank=True, default="")
    extra_reference = models.CharField(_("extra reference"), max_length=60, blank=True, default="")

    objects = DwellingQuerySet.as_manager()

    class Meta:
        constraints = [
            ends_after_it_starts("dwelling_ends_after_it_starts"),
            _known("dwelling_kind_is_known", "kind", HousingKind),
            _known("dwelling_standard_is_known", "standard", Standard),
            _known("dwelling_tenure_is_known", "tenure", Tenure),
            models.CheckConstraint(name="dwelling_has_an_object_number", condition=~Q(object_number="")),
        ]
        indexes = [
            models.Index(fields=["address_key", "object_number"], name="dwelling_in_order"),
            GinIndex(OpClass("address", "gin_trgm_ops"), name="dwelling_address_trigrams"),
            GinIndex(OpClass("object_number", "gin_trgm_ops"), name="dwelling_number_trigrams"),
        ]

    def __str__(self) -> str:
        return f"{self.object_number} {self.address}"

    @property
    def rooms(self) -> int | None:
        """Rooms as people say: bedrooms and a living room."""
        return None if self.bedrooms is None else self.bedrooms + 1


class RentPart(models.Model):
    """One part of what a month costs, in øre."""

    classified = Classified(D.D1, why="what the home costs")
    KINDS: ClassVar = {
        RentPartKind.RENT: _("rent"),
        RentPartKind.ELECTRICITY: _("electricity"),
        RentPartKind.HEATING: _("heating"),
        RentPartKind.INTERNET: _("internet"),
        RentPartKind.FURNITURE: _("furniture"),
        RentPartKind.PARKING: _("parking"),
    }

    dwelling = models.ForeignKey(Dwelling, on_delete=models.CASCADE, related_name="rent_parts")
    kind = models.CharField(max_length=15, choices=KINDS, default=RentPartKind.RENT)
    ore_month = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dwelling", "kind"], name="one_rent_part_of_each_kind"),
            _known("rent_part_kind_is_known", "kind", RentPartKind),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.ore_month}"


class FundingTie(Dated):
    """A grant that binds who may live here (nb tilskudd, øremerking). It sits on the money."""

    classified = Classified(D.D1, why="a broken condition is paid back")

    dwelling = models.ForeignKey(Dwelling, on_delete=models.CASCADE, related_name="funding_ties")
    grant = models.CharField(_("grant"), max_length=100)
    group = models.CharField(_("tied to"), max_length=20, choices=TIED_GROUPS)
    conditions = models.TextField(_("conditions"), blank=True, default="")

    objects = PeriodQuerySet.as_manager()

    class Meta:
        constraints = [
            ends_after_it_starts("funding_tie_ends_after_it_starts"),
            _known("funding_tie_group_is_known", "group", TiedGroup),
            ExclusionConstraint(
                name="one_funding_tie_at_a_time_per_dwelling",
                expressions=[("dwelling", RangeOperators.EQUAL), (day_range(), RangeOperators.OVERLAPS)],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grant} {self.group}"


class OutOfUse(Dated):
    """A dwelling cannot be let, and why. One cause at a time."""

    classified = Classified(D.D1, why="vacancy with its cause, as Husbanken counts it")
    CAUSES: ClassVar = {
        Cause.TURNOVER: _("between tenants"),
        Cause.REPAIR: _("repair"),
        Cause.FIRE: _("fire"),
        Cause.AWAITING_SALE: _("awaiting sale"),
        Cause.TIED_BY_GRANT: _("tied by a grant"),
        Cause.NO_SUITABLE_APPLICANT: _("no suitable applicant"),
        Cause.OTHER: _("other"),
    }

    dwelling = models.ForeignKey(Dwelling, on_delete=models.PROTECT, related_name="out_of_use")
    cause = models.CharField(_("cause"), max_length=25, choices=CAUSES)
    cost_centre = models.CharField(_("cost centre"), max_length=20, blank=True, default="")
    expected_end_on = models.DateField(_("expected back"), null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "out of use"
        constraints = [
            ends_after_it_starts("out_of_use_ends_after_it_starts"),
            _known("out_of_use_cause_is_known", "cause", Cause),
            ExclusionConstraint(
                name="one_cause_at_a_time_per_dwelling",
                expressions=[("dwelling", RangeOperators.EQUAL), (day_range(), RangeOperators.OVERLAPS)],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dwelling_id} {self.cause}"

    @classmethod
    def turn_over(cls, dwelling: Dwelling, *, on: date) -> Self | None:
        """Between tenants from `on`. None where another cause runs already; a later cause that is
        already known cuts the turnover short."""
        rest = cls.objects.filter(Q(ended_on=None) | Q(ended_on__gt=on), dwelling=dwelling)
        upcoming = rest.order_by("started_on").values_list("started_on", flat=True).first()
        if upcoming is not None and upcoming <= on:
            return None
        return cls.objects.create(
            dwelling=dwelling, cause=Cause.TURNOVER, started_on=on, ended_on=upcoming,
            expected_end_on=on + timedelta(days=TURNOVER_DAYS),
        )


class Remark(models.Model):
    """What the next colleague should know about a dwelling. Nothing about persons."""

    classified = Classified(D.D1, why="what the next colleague should know")

    dwelling = models.ForeignKey(Dwelling, on_delete=models.CASCADE, related_name="remarks")
    text = models.TextField(_("remark"), max_length=2000)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.text[:40]
