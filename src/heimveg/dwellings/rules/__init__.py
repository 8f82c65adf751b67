"""Kinds, standards and surroundings of homes, why one stands empty, what is unusual, and how
addresses and amounts are written. Pure."""

import re
from collections.abc import Sequence
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


# How a kind that tells of the health of who lives there looks from the street.
_LOOKS_LIKE = {
    HousingKind.SPECIALISED: HousingKind.SHARED,
    HousingKind.REHABILITATION: HousingKind.SHARED,
    HousingKind.HOUSING_FIRST: HousingKind.ORDINARY,
}


def built_form(kind: str) -> HousingKind:
    """The home as it is built, whoever it is for."""
    return _LOOKS_LIKE.get(HousingKind(kind), HousingKind(kind))


def kinds_built_as(form: str) -> list[HousingKind]:
    return [kind for kind in HousingKind if built_form(kind) == form]


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


class HomeState(StrEnum):
    """Whether somebody can move in, the strongest reason against it last."""

    FREE = "free"
    HELD = "held"  # reserved for somebody, or offered
    OUT_OF_USE = "out_of_use"
    LET = "let"
    GONE = "gone"  # no longer, or not yet, in the register


TURNOVER_DAYS = 14  # until a home left is counted on for the next; the round can change it
TIE_WARNING_DAYS = 180  # half a year: time to ask the grantor, or to find the tenant another home
MOST_SPELLINGS = 8


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


def home_state(*, in_register: bool, is_let: bool, is_out: bool, is_held: bool) -> HomeState:
    """What a list says first about a home. A tenant who lives there outweighs all else."""
    if not in_register:
        return HomeState.GONE
    if is_let:
        return HomeState.LET
    if is_out:
        return HomeState.OUT_OF_USE
    return HomeState.HELD if is_held else HomeState.FREE


def spellings(text: str, synonyms: Sequence[Sequence[str]]) -> list[str]:
    """`text` folded to small letters, then the other ways of writing it, at most MOST_SPELLINGS.

    A form is replaced inside longer words too: Kirkeveien is found as Kyrkjevegen.
    """
    found = [" ".join(text.lower().split())]
    for forms in synonyms:
        longest_first = sorted(forms, key=len, reverse=True)
        pattern = re.compile("|".join(re.escape(form) for form in longest_first))
        for known in list(found):
            if not pattern.search(known):
                continue
            for form in forms:
                other = pattern.sub(form, known)
                if other not in found and len(found) < MOST_SPELLINGS:
                    found.append(other)
    return found


class NotAnAmount(ValueError):
    """The text is no amount of money."""


AMOUNT = re.compile(r"(\d{1,7})(?:,(\d{1,2})|,-)?")


def ore_from(text: str) -> int | None:
    """Øre from kroner as people write them: 8500, 8 500, 8 500,50, kr 8 500,-. None: nothing
    is written. Raises NotAnAmount."""
    written = "".join(text.split()).lower().removeprefix("kr").removeprefix(".").removesuffix("kr")
    if not written:
        return None
    match = AMOUNT.fullmatch(written)
    if match is None or not written.isascii():
        raise NotAnAmount(text)
    whole, part = match[1], match[2] or ""
    return int(whole) * 100 + int(part.ljust(2, "0"))


def kroner_from(ore: int) -> str:
    """What `ore_from` reads back: 8500, or 8500,50."""
    whole, part = divmod(ore, 100)
    return f"{whole},{part:02d}" if part else str(whole)


def doubt_key(doubt: Doubt) -> str:
    """How a confirmed doubt is remembered: the same oddity again is not asked about twice."""
    return f"{doubt.code}:{doubt.detail}"
