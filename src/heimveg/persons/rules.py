"""Who a national number may belong to, when records look alike, and how relations end. Pure."""

import unicodedata
from dataclasses import asdict, dataclass
from datetime import date
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

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


WEIGHTS_1 = (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)
WEIGHTS_2 = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
WEIGHTS_DUF = (4, 6, 3, 2, 4, 6, 3, 2, 7, 5)
FIRST_REMAINDERS = frozenset({0, 1, 2, 3})  # 0 until 2032; 1, 2 and 3 as well from then on
SYNTHETIC_SHIFTS = (80, 65, 40)  # on the month: Skatteetaten, and two of NAV's test series
D_SHIFT = 40  # on the day
LONGEST_MONTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


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
    """Read a fødselsnummer, a D-number or a synthetic one of either. Raises NotANumber.

    Numbers given from 1 January 2032 leave the remainder 0, 1, 2 or 3 in the first control and
    always 0 in the second; older ones leave 0 in both. Both kinds are read from the first day,
    since nothing in a number tells which it is. The century is not in the number any more, so
    29 February is believed in every fourth year.
    Source: Skatteetaten, Nye fødselsnummer og d-nummer fra 2032, read 2026-11-23.
    """
    digits = _digits(text, 11)
    day, month, year = int(digits[:2]), int(digits[2:4]), int(digits[4:6])
    is_d = day > D_SHIFT
    day -= D_SHIFT if is_d else 0
    shift = next((s for s in SYNTHETIC_SHIFTS if s < month <= s + 12), 0)
    month -= shift
    if not _is_a_day(day, month, year):
        raise NotANumber("date")
    first, second = _remainder(digits, WEIGHTS_1), _remainder(digits, WEIGHTS_2)
    if first not in FIRST_REMAINDERS or second != 0:
        raise NotANumber("check_digits")
    kind = IdKind.D_NUMBER if is_d else IdKind.NATIONAL
    return NationalNumber(digits, kind, (day, month), is_synthetic=shift > 0)


def duf_number(text: str) -> str:
    """The twelve digits of an immigration case number: year, serial number, two check digits.

    Raises NotANumber.
    """
    digits = _digits(text, 12)
    if _remainder(digits, WEIGHTS_DUF) != int(digits[10:]):
        raise NotANumber("check_digits")
    return digits


def _digits(text: str, count: int) -> str:
    digits = "".join(text.split())
    if len(digits) != count or not (digits.isascii() and digits.isdigit()):
        raise NotANumber("length")
    return digits


def _is_a_day(day: int, month: int, year: int) -> bool:
    if not 1 <= month <= 12 or not 1 <= day <= LONGEST_MONTHS[month - 1]:
        return False
    return (day, month) != (29, 2) or year % 4 == 0


def _remainder(digits: str, weights: tuple[int, ...]) -> int:
    return sum(weight * int(d) for weight, d in zip(weights, digits, strict=False)) % 11


@dataclass(frozen=True, slots=True)
class Particulars:
    """What a form says of somebody. `number` is the id as typed, already read as `id_kind`."""

    name: str = ""
    nickname: str = ""
    born_on: date | None = None
    birth_year: int | None = None
    id_kind: IdKind = IdKind.UNKNOWN
    number: str = ""
    office_reference: str = ""
    language: str = ""
    phone: str = ""
    email: str = ""

    @property
    def plain(self) -> dict[str, Any]:
        """All but the id, which is kept sealed."""
        return {k: v for k, v in asdict(self).items() if k not in {"id_kind", "number"}}


@dataclass(frozen=True, slots=True)
class GivenConsent:
    """A consent as it was given. `until` is the first day without, None while it stands."""

    topic: Topic
    receiver_id: int
    purpose: str
    given_how: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Sketch:
    """What is known of somebody when records are compared."""

    name: str
    born_on: date | None = None
    birth_year: int | None = None
    phone: str = ""


SIMILAR = 0.84  # share of letters two names must have in common; a slip of one letter in ten


def looks_like(one: Sketch, other: Sketch) -> list[str]:
    """Why two records may be of one person; empty when nothing points that way.

    A like name is enough unless the years of birth differ; without one, two other things must
    agree.
    """
    names = _names_alike(one.name, other.name)
    reasons = [names] if names else []
    if one.born_on and one.born_on == other.born_on:
        reasons.append("same_birth_date")
    if phone_key(one.phone) and phone_key(one.phone) == phone_key(other.phone):
        reasons.append("same_phone")
    years = {_year(one), _year(other)} - {None}
    if len(years) == 2:
        return []
    return reasons if names or len(reasons) >= 2 else []


def _names_alike(one: str, other: str) -> str:
    """`same_name`, `similar_name` (a middle name left out, a slip of the pen), or nothing."""
    words, others = _words(one), _words(other)
    if not words or not others:
        return ""
    if words == others:
        return "same_name"
    fewer, more = sorted((words, others), key=len)
    if len(fewer) >= 2 and fewer < more:
        return "similar_name"
    likeness = SequenceMatcher(None, " ".join(sorted(words)), " ".join(sorted(others))).ratio()
    return "similar_name" if likeness >= SIMILAR else ""


def _words(name: str) -> frozenset[str]:
    return frozenset(unicodedata.normalize("NFC", name).casefold().replace("-", " ").split())


def _year(sketch: Sketch) -> int | None:
    return sketch.birth_year or (sketch.born_on.year if sketch.born_on else None)


def phone_key(text: str) -> str:
    """The last eight digits: a Norwegian number with or without its country."""
    digits = "".join(c for c in text if c.isdigit())
    return digits[-8:] if len(digits) >= 8 else ""


STRICTER = {None: 0, Grade.CONFIDENTIAL: 1, Grade.STRICTLY: 2}


def strictest(*grades: Grade | None) -> Grade | None:
    """The grade that protects most."""
    return max(grades, key=lambda grade: STRICTER[grade], default=None)
