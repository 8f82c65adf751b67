"""From what stands in a cell to a value. Pure; every parser takes the cell and raises Wrong.

A parser answers None for an empty cell. Spreadsheets give every number as a float, so whole
numbers and identity numbers are taken out of floats here, exactly.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeAlias

from heimveg.exchange.rules import folded
from heimveg.exchange.sheets.table import Raw
from heimveg.persons.rules import NotANumber, national_number

Parser: TypeAlias = Callable[[Raw], Any]
SPACES = dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u202f\u3000"), " ") | dict.fromkeys(
    map(ord, "\u200b\u2060\ufeff"), None
)
FORMULA_SIGNS = ("=", "+", "-", "@")
TRUE = frozenset({"ja", "j", "x", "1", "true", "sann", "yes", "y"})
FALSE = frozenset({"nei", "n", "0", "false", "usann", "no"})
UNITS = re.compile(r"(?i)(^\s*kr\.?\s*|\s*(kr\.?|,-|m2|m²|kvm|nok|%)\s*$)")
THOUSANDS = re.compile(r"-?\d{1,3}([ .]\d{3})+(,\d+)?")
PLAIN_NUMBER = re.compile(r"-?\d+([.,]\d+)?")
DAY_FIRST = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})")
YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?)?")
SHORT_YEAR = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2}")
YEARS = range(1900, 2100)
UNKNOWN = frozenset({"ukjent", "ukjend", "unknown", "manglar", "mangler"})


class Wrong(Exception):
    """The cell cannot be saved. `code` names the text that says why and what to do."""

    def __init__(self, code: str, **details: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


def plain(cell: Raw) -> str:
    """The cell as clean text: composed letters, ordinary spaces, nothing invisible.

    Raises Wrong for broken characters, and for control characters.
    """
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, str) and cell.isascii() and cell.isprintable():
        return cell.strip()  # most cells, and a list may hold a million
    text = (
        unicodedata.normalize("NFC", str(cell))
        .translate(SPACES)
        .replace("\r\n", "\n")
        .strip(" \n")
    )
    for character in text:
        if character == "\ufffd" or unicodedata.category(character) in ("Cs", "Co", "Cn"):
            raise Wrong("broken_characters")
        if (
            character != "\n"
            and unicodedata.category(character) in ("Cc", "Cf")
            and character not in "\u00ad\u200d"
        ):
            raise Wrong("control_characters")
    return text


def text(limit: int, *, lines: bool = False) -> Parser:
    """Words, at most `limit` characters; never what a spreadsheet would take for a formula."""

    def parse(cell: Raw) -> str | None:
        words = _unmarked(plain(_no_date(cell)) if cell is not None else "")
        words = words if lines else " ".join(words.split())
        if len(words) > limit:
            raise Wrong("too_long", limit=limit)
        return words or None

    return parse


def _no_date(cell: Raw) -> Raw:
    """ "3-4" in a text column becomes 3 April in Excel: the address is lost, so say so."""
    if isinstance(cell, date | datetime):
        raise Wrong("date_for_text")
    return cell


def _unmarked(words: str) -> str:
    """Without the apostrophe that our own export puts before text that looks like a formula.

    Two of them stand in an error file, before what was refused: it is refused again.
    """
    bare = words.lstrip("'").lstrip()
    marks = len(words) - len(words.lstrip("'"))
    if not bare.startswith(FORMULA_SIGNS):
        return words
    if marks != 1:
        raise Wrong("formula")
    return bare


def number(cell: Raw) -> Decimal | None:
    """1234,5 and 1 234,50 and "kr 1.234,50" and 1234.5. Raises Wrong for anything else."""
    if cell is None:
        return None
    if isinstance(cell, bool | date | datetime | timedelta):
        raise Wrong("not_a_number")
    if isinstance(cell, float):
        return Decimal(repr(cell))
    words = UNITS.sub("", plain(cell)).strip()
    return _decimal(words) if words else None


def _decimal(words: str) -> Decimal:
    if words.startswith("="):
        raise Wrong("formula")
    if THOUSANDS.fullmatch(words):
        words = words.replace(" ", "").replace(".", "")
    elif not PLAIN_NUMBER.fullmatch(words):
        raise Wrong("not_a_number")
    return Decimal(words.replace(",", "."))


def whole(least: int, most: int) -> Parser:
    def parse(cell: Raw) -> int | None:
        found = number(cell)
        if found is None:
            return None
        _between(found, least, most)
        if found != found.to_integral_value():
            raise Wrong("not_whole")
        return int(found)

    return parse


def rounded(least: int, most: int) -> Parser:
    """A size that people give with decimals and Heimveg keeps whole: 45,5 m² is 46."""

    def parse(cell: Raw) -> int | None:
        found = number(cell)
        if found is None:
            return None
        _between(found, least, most)
        return int(found + Decimal("0.5"))

    return parse


def _between(found: Decimal, least: int, most: int) -> None:
    if not found.is_finite() or not least <= found <= most:
        raise Wrong("out_of_range", least=least, most=most)


def kroner_in_ore(cell: Raw) -> int | None:
    """An amount in kroner as whole øre."""
    found = number(cell)
    if found is None:
        return None
    _between(found, 0, 1_000_000)
    return int((found * 100).to_integral_value())


def yes_or_no(cell: Raw) -> bool | None:
    if cell is None or isinstance(cell, bool):
        return cell
    word = plain(cell).casefold().strip(" .")
    if word in TRUE:
        return True
    if word in FALSE:
        return False
    if not word:
        return None
    raise Wrong("not_yes_or_no")


def day(cell: Raw) -> date | None:
    """17.05.2026, 2026-05-17, or a real date cell. Raises Wrong for 29.02.2027 and for absurd
    years."""
    if isinstance(cell, datetime):
        return _sensible(cell.date())
    if isinstance(cell, date):
        return _sensible(cell)
    if cell is None:
        return None
    if not isinstance(cell, str):
        raise Wrong("number_for_date")
    words = plain(cell)
    return _written_day(words) if words else None


def last_day(cell: Raw) -> date | None:
    """The last day in, as people write it; read as the first day without."""
    last = day(cell)
    return last + timedelta(days=1) if last is not None else None


def _written_day(words: str) -> date:
    if words.startswith("="):
        raise Wrong("formula")
    if SHORT_YEAR.fullmatch(words):
        raise Wrong("two_digit_year")
    if found := DAY_FIRST.fullmatch(words):
        return _made(int(found[3]), int(found[2]), int(found[1]))
    if found := YEAR_FIRST.fullmatch(words):
        return _made(int(found[1]), int(found[2]), int(found[3]))
    raise Wrong("not_a_date")


def _made(year: int, month: int, day_of_month: int) -> date:
    try:
        return _sensible(date(year, month, day_of_month))
    except ValueError as error:
        raise Wrong("no_such_day") from error


def _sensible(found: date) -> date:
    if found.year not in YEARS:
        raise Wrong("absurd_year", year=found.year)
    return found


def one_of(words: Mapping[str, str]) -> Parser:
    """A word of a code list, in any of the languages. `words`: folded word → value."""

    def parse(cell: Raw) -> str | None:
        said = plain(_no_date(cell)) if cell is not None else ""
        if not said:
            return None
        if said.startswith(FORMULA_SIGNS):
            raise Wrong("formula")
        if folded(said) not in words:
            raise Wrong("unknown_word")
        return words[folded(said)]

    return parse


def some_of(words: Mapping[str, str]) -> Parser:
    """Several words of a code list, between commas, semicolons or line breaks."""
    single = one_of(words)

    def parse(cell: Raw) -> list[str] | None:
        said = plain(_no_date(cell)) if cell is not None else ""
        found = [single(part) for part in re.split(r"[,;\n]", said) if part.strip()]
        return sorted({value for value in found if value}) or None

    return parse


def names(limit: int) -> Parser:
    """Free names between commas, semicolons or line breaks, in the order given."""
    single = text(limit)

    def parse(cell: Raw) -> list[str] | None:
        said = plain(_no_date(cell)) if cell is not None else ""
        found = [single(part) for part in re.split(r"[,;\n]", said) if part.strip()]
        return list(dict.fromkeys(found)) or None

    return parse


def digits(least: int, most: int) -> Parser:
    """A number that is a name: postal code. Excel drops the zeros before it; they come back."""

    def parse(cell: Raw) -> str | None:
        said = plain(_no_date(cell)).replace(" ", "") if cell is not None else ""
        if not said:
            return None
        if isinstance(cell, float):
            said = said.zfill(least)
        if said.startswith("="):
            raise Wrong("formula")
        if not (said.isascii() and said.isdigit() and least <= len(said) <= most):
            raise Wrong("not_digits", digits=least)
        return said

    return parse


def telephone(cell: Raw) -> str | None:
    """Digits, spaces and a + before the country code."""
    said = plain(_no_date(cell)) if cell is not None else ""
    if said.startswith("'+"):
        said = said[1:]
    if not said:
        return None
    if not re.fullmatch(r"\+?[\d ()/.-]{3,29}", said) or said.startswith("-"):
        raise Wrong("formula" if said.startswith(FORMULA_SIGNS) else "not_a_telephone")
    return said


def identity(cell: Raw) -> str | None:
    """Eleven digits that hold their check digits; "ukjent" is an empty cell.

    A number that Excel kept as a number has lost its leading zero: the check digits prove that
    putting it back is right. Raises Wrong.
    """
    said = plain(_no_date(cell)) if cell is not None else ""
    if not said or folded(said) in UNKNOWN:
        return None
    if said.startswith(FORMULA_SIGNS):
        raise Wrong("formula")
    bare = re.sub(r"[ .-]", "", said)
    if isinstance(cell, float) and len(bare) == 10:
        bare = "0" + bare
    try:
        return national_number(bare).digits
    except NotANumber as error:
        raise Wrong(f"identity_{error.code}") from error


LANGUAGE_WORDS = {
    "nn": "nn", "nynorsk": "nn", "nb": "nb", "bokmål": "nb", "norsk": "nb",
    "en": "en", "engelsk": "en", "english": "en",
}  # fmt: skip
language = one_of(LANGUAGE_WORDS)
