"""Files of payments: read whole or not at all, and never twice."""

import hashlib
from datetime import date

from django.db import connection
from django.utils.translation import gettext as _

from heimveg.access.gate import Actor, command
from heimveg.base.errors import Refused
from heimveg.base.transactions import may_think_long, one_at_a_time
from heimveg.tenancies.models import Payment, PaymentFile
from heimveg.tenancies.permissions import KEEP_LEDGER
from heimveg.tenancies.queries.payments import file_with
from heimveg.tenancies.rules.bank_csv import read_csv
from heimveg.tenancies.rules.ocr import read_ocr
from heimveg.tenancies.rules.payments import (
    FILE_BYTES,
    FileKind,
    Finding,
    Paid,
    Unreadable,
    Wrong,
    impossible_days,
    said,
)

KEYS_AT_ONCE = 10_000
SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # .xlsx and .ods, .xls


class ReadBefore(Refused):
    """The same file was read before: nothing is booked again. `file` is the first reading."""

    def __init__(self, file: PaymentFile) -> None:
        super().__init__(_("This file has been read already. Nothing was booked again."))
        self.file = file


@command(KEEP_LEDGER)
def read_payments(actor: Actor, *, name: str, content: bytes, on: date) -> PaymentFile:
    """Take in a file from the bank: each payment on the account of its KID, the rest to be placed
    by hand. Raises Unreadable with every bad line, and ReadBefore."""
    digest = hashlib.sha256(content).hexdigest()
    may_think_long()
    one_at_a_time("payments are read")  # the second of the same file finds the first's
    before = file_with(digest)
    if before is not None:
        raise ReadBefore(before)
    kind, payments = _understood(content)
    wrong = impossible_days(payments, on=on) or _known(payments)
    if wrong:
        raise Unreadable(wrong)
    file = PaymentFile.objects.create(
        name=name[-120:],
        kind=kind,
        digest=digest,
        read_on=on,
        read_by_id=actor.user_id,
        lines=len(payments),
        ore=sum(paid.ore for paid in payments),
    )
    Payment.objects.bulk_create(
        (
            Payment(
                file=file, row=paid.row, key=paid.key, paid_on=paid.paid_on, ore=paid.ore,
                kid=paid.kid, text=paid.text,
            )
            for paid in payments
        ),
        batch_size=2000,
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SELECT place_known_payments(%s, %s)", [file.pk, on])
    file.refresh_from_db()
    return file


def _understood(content: bytes) -> tuple[FileKind, list[Paid]]:
    """What kind of file it is, and its payments. Raises Unreadable."""
    if not content.strip():
        raise Unreadable([Finding(1, "", Wrong.EMPTY)])
    if len(content) > FILE_BYTES:
        raise Unreadable([Finding(1, "", Wrong.TOO_LARGE)])
    if content.startswith(SPREADSHEETS):
        raise Unreadable([Finding(1, "", Wrong.SPREADSHEET)])
    text = content.decode("latin-1") if content.startswith(b"NY") else _decoded(content)
    if "\x00" in text:
        row = text[: text.index("\x00")].count("\n") + 1
        raise Unreadable([Finding(row, "", Wrong.CONTENT)])
    if content.startswith(b"NY"):
        return FileKind.OCR, read_ocr(text)
    return FileKind.CSV, read_csv(text)


def _decoded(content: bytes) -> str:
    """UTF-8 with or without its mark, UTF-16 with it, else Windows-1252."""
    try:
        if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return content.decode("utf-16")
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError as error:
        raise Unreadable([Finding(1, "", Wrong.ENCODING)]) from error


def _known(payments: list[Paid]) -> list[Finding]:
    """Lines that were read from another file."""
    keys: set[str] = set()
    for first in range(0, len(payments), KEYS_AT_ONCE):
        some = [paid.key for paid in payments[first : first + KEYS_AT_ONCE]]
        keys |= Payment.keys_known(some)
    return [p.finding(Wrong.KNOWN, said(p)) for p in payments if p.key in keys]
