"""Whether a Word file may be the municipality's own lease: what it holds, before anything reads
it. Pure."""

import html
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

MOST_BYTES = 5 * 2**20
MOST_UNPACKED, MOST_PARTS = 40 * 2**20, 1000
FIELD = re.compile(r"\{\{\s*([a-z_]+)\s*\}\}")
HALF_A_MARK = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")
READ_PARTS = re.compile(
    r"word/(?:document|header\d*|footer\d*|footnotes|endnotes)\.xml|docprops/\w+\.xml"
)
PARAGRAPH_END = re.compile(r"</w:p>")
BREAK = re.compile(r"<w:(?:br|cr|tab)\b[^>]*>")
TAG = re.compile(r"<[^>]*>")
MOST_LETTERS = 500_000
SHOWN = 60  # letters of a line that are told
ANY_MARK = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)


class Wrong(StrEnum):
    TOO_LARGE = "too_large"
    NOT_WORD = "not_word"
    MACROS = "macros"
    LINKS = "links"
    EMBEDDED = "embedded"
    COMMANDS = "commands"  # something else than the name of a field between the brackets
    UNCLOSED = "unclosed"  # half a pair of brackets
    NO_FIELDS = "no_fields"
    UNFILLED = "unfilled"  # whatever else stops the filling


def what_is_wrong(content: bytes) -> Wrong | None:
    """Why the file is refused unread; None for one that may be read. No part is unpacked before
    the sizes they claim are known to be small."""
    if len(content) > MOST_BYTES:
        return Wrong.TOO_LARGE
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            return _wrong_in(file)
    except (zipfile.BadZipFile, RuntimeError, EOFError, ValueError, OSError):
        # What zipfile says of a file that is cut, encrypted, or packed in a way it does not know.
        return Wrong.NOT_WORD


def _wrong_in(file: zipfile.ZipFile) -> Wrong | None:
    parts = file.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        return Wrong.TOO_LARGE
    names = {part.filename.casefold() for part in parts}
    if not {"word/document.xml", "[content_types].xml"} <= names:
        return Wrong.NOT_WORD
    if any(name.endswith(("vbaproject.bin", "vbadata.xml")) for name in names):
        return Wrong.MACROS
    if any(name.startswith(("word/embeddings/", "word/activex/")) for name in names):
        return Wrong.EMBEDDED
    return _wrong_inside(file, parts)


def _wrong_inside(file: zipfile.ZipFile, parts: Iterable[zipfile.ZipInfo]) -> Wrong | None:
    for part in parts:
        name = part.filename.casefold()
        if not name.endswith((".xml", ".rels")):
            continue
        text = file.read(part)
        if b"<!DOCTYPE" in text or b"<!ENTITY" in text or not _is_utf8(text):
            return Wrong.NOT_WORD
        if name == "[content_types].xml" and b"macroenabled" in text.lower():
            return Wrong.MACROS
        if name.endswith(".rels") and b"targetmode" in text.lower():
            return Wrong.LINKS
    return None


def _is_utf8(text: bytes) -> bool:
    """Else what is looked for could stand there in other bytes."""
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return b"\0" not in text


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph with text in it. `number` counts from 1 in its part of the file."""

    part: str  # word/document.xml, word/header1.xml
    number: int
    text: str

    @property
    def is_in_body(self) -> bool:
        return self.part.casefold() == "word/document.xml"


def lines_of(content: bytes) -> list[Line]:
    """What stands in the file, paragraph by paragraph, body first; the marks that Word puts
    between letters are left out. For a file that `what_is_wrong` has passed."""
    found: list[Line] = []
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        names = [n for n in file.namelist() if READ_PARTS.fullmatch(n.casefold())]
        for name in sorted(names, key=lambda n: (n.casefold() != "word/document.xml", n)):
            blocks = PARAGRAPH_END.split(file.read(name).decode("utf-8"))
            texts = (html.unescape(TAG.sub("", BREAK.sub(" ", each))).strip() for each in blocks)
            filled = enumerate(filter(None, texts), start=1)
            found += [Line(name, number, text) for number, text in filled]
    return found


def fields_in(lines: Iterable[Line]) -> set[str]:
    """The names of all fields, known or not."""
    return {name for line in lines for name in FIELD.findall(line.text)}


def marks_amiss(lines: Iterable[Line]) -> Iterator[tuple[Wrong, Line, str]]:
    """Each bracket that no field is made of: what is wrong, where, and how it is written. A
    template is filled, and never run."""
    for line in lines:
        for mark in ANY_MARK.findall(line.text):
            if FIELD.fullmatch(mark) is None:
                yield Wrong.COMMANDS, line, mark
        rest = ANY_MARK.sub("", line.text)
        if found := HALF_A_MARK.search(rest):
            yield Wrong.UNCLOSED, line, rest[found.start() : found.start() + SHOWN]
