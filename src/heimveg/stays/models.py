"""Where each person has lived from day to day; homelessness follows from it."""

from datetime import date
from typing import Any, ClassVar, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heimveg.access.classes import Classified, FieldClass
from heimveg.access.reading import AboutPerson
from heimveg.base.models import (
    Dated,
    Versioned,
    day_range,
    ends_after_it_starts,
)
from heimveg.dwellings.models import Dwelling
from heimveg.persons.models import Person
from heimveg.persons.sight import SeenPeriodQuerySet, SeenQuerySet
from heimveg.stays.rules import EthosLight, InstitutionKind, StayFact, StayKind
from heimveg.stays.rules.counting import Duration, Place

ETHOS: dict[str, Any] = {
    EthosLight.ROUGH: _("nowhere to sleep"),
    EthosLight.EMERGENCY: _("emergency overnight stay"),
    EthosLight.FOR_HOMELESS: _("accommodation for people without a home"),
    EthosLight.INSTITUTION: _("institution, leaving within two months without a dwelling"),
    EthosLight.NON_CONVENTIONAL: _("caravan or other makeshift"),
    EthosLight.FAMILY_OR_FRIENDS: _("for a time with family or friends"),
}

PLACES: dict[str, Any] = {
    Place.FAMILY_OR_FRIENDS: _("for a time with family or friends"),
    Place.TEMPORARY_ACCOMMODATION: _("temporary accommodation"),
    Place.EMERGENCY_OVERNIGHT: _("emergency overnight stay"),
    Place.CRISIS_CENTRE: _("crisis centre"),
    Place.ROUGH: _("nowhere to sleep"),
    Place.NON_CONVENTIONAL: _("caravan or other makeshift"),
    Place.INSTITUTION_SOON: _("institution, leaves within two months"),
    Place.PRISON_SOON: _("prison, leaves within two months"),
    Place.RECEPTION_CENTRE: _("reception centre"),
    Place.UNKNOWN: _("unknown"),
    Place.INSTITUTION_LATER: _("institution, more than two months left"),
    Place.PRISON_LATER: _("prison, more than two months left"),
}
DURATIONS: dict[str, Any] = {
    Duration.UNDER_THREE_WEEKS: _("less than three weeks"),
    Duration.THREE_WEEKS_TO_THREE_MONTHS: _("three weeks to three months"),
    Duration.THREE_TO_SIX_MONTHS: _("three to six months"),
    Duration.OVER_SIX_MONTHS: _("over six months"),
    Duration.RECURRING: _("again and again: three times or more"),
    Duration.NOT_KNOWN: _("not known"),
}


class StayQuerySet(SeenPeriodQuerySet["Stay"]):
    def lived(self) -> Self:
        """Where people live, have lived, or surely will: not where they wait to move in."""
        return self.filter(awaits_home=False)

    def running_on(self, day: date) -> Self:
        return super().running_on(day).lived()


