"""The code lists as people write them: recognised in every language, written in one."""

import csv
from functools import cache
from pathlib import Path

from heimveg.exchange.rules import folded

DATA = Path(__file__).parents[1] / "data" / "words.csv"
LANGUAGES = ("nb", "nn", "en")


@cache
def _rows() -> tuple[dict[str, str], ...]:
    with DATA.open(encoding="utf-8") as lines:
        return tuple(
            csv.DictReader((line for line in lines if not line.startswith("#")), delimiter=";")
        )


@cache
def known_words(code_list: str) -> dict[str, str]:
    """Folded word → value, the codes themselves included."""
    words = {folded(row["word"]): row["value"] for row in _rows() if row["list"] == code_list}
    return words | {folded(value): value for value in words.values()}


@cache
def written_words(code_list: str, language: str) -> dict[str, str]:
    """Value → the word Heimveg writes, in the order of the list."""
    written: dict[str, str] = {}
    for row in _rows():
        if row["list"] == code_list and row["language"] == language:
            written.setdefault(row["value"], row["word"])
    return written
