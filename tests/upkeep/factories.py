import uuid
from datetime import date

import factory

from heimveg.upkeep.models import Criterion, Inspection, Standard, Turnover, WorkOrder
from heimveg.upkeep.rules import InspectionKind
from tests.dwellings.factories import DwellingFactory, PropertyFactory


class HomeFactory(DwellingFactory):
    """A dwelling in somebody's stock."""

    estate = factory.SubFactory(PropertyFactory)


class StandardFactory(factory.django.DjangoModelFactory[Standard]):
    class Meta:
        model = Standard
        skip_postgeneration_save = True

    adopted_on = date(2024, 1, 1)
    note = "Kommunestyret, sak 1/24"

    @factory.post_generation
    def codes(self, _create, codes, **_rest):
        """Required criteria by code; `width` has a minimum of 90 cm."""
        for place, code in enumerate(codes or ("own_bath", "fire_safety"), 1):
            CriterionFactory(standard=self, code=code, place=place)


class CriterionFactory(factory.django.DjangoModelFactory[Criterion]):
    class Meta:
        model = Criterion

    standard = factory.SubFactory(StandardFactory)
    code = factory.Sequence(lambda n: f"criterion_{n}")
    place = 1
    theme = "home"
    is_waivable = factory.LazyAttribute(lambda it: it.code != "fire_safety")  # the law asks
    text_nb = text_nn = text_en = factory.LazyAttribute(lambda it: f"The {it.code}")
    unit = factory.LazyAttribute(lambda it: "cm" if it.code == "width" else "")
    minimum = factory.LazyAttribute(lambda it: 90 if it.code == "width" else None)
    lift_ore = 500_000


class InspectionFactory(factory.django.DjangoModelFactory[Inspection]):
    class Meta:
        model = Inspection

    key = factory.LazyFunction(uuid.uuid4)
    dwelling = factory.SubFactory(HomeFactory)
    standard = factory.LazyFunction(lambda: Standard.objects.first() or StandardFactory())
    kind = InspectionKind.MOVE_OUT
    planned_on = date(2026, 6, 1)


class TurnoverFactory(factory.django.DjangoModelFactory[Turnover]):
    class Meta:
        model = Turnover
        skip_postgeneration_save = True

    dwelling = factory.SubFactory(HomeFactory)
    noticed_on = date(2026, 5, 1)

    @factory.post_generation
    def empty_from(self, _create, day, **_rest):
        if day is not None:
            self.vacate(on=day)


class WorkOrderFactory(factory.django.DjangoModelFactory[WorkOrder]):
    class Meta:
        model = WorkOrder

    dwelling = factory.SubFactory(HomeFactory)
    title = "Ny dørlås"
    ordered_on = date(2026, 6, 1)
