"""The one way in: bytes to a table. What a file is follows from its content, not its name."""

import puremagic

from heimveg.exchange.sheets.archive import unpacked
from heimveg.exchange.sheets.delimited import UTF16_MARKS, read_delimited
from heimveg.exchange.sheets.limits import LIMITS, Limits
from heimveg.exchange.sheets.refusals import Reason, Unreadable
from heimveg.exchange.sheets.table import Table
from heimveg.exchange.sheets.workbook import CONTENT_TYPES, read_excel, read_opendocument

ZIP = b"PK\x03\x04"
EMPTY_ZIP = b"PK\x05\x06"
COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .xls, and .xlsx behind a password
PASSWORD_SIGN = "EncryptedPackage".encode("utf-16-le")
OPENDOCUMENT = b"application/vnd.oasis.opendocument.spreadsheet"
MARKUP = (b"<!doctype", b"<html", b"<table", b"<?xml", b"{\\rtf", b"%pdf")


def read(content: bytes, limits: Limits = LIMITS) -> Table:
    """The cells of the first sheet that has any. Raises Unreadable with what to do about it."""
    if len(content) > limits.file_bytes:
        raise Unreadable(Reason.TOO_LARGE, megabytes=limits.file_bytes // 2**20)
    if not content.strip():
        raise Unreadable(Reason.EMPTY)
    if content.startswith((ZIP, EMPTY_ZIP)):
        return _read_zipped(unpacked(content, limits), limits)
    if content.startswith(COMPOUND_FILE):
        raise Unreadable(Reason.ENCRYPTED if PASSWORD_SIGN in content else Reason.OLD_EXCEL)
    _refuse_what_is_no_text(content)
    return read_delimited(content, limits)


def _read_zipped(parts: dict[str, bytes], limits: Limits) -> Table:
    if CONTENT_TYPES in parts and any(name.startswith("xl/") for name in parts):
        return read_excel(parts, limits)
    if parts.get("mimetype", b"").strip() == OPENDOCUMENT:
        return read_opendocument(parts, limits)
    raise Unreadable(Reason.NOT_A_SPREADSHEET, found="zip")


def _refuse_what_is_no_text(content: bytes) -> None:
    start = content[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(MARKUP):
        raise Unreadable(Reason.NOT_A_SPREADSHEET, found=start[1:5].decode("ascii", "replace"))
    if content.startswith(UTF16_MARKS):
        return
    if b"\x00" in content:
        raise Unreadable(Reason.NOT_A_SPREADSHEET, found=_name_of(content))


def _name_of(content: bytes) -> str:
    """What puremagic takes the bytes for; empty when it has no idea."""
    try:
        return str(puremagic.from_string(content[:4096])).lstrip(".")[:20]
    except (puremagic.PureError, ValueError):
        return ""
