"""Whether a Word file may be the municipality's own lease: what it holds, before anything reads
it. Pure."""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from enum import StrEnum

MOST_BYTES = 5 * 2**20
MOST_UNPACKED, MOST_PARTS = 40 * 2**20, 1000
FIELD = re.compile(r"\{\{\s*([a-z_]+)\s*\}\}")
ANY_MARK = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)


class Wrong(StrEnum):
    TOO_LARGE = "too_large"
    NOT_WORD = "not_word"
    MACROS = "macros"
    LINKS = "links"
    EMBEDDED = "embedded"
    COMMANDS = "commands"  # something else than the name of a field between the brackets


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


def fields_in(texts: Iterable[str]) -> Iterator[str]:
    """The fields the texts ask for. Raises ValueError where something else than the name of a
    field stands between the brackets: a template is filled, and never run."""
    for text in texts:
        for mark in ANY_MARK.findall(text):
            found = FIELD.fullmatch(mark)
            if found is None:
                raise ValueError(mark)
            yield found[1]
