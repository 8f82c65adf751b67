"""Who a national number may belong to, when records look alike, and how relations end. Pure."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

READ_ONLY_DAYS = 90  # a closed case can be read so long (docs/privacy.md)


class Grade(StrEnum):
    CONFIDENTIAL = "confidential"  # fortrolig adresse
    STRICTLY = "strictly_confidential"  # strengt fortrolig adresse


class Kind(StrEnum):
    COORDINATING = "coordinating"
    CONTRIBUTING = "contributing"


class Basis(StrEnum):
    """Why a unit has to do with a person."""

    CASE = "case"
    NEED = "need"
    TENANCY = "tenancy"
    SUPPORT = "support"
    ASKED = "asked"


class EndReason(StrEnum):
    NOT_ENDED = ""
    HANDED_OVER = "handed_over"
    CASE_CLOSED = "case_closed"
    OVER = "over"


class CaseOutcome(StrEnum):
    OPEN = ""
    HOUSED = "housed"
    NO_NEED = "no_need"
    MOVED_AWAY = "moved_away"
    DIED = "died"
    MERGED = "merged"
    OTHER = "other"


class IdKind(StrEnum):
    UNKNOWN = "unknown"
    NATIONAL = "national"
    D_NUMBER = "d_number"
    DUF = "duf"


class Topic(StrEnum):
    HOUSING = "housing"
    ECONOMY = "economy"
    SUBSTANCE_USE = "substance_use"
    MENTAL_HEALTH = "mental_health"
    SOMATIC_HEALTH = "somatic_health"
    FAMILY = "family"
    WORK = "work"


class ConflictKind(StrEnum):
    SELF = "self"
    FAMILY = "family"
    FORMER_PARTNER = "former_partner"
    DECLARED = "declared"


WEIGHTS_1 = (3, 7, 6, 1, 8, 9, 4, 5, 2)
WEIGHTS_2 = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)


class NotANumber(ValueError):
    """Why a text is no national number: `code` is length, date or check_digits."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class NationalNumber:
    digits: str
    kind: IdKind
    born_day_month: tuple[int, int]
    is_synthetic: bool


def national_number(text: str) -> NationalNumber:
    """Read a fødselsnummer, D-number (+40 on the day) or synthetic number (+80/+65/+40 on the
    month). Raises NotANumber.

    From 2032 the first check digit may take further values and the second is the only check
    that holds (Skatteetaten, Nytt format for fødselsnummer); so only the second is demanded
    when the first fails by one of the new remainders.
    """
    digits = "".join(text.split())
    if len(digits) != 11 or not (digits.isascii() and digits.isdigit()):
        raise NotANumber("length")
    day, month = int(digits[:2]), int(digits[2:4])
    is_d = day > 40
    day -= 40 if is_d else 0
    shift = next((s for s in (80, 65, 40) if s < month <= s + 12), 0)
    month -= shift
    if not 1 <= month <= 12 or not 1 <= day <= (29 if month == 2 else 30 if month in (4, 6, 9, 11) else 31):
        raise NotANumber("date")
    if not _check_digits_hold([int(c) for c in digits]):
        raise NotANumber("check_digits")
    kind = IdKind.D_NUMBER if is_d else IdKind.NATIONAL
    return NationalNumber(digits, kind, (day, month), is_synthetic=shift > 0)


def _check_digits_hold(digits: list[int]) -> bool:
    first = sum(w * d for w, d in zip((*WEIGHTS_1, 1), digits[:10], strict=True)) % 11
    second = sum(w * d for w, d in zip((*WEIGHTS_2, 1), digits, strict=True)) % 11
    return second == 0 and first in (0, 1, 2, 3)


@dataclass(frozen=True, slots=True)
class Sketch:
    """What is known of somebody when records are compared."""

    name: str
    born_on: date | None = None
    birth_year: int | None = None
    phone: str = ""


def looks_like(one: Sketch, other: Sketch) -> list[str]:
    """Why two records may be of one person; empty when nothing points that way."""
    reasons = []
    same_name = _words(one.name) and _words(one.name) == _words(other.name)
    if same_name:
        reasons.append("same_name")
    if one.born_on and one.born_on == other.born_on:
        reasons.append("same_birth_date")
    if one.phone and _digits(one.phone)[-8:] == _digits(other.phone)[-8:]:
        reasons.append("same_phone")
    years = {one.birth_year or (one.born_on and one.born_on.year), other.birth_year or (other.born_on and other.born_on.year)} - {None}
    if same_name and len(years) == 2:
        return []
    return reasons if same_name or len(reasons) >= 2 else []


def _words(name: str) -> frozenset[str]:
    return frozenset(name.casefold().replace("-", " ").split())


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())
