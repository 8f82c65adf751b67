"""Spreadsheets as a municipality, or a vandal, would make them."""

# ruff: noqa: E501  # a table of rows is read whole

import csv
import io
import zipfile
from datetime import date, datetime
from xml.sax.saxutils import escape

import openpyxl
from openpyxl.utils.datetime import CALENDAR_MAC_1904

OFFICE = "urn:oasis:names:tc:opendocument:xmlns"
MEDIA = "application/vnd.oasis.opendocument.spreadsheet"


def xlsx(*sheets, titles=("Ark1", "Ark2", "Ark3"), epoch_1904=False, hidden=()):
    """A workbook with one sheet for each list of rows."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    if epoch_1904:
        book.epoch = CALENDAR_MAC_1904
    for title, rows in zip(titles, sheets, strict=False):
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
        if title in hidden:
            sheet.sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def comma_separated(
    rows, *, separator=";", encoding="utf-8", mark=False, quoting=csv.QUOTE_MINIMAL
):
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=separator, quoting=quoting)
    for row in rows:
        writer.writerow([_as_text(cell) for cell in row])
    content = out.getvalue().encode(encoding)
    return b"\xef\xbb\xbf" + content if mark else content


def _as_text(cell):
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "ja" if cell else "nei"
    if isinstance(cell, date | datetime):
        return f"{cell:%d.%m.%Y}"
    if isinstance(cell, float):
        return f"{cell:.10g}".replace(".", ",")
    return str(cell)


def ods(*sheets, titles=("Ark1", "Ark2"), content=None, parts=None):
    """An OpenDocument spreadsheet, made from the format's own words."""
    body = content or "".join(
        f'<table:table table:name="{title}">{"".join(map(_ods_row, rows))}</table:table>'
        for title, rows in zip(titles, sheets, strict=False)
    )
    document = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<office:document-content xmlns:office="{OFFICE}:office:1.0" xmlns:table="{OFFICE}:table:1.0"'
        f' xmlns:text="{OFFICE}:text:1.0"><office:body><office:spreadsheet>{body}'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        f'<?xml version="1.0"?><manifest:manifest xmlns:manifest="{OFFICE}:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{MEDIA}"/></manifest:manifest>'
    )
    named = {"mimetype": MEDIA, "META-INF/manifest.xml": manifest, "content.xml": document}
    return zipped(named | (parts or {}))


def _ods_row(row):
    return f"<table:table-row>{''.join(map(ods_cell, row))}</table:table-row>"


def ods_cell(cell, *, formula=""):
    extra = f' table:formula="{escape(formula)}"' if formula else ""
    if cell is None:
        return "<table:table-cell/>"
    if isinstance(cell, bool):
        word = "true" if cell else "false"
        return (
            f'<table:table-cell{extra} office:value-type="boolean" office:boolean-value="{word}"/>'
        )
    if isinstance(cell, int | float):
        return f'<table:table-cell{extra} office:value-type="float" office:value="{cell}"/>'
    if isinstance(cell, date):
        return f'<table:table-cell{extra} office:value-type="date" office:date-value="{cell:%Y-%m-%d}"/>'
    return f'<table:table-cell{extra} office:value-type="string"><text:p>{escape(str(cell))}</text:p></table:table-cell>'


def zipped(parts, *, compression=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def changed(content, changes, *, without=()):
    """The same zip file with some parts replaced by what a function makes of them, or added."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if name not in without}
    for name, change in changes.items():
        parts[name] = change(parts[name]) if callable(change) else change
    return zipped(parts)
