"""Payments as a list: what a bank or an accounting system exports with headings. Pure.

Columns are known by their headings in three languages and in the words of common systems; the
amount may be one column with a sign, or what came in alone. A KID that does not fit is kept as
text: whoever paid may have typed it, and the money has come all the same.
"""

import csv
import hashlib
import io
import re
from datetime import date, datetime

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
    "reference": frozenset(
        {"referanse", "arkivreferanse", "bilagsnummer", "bilag", "reference", "arkivref",
         "transaksjonsid", "id"}
    ),
    "text": frozenset(
        {"tekst", "melding", "beskrivelse", "forklaring", "betaler", "avsender", "text", "message",
         "description", "payer"}
    ),
}  # fmt: skip
MUST = ("paid_on", "amount")
LACKS = {"paid_on": Wrong.NO_DATE, "amount": Wrong.NO_AMOUNT}
DAYS = ("%d.%m.%Y", "%Y-%m-%d", "%d.%m.%y", "%d/%m/%Y", "%Y%m%d")
AMOUNT = re.compile(r"([+-]?)(\d{1,3}(?:[ .]\d{3})+|\d+)(?:[.,](\d{1,2}))?", re.ASCII)
SPACES = dict.fromkeys(map(ord, "\u00a0\u202f\u2009"), " ")


def read_csv(text: str) -> list[Paid]:
    """The payments of a list. Raises Unreadable with every bad cell."""
    rows = _rows(text)
    where, findings = _columns(rows)
    if findings:
        raise Unreadable(findings)
    payments = []
    times: dict[str, int] = {}
    for number, cells in rows[1:]:
        paid = _payment(number, cells, where, findings, times)
        if paid is not None:
            payments.append(paid)
    findings += repeated(payments)
    if findings:
        raise Unreadable(findings)
    if not payments:
        raise Unreadable([Finding(1, "", Wrong.EMPTY)])
    return payments


def _rows(text: str) -> list[tuple[int, list[str]]]:
    """Rows that hold something, with their line numbers."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(SEPARATORS, key=first.count)
    try:
        found = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise Unreadable([Finding(1, "", Wrong.QUOTES)]) from error
    rows = [
        (n, [cell.translate(SPACES).strip() for cell in cells])
        for n, cells in enumerate(found, start=1)
        if any(cell.strip() for cell in cells)
    ]
    if not rows:
        raise Unreadable([Finding(1, "", Wrong.EMPTY)])
    if len(rows) > ROWS:
        raise Unreadable([Finding(ROWS, "", Wrong.TOO_LARGE)])
    return rows


def _columns(rows: list[tuple[int, list[str]]]) -> tuple[dict[str, int], list[Finding]]:
    """Which column holds what, and a finding for each that is missing or there twice."""
    number, headings = rows[0]
    where: dict[str, int] = {}
    findings = []
    for column, heading in enumerate(headings):
        for name, known in HEADINGS.items():
            if heading.casefold() in known:
                if name in where:
                    cell = cell_name(number, column)
                    findings.append(Finding(number, cell, Wrong.COLUMNS, heading))
                where.setdefault(name, column)
    missing = [Finding(number, "", LACKS[name]) for name in MUST if name not in where]
    return where, findings + missing


def _payment(
    number: int,
    cells: list[str],
    where: dict[str, int],
    findings: list[Finding],
    times: dict[str, int],
) -> Paid | None:
    def cell(name: str) -> str:
        column = where.get(name)
        return cells[column] if column is not None and column < len(cells) else ""

    def bad(name: str, wrong: Wrong) -> None:
        at = cell_name(number, where[name])
        findings.append(Finding(number, at, wrong, cell(name)[:25]))

    day, ore = day_of(cell("paid_on")), ore_of(cell("amount"))
    if day is None:
        bad("paid_on", Wrong.DATE)
    if ore is None:
        bad("amount", Wrong.AMOUNT)
    elif ore == 0:
        bad("amount", Wrong.NOTHING)
    if day is None or not ore:
        return None
    kid = cell("kid").replace(" ", "")
    text = cell("text") if not kid or is_kid(kid) else f"{kid} {cell('text')}"
    key = _key(cell("reference"), cells, times)
    return Paid(number, key, day, ore, kid if is_kid(kid) else "", text.strip()[:200])


def _key(reference: str, cells: list[str], times: dict[str, int]) -> str:
    """The system's own reference; without one, what stands in the row and how many times over,
    for two equal payments on a day are two payments."""
    if reference:
        return f"csv:{reference[:80]}"
    digest = hashlib.sha256("\x1f".join(cells).encode()).hexdigest()[:40]
    times[digest] = times.get(digest, 0) + 1
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


def cell_name(row: int, column: int) -> str:
    """`C4` for the third column of row 4; `column` counts from 0."""
    letters, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"
