"""The municipality's homes, what surrounds them, what their money is tied to, and when one
cannot be let. Technical facts only: nothing here tells about a person."""

from heimveg.dwellings.models.conditions import FundingTie, OutOfUse, Remark, RentPart
from heimveg.dwellings.models.homes import Dwelling, DwellingQuerySet
from heimveg.dwellings.models.places import Cluster, Property
from heimveg.dwellings.models.words import KINDS, LOCATIONS, STAFFED, STANDARDS, TIED_GROUPS

__all__ = [
    "KINDS",
    "LOCATIONS",
    "STAFFED",
    "STANDARDS",
    "TIED_GROUPS",
    "Cluster",
    "Dwelling",
    "DwellingQuerySet",
    "FundingTie",
    "OutOfUse",
    "Property",
    "Remark",
    "RentPart",
]
