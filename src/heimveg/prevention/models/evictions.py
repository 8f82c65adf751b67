"""Evictions carried out: never without the plan that was tried, a place for the next night, and
the need that begins the way to the next home."""

from datetime import date
from typing import Self

from django.db import models

from heimveg.access.classes import Classified, FieldClass
from heimveg.access.reading import AboutPerson
from heimveg.accounts.models import User
from heimveg.needs.models import Need
from heimveg.persons.models import Person
from heimveg.persons.sight import SeenQuerySet
from heimveg.prevention.models.cases import PreventionCase, Step
from heimveg.stays.models import Stay
from heimveg.tenancies.models import Tenancy


class Eviction(AboutPerson):
    """An eviction carried out (nb utkastelse, nn utkasting). Rows are checked against each other
    by the database when the work is saved."""

    classified = Classified(
        FieldClass.D3, why="to count, and to house again at once", delete_after_years=10
    )

    case = models.OneToOneField(PreventionCase, on_delete=models.PROTECT, related_name="eviction")
    tenancy = models.OneToOneField(Tenancy, on_delete=models.PROTECT, related_name="eviction")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    carried_out_on = models.DateField()
    plan_tried = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="+")
    next_night = models.ForeignKey(Stay, on_delete=models.PROTECT, related_name="+")
    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = SeenQuerySet["Eviction"].as_manager()

    def __str__(self) -> str:
        return f"#{self.tenancy_id} {self.carried_out_on}"

    @classmethod
    def record(
        cls,
        case: PreventionCase,
        *,
        on: date,
        plan_tried: Step,
        next_night: Stay,
        need: Need,
        by: int,
    ) -> Self:
        return cls.objects.create(
            case=case,
            tenancy_id=case.tenancy_id,
            person_id=case.person_id,
            carried_out_on=on,
            plan_tried=plan_tried,
            next_night=next_night,
            need=need,
            recorded_by_id=by,
        )
