"""Payments as a list: what a bank or an accounting system exports with headings. Pure.

Columns are known by their headings in three languages and in the words of common systems; the
amount may be one column with a sign, or what came in alone. A KID that does not fit is kept as
text: whoever paid may have typed it, and the money has come all the same.

A row is counted as a spreadsheet counts it; where a cell goes over several lines, the line of the
file is told too.
"""

import csv
import hashlib
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import count

from heimveg.tenancies.rules.payments import Finding, Paid, Unreadable, Wrong, is_kid, repeated

SEPARATORS = (";", "\t", ",")
ROWS = 50_000
HEADINGS: dict[str, frozenset[str]] = {
    "paid_on": frozenset(
        {"dato", "bokføringsdato", "bokført", "bokført dato", "betalingsdato", "betalt",
         "transaksjonsdato", "date", "paid on", "booking date", "betalt dato", "valutadato"}
    ),
    "amount": frozenset(
        {"beløp", "beløp inn", "inn", "inn på konto", "innbetalt", "kredit", "amount", "beløp nok",
         "beløp (nok)", "sum", "credit"}
    ),
    "kid": frozenset({"kid", "kid-nummer", "kidnummer", "kid nummer"}),
    # The bank's own, one for each payment: it names the payment alone.
    "archive": frozenset(
        {"arkivreferanse", "arkivref", "arkivref.", "transaksjonsid", "transaksjons-id",
         "archive reference", "transaction id", "id"}
    ),
    # What a payer or a voucher says: several payments may have the same.
    "reference": frozenset({"referanse", "bilagsnummer", "bilag", "reference"}),
    "text": frozenset(
        {"tekst", "melding", "beskrivelse", "forklaring", "betaler", "avsender", "text", "message",
         "description", "payer"}
    ),
}  # fmt: skip
MUST = ("paid_on", "amount")
LACKS = {"paid_on": Wrong.NO_DATE, "amount": Wrong.NO_AMOUNT}
DAYS = ("%d.%m.%Y", "%Y-%m-%d", "%d.%m.%y", "%d/%m/%Y", "%Y%m%d")
UNCLEAR = re.compile(r"[+-]?[1-9]\d{0,2}\.\d{3}", re.ASCII)
AMOUNT = re.compile(r"([+-]?)(\d{1,3}(?:[ .]\d{3})+|\d+)(?:[.,](\d{1,2}))?", re.ASCII)
SPACES = dict.fromkeys(map(ord, "\u00a0\u202f\u2009"), " ")


@dataclass(frozen=True, slots=True)
class _Row:
    """`number` as a spreadsheet counts it, `line` of the file where it begins."""

    number: int
    line: int
    cells: list[str]

    def finding(self, column: int | None, wrong: Wrong, shown: str = "") -> Finding:
        cell = "" if column is None else cell_name(self.number, column)
        return Finding(self.number, cell, wrong, shown, self.line_told)

    @property
    def line_told(self) -> int:
        return self.line if self.line != self.number else 0


def read_csv(text: str) -> list[Paid]:
    """The payments of a list. Raises Unreadable with every bad cell."""
    rows = _rows(text)
    where, findings = _columns(rows[0])
    if findings:
        raise Unreadable(findings)
    payments = []
    times: Counter[str] = Counter()
    for row in rows[1:]:
        paid = _payment(row, where, findings, times)
        if paid is not None:
            payments.append(paid)
    findings += repeated(payments)
    if findings:
        raise Unreadable(findings)
    if not payments:
        raise Unreadable([Finding(1, "", Wrong.EMPTY)])
    return payments


def _rows(text: str) -> list[_Row]:
    """Rows that hold something."""
    rows = [row for row in _read(text, _separator(text)) if any(row.cells)]
    if not rows:
        raise Unreadable([Finding(1, "", Wrong.EMPTY)])
    if len(rows) > ROWS:
        raise Unreadable([Finding(ROWS, "", Wrong.TOO_LARGE)])
    return rows


