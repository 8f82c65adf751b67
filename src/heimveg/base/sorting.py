"""Norwegian order: æ, ø, å after z, `aa` as å, accents ignored. The only place that knows."""

import unicodedata

from django.db.models import Func, TextField

LAST = str.maketrans({"æ": "{", "ä": "{", "ø": "|", "ö": "|", "å": "}"})  # ASCII after z


def norwegian_key(text: str) -> str:
    """The key to sort by in Python; equal to `norwegian_key` in the database."""
    composed = unicodedata.normalize("NFC", text).lower().replace("aa", "å").translate(LAST)
    plain = unicodedata.normalize("NFD", composed)
    return "".join(c for c in plain if not unicodedata.combining(c))


class NorwegianKey(Func):
    """`ORDER BY` and functional indexes: NorwegianKey("name")."""

    function = "norwegian_key"
    template = '%(function)s(%(expressions)s) COLLATE "C"'
    output_field = TextField()
