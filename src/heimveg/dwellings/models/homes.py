"""The homes themselves."""

from collections.abc import Mapping
from datetime import date
from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery, Sum
from django.utils.translation import gettext_lazy as _

from heimveg.access.classes import Classified, FieldClass
from heimveg.base.errors import Invalid
from heimveg.base.models import Dated, PeriodQuerySet, Versioned, ends_after_it_starts
from heimveg.base.sorting import NorwegianKey
from heimveg.dwellings.models.conditions import OutOfUse, RentPart
from heimveg.dwellings.models.places import Cluster, Property
from heimveg.dwellings.models.promises import kindly, known
from heimveg.dwellings.models.words import KINDS, STANDARDS
from heimveg.dwellings.rules import HousingKind, RentPartKind, Standard, Tenure

D = FieldClass


class DwellingQuerySet(PeriodQuerySet["Dwelling"]):
    def usable_on(self, day: date) -> Self:
        """In the register on `day` and not out of use."""
        return self.running_on(day).filter(
            ~Exists(OutOfUse.objects.running_on(day).filter(dwelling=OuterRef("pk")))
        )

    def with_rent(self) -> Self:
        """`rent_ore_month`: the sum of the parts, None where no part is known."""
        parts = RentPart.objects.filter(dwelling=OuterRef("pk")).order_by().values("dwelling")
        return self.annotate(
            rent_ore_month=Subquery(parts.annotate(whole=Sum("ore_month")).values("whole"))
        )

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
        Property,
        on_delete=models.PROTECT,
        related_name="dwellings",
        null=True,
        blank=True,
        verbose_name=_("property"),
    )
    cluster = models.ForeignKey(
        Cluster,
        on_delete=models.PROTECT,
        related_name="dwellings",
        null=True,
        blank=True,
        verbose_name=_("housing environment"),
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
    standard = models.CharField(
        _("standard"), max_length=20, choices=STANDARDS, default=Standard.ORDINARY
    )
    tenure = models.CharField(_("tenure"), max_length=20, choices=TENURES, default=Tenure.OWNED)
    bedrooms = models.PositiveSmallIntegerField(_("bedrooms"), null=True, blank=True)
    usable_area_m2 = models.PositiveSmallIntegerField(_("usable area (m²)"), null=True, blank=True)
    floor = models.SmallIntegerField(_("floor"), null=True, blank=True)
    is_step_free = models.BooleanField(_("step-free"), default=False)
    is_wheelchair_accessible = models.BooleanField(_("for wheelchair users"), default=False)
    allows_pets = models.BooleanField(_("pets allowed"), default=False)
    is_shared = models.BooleanField(_("part of co-housing"), default=False)
    can_be_bought = models.BooleanField(_("may be bought by the tenant"), default=False)
    fdvu_id = models.CharField(
        _("id in the property system"), max_length=60, blank=True, default=""
    )
    kobo_id = models.CharField(_("id in Kobo"), max_length=40, blank=True, default="")
    extra_reference = models.CharField(_("extra reference"), max_length=60, blank=True, default="")
    confirmed_doubts = ArrayField(
        models.CharField(max_length=100), default=list, blank=True, editable=False
    )  # unusual, and somebody has said that it is right (rules.doubt_key)

    objects = DwellingQuerySet.as_manager()

    class Meta:
        constraints = [
            ends_after_it_starts("dwelling_ends_after_it_starts"),
            known("dwelling_kind_is_known", "kind", HousingKind),
            known("dwelling_standard_is_known", "standard", Standard),
            known("dwelling_tenure_is_known", "tenure", Tenure),
            models.CheckConstraint(
                name="dwelling_has_an_object_number", condition=~Q(object_number="")
            ),
        ]
        indexes = [
            models.Index(fields=["address_key", "object_number"], name="dwelling_in_order"),
            GinIndex(OpClass("address", "gin_trgm_ops"), name="dwelling_address_trigrams"),
            GinIndex(OpClass("object_number", "gin_trgm_ops"), name="dwelling_number_trigrams"),
            models.Index(fields=["area"], name="dwelling_by_area"),
        ]

    def __str__(self) -> str:
        return f"{self.object_number} {self.address}"

    @classmethod
    def register(cls, *, object_number: str, **facts: object) -> Self:
        """Put a home into the register. Raises Invalid when its number is taken."""
        home = cls(object_number=object_number, **facts)
        home._write()
        return home

    def change(self, **facts: object) -> None:
        """Raises Invalid when the new object number is another home's."""
        for name, value in facts.items():
            setattr(self, name, value)
        self._write()

    def _write(self) -> None:
        taken = Invalid(
            {"object_number": _("Another home in the register has this number. Look it up first.")}
        )
        with kindly("dwellings_dwelling_object_number_key", taken):
            self.save()

    def set_rent(self, parts: Mapping[RentPartKind, int | None]) -> None:
        """Write each part in øre a month; a part that is None or 0 is taken away."""
        kept = [
            RentPart(dwelling=self, kind=kind, ore_month=ore) for kind, ore in parts.items() if ore
        ]
        self.rent_parts.filter(kind__in=list(parts)).exclude(
            kind__in=[part.kind for part in kept]
        ).delete()
        RentPart.objects.bulk_create(
            kept,
            update_conflicts=True,
            unique_fields=["dwelling", "kind"],
            update_fields=["ore_month"],
        )

    @property
    def rooms(self) -> int | None:
        """Rooms as people say: bedrooms and a living room."""
        return None if self.bedrooms is None else self.bedrooms + 1