class Stay(AboutPerson, Dated, Versioned):
    """Where somebody sleeps from one day until another (nb opphold, nn opphald).

    One at a time. Beside it one may stand that `awaits_home`: a tenancy is written, and the home
    was not ready for its first day. It counts for nothing until the home is; the database turns
    it, whoever makes the home ready.

    Which institution stands in a table of its own: prison or hospital says more than where
    somebody sleeps.
    """

    classified = Classified(
        FieldClass.D3, why="homelessness, its duration and its return", delete_after_years=10
    )
    KINDS: ClassVar = {
        StayKind.OWN_HOME: _("own home"),
        StayKind.MUNICIPAL_TENANCY: _("municipal dwelling"),
        StayKind.PRIVATE_LEASE: _("rents privately"),
        StayKind.FAMILY_OR_FRIENDS: _("for a time with family or friends"),
        StayKind.PERMANENTLY_WITH_FAMILY: _("permanently with family"),
        StayKind.TEMPORARY_ACCOMMODATION: _("temporary accommodation"),
        StayKind.EMERGENCY_OVERNIGHT: _("emergency overnight stay"),
        StayKind.CRISIS_CENTRE: _("crisis centre"),
        StayKind.INSTITUTION: _("institution"),
        StayKind.RECEPTION_CENTRE: _("reception centre"),
        StayKind.NON_CONVENTIONAL: _("caravan or other makeshift"),
        StayKind.ROUGH: _("nowhere to sleep"),
        StayKind.UNKNOWN: _("unknown"),
    }

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="stays")
    kind = models.CharField(_("where"), max_length=30, choices=KINDS)
    dwelling = models.ForeignKey(
        Dwelling, on_delete=models.PROTECT, null=True, blank=True, related_name="stays"
    )
    expected_end_on = models.DateField(_("expected until"), null=True, blank=True)
    has_dwelling_after = models.BooleanField(_("a dwelling waits afterwards"), default=False)
    awaits_home = models.BooleanField(default=False, db_default=False)

    shown_institution = ""  # set by queries.stays_of for who may see it

    objects = StayQuerySet.as_manager()

    class Meta:
        constraints = [
            ends_after_it_starts("stay_ends_after_it_starts"),
            models.CheckConstraint(
                name="stay_kind_is_known", condition=Q(kind__in=[str(k) for k in StayKind])
            ),
            ExclusionConstraint(
                name="one_stay_at_a_time_per_person",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    (day_range(), RangeOperators.OVERLAPS),
                ],
                condition=Q(awaits_home=False),
            ),
            models.CheckConstraint(
                name="only_a_municipal_dwelling_is_awaited",
                condition=Q(awaits_home=False)
                | Q(kind="municipal_tenancy", dwelling__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["expected_end_on", "id"],
                condition=Q(expected_end_on__isnull=False),
                name="stay_by_expected_end",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.person_id} {self.kind} {self.started_on}"

    @property
    def fact(self) -> StayFact:
        return StayFact(
            StayKind(self.kind), self.period, self.expected_end_on, self.has_dwelling_after
        )

    @classmethod
    def move(
        cls,
        person: Person,
        *,
        kind: StayKind,
        on: date,
        dwelling: Dwelling | None = None,
        **rest: object,
    ) -> "Stay":
        """Live there from `on`: the stay that ran then ends the same day, and where a later one
        is known already, this one lasts until it begins."""
        mine = cls.objects.filter(person=person)
        mine.running_on(on).update(ended_on=on)
        later = mine.lived().filter(started_on__gt=on).order_by("started_on").first()
        if later is not None:
            rest = {"ended_on": later.started_on, **rest}
        return cls.objects.create(
            person=person, kind=kind, started_on=on, dwelling=dwelling, **rest
        )

    @classmethod
    def await_home(cls, person: Person, *, on: date, dwelling: Dwelling) -> "Stay":
        """To live there from `on`, if the home is ready by then. Until it is, nothing changes."""
        return cls.objects.create(
            person=person,
            kind=StayKind.MUNICIPAL_TENANCY,
            started_on=on,
            dwelling=dwelling,
            awaits_home=True,
        )

    def correct(self, said: StayFact) -> None:
        """Write what was so from the beginning; the history keeps what stood there."""
        self.kind, self.expected_end_on = said.kind, said.expected_end_on
        self.started_on, self.ended_on = said.period.start, said.period.end
        self.has_dwelling_after = said.has_dwelling_after
        self.save(
            update_fields=[
                "kind", "started_on", "ended_on", "expected_end_on", "has_dwelling_after"
            ]
        )  # fmt: skip

    def expect_end(self, on: date | None, *, has_dwelling_after: bool) -> None:
        self.expected_end_on, self.has_dwelling_after = on, has_dwelling_after
        self.save(update_fields=["expected_end_on", "has_dwelling_after"])


class InstitutionStay(AboutPerson):
    """Which institution a stay is in. Health and crime: for those who follow the person up."""

    classified = Classified(
        FieldClass.D4, why="discharge is planned with the right unit", delete_after_years=5
    )
    KINDS: ClassVar = {
        InstitutionKind.HOSPITAL: _("hospital"),
        InstitutionKind.TREATMENT: _("treatment"),
        InstitutionKind.PRISON: _("prison"),
    }

    stay = models.OneToOneField(Stay, on_delete=models.CASCADE, related_name="institution")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=KINDS)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="institution_kind_is_known",
                condition=Q(kind__in=[str(k) for k in InstitutionKind]),
            ),
        ]

    objects = SeenQuerySet["InstitutionStay"].as_manager()

    def __str__(self) -> str:
        return f"#{self.person_id} {self.kind}"

    @classmethod
    def note(cls, stay: Stay, kind: InstitutionKind) -> None:
        cls.objects.update_or_create(
            stay=stay, defaults={"person_id": stay.person_id, "kind": kind}
        )
