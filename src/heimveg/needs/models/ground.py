"""What a need rests on, behind walls of its own: the ground (health), and the income."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heimveg.access.classes import Classified, FieldClass
from heimveg.access.reading import AboutPerson
from heimveg.accounts.models import User
from heimveg.base.models import Versioned
from heimveg.needs.models.need import Need
from heimveg.persons.models import Person
from heimveg.persons.sight import SeenQuerySet

D = FieldClass


class CareBasis(AboutPerson, Versioned):
    """What a need rests on: group, characteristic, and the care worker's words. Health."""

    classified = Classified(
        D.D4, why="the professional's ground for the derivations", delete_after_years=10
    )
    CHARACTERISTICS: ClassVar = {
        "rop": _("substance use and mental illness"),
        "substance_use": _("substance use"),
        "mental_illness": _("mental illness"),
        "somatic": _("somatic illness"),
        "disability": _("intellectual disability"),
        "refugee": _("refugee"),
        "other": _("other"),
    }
    # Source: City of Oslo, Boligbehovskartleggingen 2024, p. 21 (data/rop_matrix.csv)
    GROUPS: ClassVar = {
        1: _("Moderate substance use or mental illness."),
        2: _("Moderate to severe substance use or mental illness."),
        3: _("Severe mental illness with behaviour that challenges; manages the basic needs."),
        4: _("Severe mental illness; vulnerable, may be exploited or harm themselves."),
        5: _("Behaviour under substance use that knows no bounds or cannot be foreseen."),
        6: _("A risk to safety; acting out, with concurrent severe illness."),
        7: _("A very high risk to safety; barred from low-threshold services."),
    }

    need = models.OneToOneField(Need, on_delete=models.PROTECT, related_name="care_basis")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    group = models.PositiveSmallIntegerField(
        _("group in the seven-group matrix"), null=True, blank=True
    )
    characteristic = models.CharField(
        _("primary characteristic"), max_length=20, choices=CHARACTERISTICS, default="other"
    )
    text = models.TextField(_("in the professional's words"), blank=True, default="")
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_on = models.DateField(null=True)

    objects = SeenQuerySet["CareBasis"].as_manager()

    class Meta:
        verbose_name_plural = "care bases"
        constraints = [
            models.CheckConstraint(
                name="group_is_1_to_7", condition=Q(group=None) | Q(group__range=(1, 7))
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.need_id}"

    @classmethod
    def confirm(cls, need: Need, *, by: User | int, on: date, **basis: object) -> "CareBasis":
        """Write what the need rests on, and who stands for it."""
        who = by if isinstance(by, int) else by.pk
        found, _made = cls.objects.update_or_create(
            need=need,
            defaults={
                **basis, "person_id": need.person_id, "confirmed_by_id": who, "confirmed_on": on
            },
        )  # fmt: skip
        return found


class Income(AboutPerson):
    """A person's income as the office knows it, dated. For what rent can be borne."""

    classified = Classified(D.D6, why="what rent can be borne", delete_after_years=5)

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="incomes")
    nok_year = models.PositiveIntegerField(_("income (NOK a year)"))
    known_on = models.DateField(_("known on"))

    objects = SeenQuerySet["Income"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "known_on"], name="one_income_per_person_and_day"
            )
        ]

    def __str__(self) -> str:
        return f"#{self.person_id} {self.known_on}"

    @classmethod
    def note(cls, person_id: int, *, nok_year: int, known_on: date) -> "Income":
        """What was known on a day; noted again the same day, it is corrected."""
        found, _made = cls.objects.update_or_create(
            person_id=person_id, known_on=known_on, defaults={"nok_year": nok_year}
        )
        return found
