"""OCR giro: the bank's file of payments by KID, records of 80 characters. Pure.

Written from the format's description: a transmission (10 … 89) holds assignments (20 … 88), an
assignment transactions of two records (30, 31) and a third (32) for those with a message.
Dates are DDMMYY, amounts 17 digits of øre. Counts and sums are checked at both levels.
Source: OCR giro, system specification (Mastercard Payment Services), read 2026-11-23.
"""

from dataclasses import dataclass, field
from datetime import date, datetime

from heimveg.tenancies.rules.payments import (
    Finding,
    Paid,
    Unreadable,
    Wrong,
    is_kid,
    repeated,
)

LENGTH = 80
PAYMENT_TYPES = frozenset(range(10, 22))
WITH_MESSAGE = frozenset({20, 21})
START, OPEN, FIRST, SECOND, THIRD, CLOSE, END = "10", "20", "30", "31", "32", "88", "89"


@dataclass
class _Count:
    """What an end record must agree with."""

    transactions: int = 0
    records: int = 0
    ore: int = 0


@dataclass
class _Reading:
    """The place in the file, and what has been understood so far."""

    findings: list[Finding] = field(default_factory=list)
    payments: list[Paid] = field(default_factory=list)
    whole: _Count = field(default_factory=_Count)
    part: _Count = field(default_factory=_Count)
    level: str = ""  # the record that opened where we are: "", START or OPEN
    is_over: bool = False
    account: str = ""
    first: tuple[int, str] | None = None  # a transaction's first record, with its row
    second: str = ""

    def bad(self, row: int, first: int, last: int, wrong: Wrong, shown: str) -> None:
        """Positions count from 1, as the format's description does."""
        self.findings.append(Finding(row, f"{first}–{last}", wrong, shown[:25]))

    def number(self, row: int, line: str, first: int, last: int) -> int:
        cut = line[first - 1 : last]
        if not (cut.isascii() and cut.isdigit()):
            self.bad(row, first, last, Wrong.DIGITS, cut)
            return 0
        return int(cut)

    def day(self, row: int, line: str, first: int) -> date:
        cut = line[first - 1 : first + 5]
        try:
            return datetime.strptime(cut, "%d%m%y").date()  # noqa: DTZ007  # a day, no clock
        except ValueError:
            self.bad(row, first, first + 5, Wrong.DATE, cut)
            return date.min


def read_ocr(text: str) -> list[Paid]:
    """The payments of a file. Raises Unreadable with every bad record."""
    reading = _Reading()
    lines = text.replace("\r\n", "\n").rstrip("\n\x1a").split("\n") if text.strip() else []
    if not lines:
        raise Unreadable([Finding(1, "", Wrong.EMPTY)])
    for row, line in enumerate(lines, start=1):
        if len(line) != LENGTH:
            reading.findings.append(Finding(row, "", Wrong.LENGTH, str(len(line))))
        else:
            _record(reading, row, line)
    if not reading.is_over:
        reading.findings.append(Finding(len(lines), "", Wrong.END))
    reading.findings += repeated(reading.payments)
    if reading.findings:
        raise Unreadable(reading.findings)
    return reading.payments


def _record(reading: _Reading, row: int, line: str) -> None:
    head, kind = line[:4], line[6:8]
    if not _may_stand(reading, head, kind, line[4:6]):
        reading.bad(row, 1, 8, Wrong.RECORD, line[:8])
        return
    reading.whole.records += 1
    if kind not in (START, END):
        reading.part.records += 1
    if kind in (OPEN, FIRST, CLOSE, END):
        _finish(reading)
    match kind:
        case "30":
            reading.first, reading.second = (row, line), ""
        case "31" | "32":
            _follows(reading, row, line, kind)
        case _:
            _around(reading, row, line, kind)


