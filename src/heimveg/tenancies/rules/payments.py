"""Payments as a bank or an accounting system tells them, and what can be wrong in their files.

Pure. A file is read whole: either every line is understood, or nothing is taken in and each bad
line is named by its row and cell.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

FILE_BYTES = 5 * 2**20
KID_LENGTHS = range(2, 26)


class FileKind(StrEnum):
    OCR = "ocr"
    CSV = "csv"


class Wrong(StrEnum):
    """What can be wrong with a file or a cell of it."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    ENCODING = "encoding"
    QUOTES = "quotes"
    LENGTH = "length"  # a line is not 80 characters
    RECORD = "record"  # not a record of the format, or not where it may stand
    DIGITS = "digits"
    DATE = "date"
    AMOUNT = "amount"
    UNCLEAR = "unclear"  # an amount that can be read in two ways
    NOTHING = "nothing"  # an amount of nothing
    SIGN = "sign"
    KID = "kid"
    ORDER = "order"  # a transaction that lacks a part, or parts of two transactions
    COUNT = "count"  # the end record counts otherwise
    SUM = "sum"
    END = "end"  # the file stops before its end record
    COLUMNS = "columns"  # a heading that must be there is missing
    NO_DATE = "no_date"  # no heading of a date
    NO_AMOUNT = "no_amount"
    CELLS = "cells"  # more cells than headings
    TWICE = "twice"  # the same payment stands in the file twice
    CONTENT = "content"  # a character that is no text
    SPREADSHEET = "spreadsheet"  # .xlsx or .xls
    FUTURE = "future"  # a payment on a day to come
    OLD = "old"  # a payment of another age
    KNOWN = "known"  # the payment was read from another file


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend. `row` counts from 1; `cell` is C4 in a list, 33–49 in a bank's record,
    and empty for the whole row; `shown` what stands there. `line`: where the row begins when the
    file is read line by line, if a cell above goes over several; else 0."""

    row: int
    cell: str
    wrong: Wrong
    shown: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Paid:
    """One payment. `ore` is below nothing when the bank takes a payment back. `key` names it for
    ever: the same payment in another file has the same."""

    row: int
    key: str
    paid_on: date
    ore: int
    kid: str = ""
    text: str = ""
    line: int = 0  # as of a Finding

    def finding(self, wrong: Wrong, shown: str) -> Finding:
        """What is wrong with the whole of it."""
        return Finding(self.row, "", wrong, shown, self.line)


OLDEST = date(2000, 1, 1)


def impossible_days(payments: list[Paid], *, on: date) -> list[Finding]:
    """Payments of a day that has not been, or of before anybody kept this ledger."""
    return [
        paid.finding(Wrong.FUTURE if paid.paid_on > on else Wrong.OLD, f"{paid.paid_on:%d.%m.%Y}")
        for paid in payments
        if not OLDEST <= paid.paid_on <= on
    ]


class Unreadable(ValueError):
    """The file cannot be taken in. `findings` is never empty."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__(", ".join(f"{f.row} {f.cell} {f.wrong}" for f in findings[:5]))
        self.findings = findings


def mod10_digit(digits: str) -> str:
    """The check digit of modulus 10 (Luhn) for the digits before it."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled // 10 + doubled % 10
    return str(-total % 10)


def mod11_digit(digits: str) -> str:
    """The check digit of modulus 11, weights 2 to 7 from the right; `-` stands for ten."""
    total = sum(int(digit) * (2 + place % 6) for place, digit in enumerate(reversed(digits)))
    rest = -total % 11
    return "-" if rest == 10 else str(rest)


def is_kid(kid: str) -> bool:
    """Whether `kid` is a customer identification number with a check digit that fits.

    2 to 25 characters, digits but for a last `-`; modulus 10 or modulus 11, as the agreement with
    the bank chooses. Source: OCR giro, system specification (Mastercard Payment Services).
    """
    body, last = kid[:-1], kid[-1:]
    if len(kid) not in KID_LENGTHS or not (body.isascii() and body.isdigit()):
        return False
    return last in (mod10_digit(body), mod11_digit(body))


def kid_for(number: int) -> str:
    """Our own KID for a running number: ten digits, the last by modulus 10."""
    body = f"{number:09d}"
    return body + mod10_digit(body)


def said(paid: Paid) -> str:
    """A payment as people know it again: its day and its amount."""
    sign, whole, rest = "-" if paid.ore < 0 else "", *divmod(abs(paid.ore), 100)
    return f"{paid.paid_on:%d.%m.%Y}, {sign}{whole},{rest:02d}"


def repeated(payments: list[Paid]) -> list[Finding]:
    """Payments whose key stands in the file before."""
    seen: set[str] = set()
    found = []
    for paid in payments:
        if paid.key in seen:
            found.append(paid.finding(Wrong.TWICE, said(paid)))
        seen.add(paid.key)
    return found
