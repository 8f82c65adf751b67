"""Translations without system gettext: extract, update and compile each room's catalogues.

python tools/messages.py update [ROOM ...]   write new message ids into the .po files
python tools/messages.py compile             make the .mo files (part of every installation)
python tools/messages.py missing             list what is not translated; exit 1 if anything
"""

import ast
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

SOURCE = Path(__file__).parents[1] / "src" / "heimveg"
LANGUAGES = ("nb", "nn")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}

A_STRING = r"""(?:u?'(?:[^'\\]|\\.)*'|u?"(?:[^"\\]|\\.)*")"""
STRING = re.compile(A_STRING)
CALL = re.compile(rf"\b(?P<function>n?p?gettext|_)\((?P<words>{A_STRING}(?:\s*,\s*{A_STRING})*)")


def rooms() -> list[Path]:
    return sorted(p for p in SOURCE.iterdir() if (p / "__init__.py").exists())


def _found_in(path: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """(function, its string arguments) for every translated text of a file."""
    text = path.read_text()
    if path.suffix == ".py":
        for _line, function, message, _comments in extract_python(
            io.BytesIO(text.encode()), KEYWORDS, [], {}
        ):
            words = message if isinstance(message, tuple) else (message,)
            yield function or "_", tuple(word for word in words if isinstance(word, str))
    else:
        for call in CALL.finditer(templatize(text)):
            yield (
                call["function"],
                tuple(ast.literal_eval(word) for word in STRING.findall(call["words"])),
            )


def messages_of(room: Path) -> Catalog:
    """Every message id used in a room's Python and templates."""
    catalog = Catalog(fuzzy=False)
    for path in sorted([*room.rglob("*.py"), *room.rglob("*.html"), *room.rglob("*.txt")]):
        for function, words in _found_in(path):
            if not words or not words[0]:
                continue
            context, ids = (words[0], words[1:]) if "pgettext" in function else (None, words)
            is_plural = function.startswith("n") and len(ids) > 1
            python_format = ["python-format"] if re.search(r"%\(\w+\)[sd]", ids[0]) else []
            catalog.add(ids[:2] if is_plural else ids[0], context=context, flags=python_format)
    return catalog


def path_of(room: Path, language: str) -> Path:
    return room / "locale" / language / "LC_MESSAGES" / "django.po"


def kept(room: Path, language: str) -> Catalog:
    path = path_of(room, language)
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def update(room: Path, language: str) -> None:
    used, catalog = messages_of(room), kept(room, language)
    fresh = Catalog(locale=language, project="Heimveg", fuzzy=False)
    for message in used:
        if message.id:
            before = catalog.get(message.id, message.context)
            fresh.add(
                message.id,
                before.string if before else None,
                context=message.context,
                flags=message.flags,
            )
    if not len(fresh):
        return
    path = path_of(room, language)
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = io.BytesIO()
    write_po(lines, fresh, sort_output=True, omit_header=True, no_location=True, width=99)
    header = (
        b'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
        b'"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
    )
    path.write_bytes(header + lines.getvalue())


def compile_all() -> None:
    for room in rooms():
        for language in LANGUAGES:
            po = path_of(room, language)
            if po.exists():
                with po.with_suffix(".mo").open("wb") as file:
                    write_mo(file, kept(room, language))


def missing() -> list[str]:
    """Message ids without a translation, or with a fuzzy one: room, language, id."""
    found = []
    for room in rooms():
        for language in LANGUAGES:
            catalog = kept(room, language)
            for message in messages_of(room):
                if not message.id:
                    continue
                known = catalog.get(message.id, message.context)
                words = known.string if known else ""
                whole = all(words) if isinstance(words, tuple) else bool(words)
                if not whole or (known and known.fuzzy):
                    found.append(f"{room.name} {language}: {message.id!r}")
    return found


def main(arguments: list[str]) -> int:
    settings.configure(USE_I18N=True)
    what, names = (arguments or ["missing"])[0], arguments[1:]
    if what == "update":
        for room in rooms():
            if not names or room.name in names:
                for language in LANGUAGES:
                    update(room, language)
    elif what == "compile":
        compile_all()
    elif what == "missing":
        gaps = missing()
        print("\n".join(gaps))
        return 1 if gaps else 0
    else:
        print(__doc__)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
