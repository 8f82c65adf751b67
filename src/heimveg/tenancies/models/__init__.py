"""Who has the right to which home, when, and what was agreed about it."""

from heimveg.tenancies.models.letting import Letting
from heimveg.tenancies.models.tenancy import AlreadyEnded, DwellingTaken, Tenancy, TenancyQuerySet

__all__ = ["AlreadyEnded", "DwellingTaken", "Letting", "Tenancy", "TenancyQuerySet"]