def _around(reading: _Reading, row: int, line: str, kind: str) -> None:
    """A record that opens or closes a transmission or an assignment."""
    match kind:
        case "10":
            reading.level = START
        case "20":
            reading.level, reading.part = OPEN, _Count(records=1)
            reading.account = line[24:35]
            reading.number(row, line, 25, 35)
        case "88":
            _agrees(reading, row, line, reading.part)
            reading.level = START
        case _:
            _agrees(reading, row, line, reading.whole)
            reading.level, reading.is_over = "", True


def _may_stand(reading: _Reading, head: str, kind: str, type_: str) -> bool:
    if reading.is_over:
        return False
    at_top = {("NY00", START): "", ("NY00", END): START}
    inside = {("NY09", OPEN): START, ("NY09", CLOSE): OPEN}
    if (head, kind) in at_top or (head, kind) in inside:
        return reading.level == (at_top | inside)[head, kind] and type_ == "00"
    return (
        head == "NY09"
        and kind in (FIRST, SECOND, THIRD)
        and reading.level == OPEN
        and type_.isascii()
        and type_.isdigit()
        and int(type_) in PAYMENT_TYPES
    )


def _follows(reading: _Reading, row: int, line: str, kind: str) -> None:
    """A second or third record belongs to the first before it: same type and number."""
    first = reading.first[1] if reading.first else ""
    is_turn = bool(reading.second) if kind == THIRD else not reading.second
    has_turn = kind == SECOND or int(line[4:6]) in WITH_MESSAGE
    if not first or first[4:6] != line[4:6] or first[8:15] != line[8:15] or not is_turn:
        reading.bad(row, 9, 15, Wrong.ORDER, line[8:15])
    elif not has_turn:
        reading.bad(row, 7, 8, Wrong.RECORD, kind)
    elif kind == SECOND:
        reading.second = line
        reading.day(row, line, 42)
    elif reading.payments:
        last = reading.payments.pop()
        message = line[15:55].strip()
        reading.payments.append(
            Paid(last.row, last.key, last.paid_on, last.ore, last.kid, message)
        )
        return
    if kind == SECOND and first:
        _take(reading, *reading.first)  # type: ignore[misc]  # first is from it


def _take(reading: _Reading, row: int, line: str) -> None:
    """Understand a transaction by its first record; the second only bears its reference."""
    ore = reading.number(row, line, 33, 49)
    day = reading.day(row, line, 16)
    reading.number(row, line, 9, 15)
    sign, kid = line[31], line[49:74].strip()
    if sign not in "0-":
        reading.bad(row, 32, 32, Wrong.SIGN, sign)
    if ore == 0:
        reading.bad(row, 33, 49, Wrong.NOTHING, line[32:49])
    if (kid or int(line[4:6]) not in WITH_MESSAGE) and not is_kid(kid):
        reading.bad(row, 50, 74, Wrong.KID, kid)
    signed = -ore if sign == "-" else ore
    reading.part.transactions += 1
    reading.whole.transactions += 1
    reading.part.ore += signed
    reading.whole.ore += signed
    # Account, day, settlement (centre, day code, part, serial number) and archive reference.
    key = f"ocr:{reading.account}:{line[15:31]}:{line[8:15]}:{reading.second[25:34]}"
    reading.payments.append(Paid(row, key, day, signed, kid))


def _finish(reading: _Reading) -> None:
    """Before the next: a transaction that never got its second record."""
    if reading.first is not None and not reading.second:
        row, line = reading.first
        reading.bad(row, 9, 15, Wrong.ORDER, line[8:15])
    reading.first = None


def _agrees(reading: _Reading, row: int, line: str, count: _Count) -> None:
    if reading.number(row, line, 9, 16) != count.transactions:
        reading.bad(row, 9, 16, Wrong.COUNT, line[8:16])
    if reading.number(row, line, 17, 24) != count.records:
        reading.bad(row, 17, 24, Wrong.COUNT, line[16:24])
    # The sum has no sign of its own: the net amount, whichever way it goes.
    if reading.number(row, line, 25, 41) != abs(count.ore):
        reading.bad(row, 25, 41, Wrong.SUM, line[24:41])
