"""Sheets of .xlsx and .ods, read by python-calamine after everything about them is checked."""

from dataclasses import dataclass
from typing import Protocol

from python_calamine import CalamineError, CalamineWorkbook

from heimveg.exchange.sheets.archive import repacked
from heimveg.exchange.sheets.limits import Limits
from heimveg.exchange.sheets.parts import (
    Extent,
    attribute,
    excel_extent,
    opendocument_extents,
    walk,
)
from heimveg.exchange.sheets.refusals import Reason, Unreadable
from heimveg.exchange.sheets.table import Raw, Table

WORKBOOK = "xl/workbook.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
CONTENT_TYPES = "[Content_Types].xml"
# What the parser needs; everything else in the file stays behind.
KEPT = (CONTENT_TYPES, "_rels/.rels", WORKBOOK, RELATIONS, "xl/styles.xml", "xl/sharedStrings.xml")
MACRO_SIGNS = ("vbaproject", "macrosheets/", "activex/", "dialogsheets/")
LINK_SIGNS = ("xl/externallinks/", "xl/connections.xml", "xl/querytables/")
BASIC_SIGNS = ("Basic/", "Scripts/")


class Sheets(Protocol):
    def __call__(self, name: str) -> Extent: ...


@dataclass(frozen=True, slots=True)
class _Listed:
    name: str
    path: str
    is_hidden: bool


def read_excel(parts: dict[str, bytes], limits: Limits) -> Table:
    """The first visible sheet with anything in it. Raises Unreadable."""
    _refuse_what_acts(parts)
    _refuse_document_types(parts)
    listed = _listed_sheets(parts)
    for sheet in listed:
        if sheet.is_hidden or sheet.path not in parts:
            continue
        extent = excel_extent(parts[sheet.path], limits)
        if extent.last_row:
            needed = {name: parts[name] for name in (*KEPT, sheet.path) if name in parts}
            _refuse_broken(needed)
            others = tuple(s.name for s in listed if s is not sheet)
            return _table("xlsx", needed, sheet.name, others, extent)
    raise Unreadable(Reason.NO_ROWS)


def read_opendocument(parts: dict[str, bytes], limits: Limits) -> Table:
    """The first sheet with anything in it. Raises Unreadable."""
    if any(name.startswith(BASIC_SIGNS) for name in parts):
        raise Unreadable(Reason.MACROS)
    _refuse_document_types(parts)
    manifest = parts.get("META-INF/manifest.xml", b"")
    if b"encryption-data" in manifest:
        raise Unreadable(Reason.ENCRYPTED)
    if "content.xml" not in parts:
        raise Unreadable(Reason.BROKEN)
    extents = opendocument_extents(parts["content.xml"], limits)
    for name, extent in extents.items():
        if extent.last_row:
            others = tuple(other for other in extents if other != name)
            needed = {
                n: parts[n]
                for n in ("mimetype", "META-INF/manifest.xml", "content.xml")
                if n in parts
            }
            return _table("ods", needed, name, others, extent)
    raise Unreadable(Reason.NO_ROWS)


def _refuse_what_acts(parts: dict[str, bytes]) -> None:
    names = [name.lower() for name in parts]
    types = parts.get(CONTENT_TYPES, b"").lower()
    if (
        any(sign in name for name in names for sign in MACRO_SIGNS)
        or b"macroenabled" in types
        or b"vbaproject" in types
    ):
        raise Unreadable(Reason.MACROS)
    if any(name.startswith(sign) for name in names for sign in LINK_SIGNS):
        raise Unreadable(Reason.EXTERNAL_LINKS)
    if "xl/workbook.bin" in parts:
        raise Unreadable(Reason.BINARY_EXCEL)


def _refuse_document_types(parts: dict[str, bytes]) -> None:
    for name, part in parts.items():
        if name.endswith((".xml", ".rels")) and (b"<!DOCTYPE" in part or b"<!ENTITY" in part):
            raise Unreadable(Reason.DOCUMENT_TYPE)


def _refuse_broken(parts: dict[str, bytes]) -> None:
    """The small parts too are whole XML without a document type, in whatever encoding."""
    for name, part in parts.items():
        if name.endswith((".xml", ".rels")) and "/worksheets/" not in name:
            for event, element, _name in walk(part):
                if event == "end":
                    element.clear()


def _listed_sheets(parts: dict[str, bytes]) -> list[_Listed]:
    if WORKBOOK not in parts or RELATIONS not in parts:
        raise Unreadable(Reason.BROKEN)
    targets = {
        attribute(element, "Id"): attribute(element, "Target")
        for event, element, name in walk(parts[RELATIONS])
        if event == "start" and name == "Relationship"
    }
    return [
        _Listed(
            attribute(element, "name"),
            _path(targets.get(attribute(element, "id"), "")),
            attribute(element, "state") not in ("", "visible"),
        )
        for event, element, name in walk(parts[WORKBOOK])
        if event == "start" and name == "sheet"
    ]


def _path(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _table(
    form: str, parts: dict[str, bytes], name: str, others: tuple[str, ...], extent: Extent
) -> Table:
    try:
        book = CalamineWorkbook.from_filelike(repacked(parts))
        cells = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except (CalamineError, ValueError, OSError) as error:
        raise Unreadable(Reason.BROKEN) from error
    rows: list[list[Raw]] = [[None if cell == "" else cell for cell in row] for row in cells]
    return Table(form, rows, name, others, frozenset(extent.formulas), frozenset(extent.errors))