def _separator(text: str) -> str:
    """What parts the headings: the one that makes the most of them."""

    def headings(separator: str) -> int:
        try:
            return next((len(row.cells) for row in _read(text, separator) if any(row.cells)), 0)
        except Unreadable:
            return 0

    return max(SEPARATORS, key=headings)


def _read(text: str, separator: str) -> Iterator[_Row]:
    """Raises Unreadable, at the row that is never closed."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    for number in count(1):
        row = _Row(number, reader.line_num + 1, [])
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise Unreadable([row.finding(None, Wrong.QUOTES)]) from error
        yield replace(row, cells=[cell.translate(SPACES).strip() for cell in cells])


def _columns(row: _Row) -> tuple[dict[str, int], list[Finding]]:
    """Which column holds what, and a finding for each that is missing or there twice."""
    where: dict[str, int] = {}
    findings = []
    for column, heading in enumerate(row.cells):
        for name, known in HEADINGS.items():
            if " ".join(heading.casefold().split()) in known:
                if name in where:
                    findings.append(row.finding(column, Wrong.COLUMNS, heading))
                where.setdefault(name, column)
    missing = [row.finding(None, LACKS[name]) for name in MUST if name not in where]
    return where, findings + missing


def _payment(
    row: _Row, where: dict[str, int], findings: list[Finding], times: Counter[str]
) -> Paid | None:
    def cell(name: str) -> str:
        column = where.get(name)
        return row.cells[column] if column is not None and column < len(row.cells) else ""

    def bad(name: str, wrong: Wrong) -> None:
        findings.append(row.finding(where[name], wrong, cell(name)[:25]))

    day, ore = day_of(cell("paid_on")), ore_of(cell("amount"))
    if day is None:
        bad("paid_on", Wrong.DATE)
    wrong = _wrong_amount(cell("amount"), ore)
    if wrong is not None:
        bad("amount", wrong)
    if day is None or ore is None or wrong is not None:
        return None
    kid = cell("kid").replace(" ", "")
    text = cell("text") if not kid or is_kid(kid) else f"{kid} {cell('text')}"
    if cell("archive"):
        key = f"csv:{cell('archive')[:80]}"
    else:
        said = [cell("reference"), day.isoformat(), str(ore), kid]
        key = _key(said if cell("reference") else row.cells, times)
    known = kid if is_kid(kid) else ""
    return Paid(row.number, key, day, ore, known, text.strip()[:200], row.line_told)


def _wrong_amount(text: str, ore: int | None) -> Wrong | None:
    if is_unclear(text):
        return Wrong.UNCLEAR
    if ore is None:
        return Wrong.AMOUNT
    return None if ore else Wrong.NOTHING


def _key(said: list[str], times: Counter[str]) -> str:
    """What is said of a payment, and how many times over in this file: two that are equal are two
    payments, and the same file read again names the same two."""
    digest = hashlib.sha256("\x1f".join(said).encode()).hexdigest()[:40]
    times[digest] += 1
    return f"csv:{digest}:{times[digest]}"


def day_of(text: str) -> date | None:
    for form in DAYS:
        try:
            day = datetime.strptime(text, form).date()  # noqa: DTZ007  # a day, no clock
        except ValueError:
            continue
        return day if 2000 <= day.year < 2100 else None
    return None


def ore_of(text: str) -> int | None:
    """Øre of `8 500,00`, `8.500,00`, `8500.00`, `-200`; None for anything else."""
    found = AMOUNT.fullmatch(text.replace("\u2212", "-").removeprefix("kr").strip())
    if found is None or len(found[2]) > 12:
        return None
    whole = int(re.sub(r"[ .]", "", found[2]))
    ore = whole * 100 + int((found[3] or "0").ljust(2, "0"))
    return -ore if found[1] == "-" else ore


def is_unclear(text: str) -> bool:
    """`1.234` is a thousand and more to one bank, and a little over one to another's programme."""
    return UNCLEAR.fullmatch(text.replace("\u2212", "-").removeprefix("kr").strip()) is not None


def cell_name(row: int, column: int) -> str:
    """`C4` for the third column of row 4; `column` counts from 0."""
    letters, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"
