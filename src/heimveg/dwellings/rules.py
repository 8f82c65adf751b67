"""Kinds, standards and surroundings of homes, why one stands empty, and what is unusual. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from heimveg.values import Doubt


class HousingKind(StrEnum):
    """The documents' five kinds, the first in two forms, and ordinary homes."""

    SPECIALISED = "specialised"
    SMALL_HOUSE = "small_house"
    SHARED = "shared"
    REHABILITATION = "rehabilitation"
    HOUSING_FIRST = "housing_first"
    TEMPORARY = "temporary"
    ORDINARY = "ordinary"


class Standard(StrEnum):
    """How much the dwelling withstands, weakest first."""

    ORDINARY = "ordinary"
    REINFORCED = "reinforced"
    EXTRA_REINFORCED = "extra_reinforced"


class Staffed(StrEnum):
    """When somebody is at the base, least first."""

    NONE = "none"
    DAY = "day"
    EVENING = "evening"
    ROUND_THE_CLOCK = "round_the_clock"


class Location(StrEnum):
    ORDINARY = "ordinary"
    SCREENED = "screened"


class Tenure(StrEnum):
    """Disposisjonsform as KOSTRA counts it."""

    OWNED = "owned"
    RENTED_IN = "rented_in"
    RIGHT_OF_DISPOSAL = "right_of_disposal"


class RentPartKind(StrEnum):
    RENT = "rent"
    ELECTRICITY = "electricity"
    HEATING = "heating"
    INTERNET = "internet"
    FURNITURE = "furniture"
    PARKING = "parking"


class Cause(StrEnum):
    """Why a dwelling cannot be let."""

    TURNOVER = "turnover"
    REPAIR = "repair"
    FIRE = "fire"
    AWAITING_SALE = "awaiting_sale"
    TIED_BY_GRANT = "tied_by_grant"
    NO_SUITABLE_APPLICANT = "no_suitable_applicant"
    OTHER = "other"


class TiedGroup(StrEnum):
    """Groups that a grant may tie a dwelling to."""

    ROP = "rop"
    SUBSTANCE_USE = "substance_use"
    MENTAL_ILLNESS = "mental_illness"
    REFUGEE = "refugee"
    DISABILITY = "disability"
    YOUNG = "young"
    ELDERLY = "elderly"


STANDARD_ORDER = tuple(Standard)
STAFFED_ORDER = tuple(Staffed)
TURNOVER_DAYS = 14  # until a home left is counted on for the next; the round can change it


@dataclass(frozen=True, slots=True)
class Sizes:
    """What is written about a dwelling's size and price."""

    bedrooms: int | None
    usable_area_m2: int | None
    rent_ore_month: int | None
    floor: int | None = None


def doubts_about(sizes: Sizes) -> list[Doubt]:
    """What can be saved but is unusual enough that a person should confirm it."""
    doubts = []
    if sizes.bedrooms is not None and sizes.bedrooms > 6:
        doubts.append(Doubt("many_bedrooms", "bedrooms", str(sizes.bedrooms)))
    if sizes.usable_area_m2 is not None and not 12 <= sizes.usable_area_m2 <= 250:
        doubts.append(Doubt("unusual_area", "usable_area_m2", str(sizes.usable_area_m2)))
    if sizes.rent_ore_month is not None and not 200_000 <= sizes.rent_ore_month <= 3_000_000:
        doubts.append(Doubt("unusual_rent", "rent_nok_month", str(sizes.rent_ore_month // 100)))
    if sizes.floor is not None and not -2 <= sizes.floor <= 20:
        doubts.append(Doubt("unusual_floor", "floor", str(sizes.floor)))
    return doubts
