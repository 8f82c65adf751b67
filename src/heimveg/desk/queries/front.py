"""The few figures at the top of the front page."""

from datetime import date

from django.db.models import Exists, OuterRef

from heimveg.allocation.models import Hold
from heimveg.dwellings.models import Dwelling, OutOfUse
from heimveg.tenancies.models import Letting


def stock_figures(*, on: date) -> dict[str, int]:
    """Homes in the register, free to let, and out of use. Three queries; nothing about persons."""
    here = OuterRef("pk")
    free = Dwelling.objects.usable_on(on).exclude(
        Exists(Letting.objects.running_on(on).filter(dwelling=here))
    )
    return {
        "homes": Dwelling.objects.running_on(on).count(),
        "free": free.exclude(Exists(Hold.objects.filter(dwelling=here))).count(),
        "out_of_use": OutOfUse.objects.running_on(on).count(),
    }
