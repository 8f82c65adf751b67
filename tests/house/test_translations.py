"""Bokmål and nynorsk are whole, and a word is the same everywhere."""

import re
import sys
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tools"))

import messages  # noqa: E402


def test_everything_is_translated():
    assert messages.missing() == []


def test_a_text_is_translated_the_same_in_every_room():
    for language in messages.LANGUAGES:
        found = defaultdict(set)
        for room in messages.rooms():
            for message in messages.kept(room, language):
                if message.id and isinstance(message.string, str):
                    found[
                        (
                            message.id if isinstance(message.id, str) else message.id[0],
                            message.context,
                        )
                    ].add(message.string)
        assert {key: words for key, words in found.items() if len(words) > 1} == {}


def test_nynorsk_is_not_bokmal_with_another_name():
    """Words that give bokmål away in a nynorsk text."""
    bokmal = {
        "ikke",
        "hvem",
        "hva",
        "hvorfor",
        "bolig",
        "boliger",
        "boligen",
        "tilbud",
        "fra",
        "noen",
        "også",
        "hjem",
        "leieforhold",
        "enhet",
        "vedtaket er fattet",
    }
    found = []
    for room in messages.rooms():
        for message in messages.kept(room, "nn"):
            text = (
                message.string
                if isinstance(message.string, str)
                else " ".join(message.string or ())
            )
            words = {w.strip(".,:;«»()!?%").lower() for w in text.split()}
            if words & bokmal:
                found.append((room.name, text))

    assert found == []


def test_urgency_has_one_word_everywhere():
    """The glossary's, and not class, step or haste in its place; a pleading "it is urgent" is
    another thing."""
    found = []
    for language in messages.LANGUAGES:
        for room in messages.rooms():
            for message in messages.kept(room, language):
                spoken = re.sub(r"%\(\w+\)\w", "", str(message.id)).lower()
                if re.search(r"\burgency\b", spoken) and "hastegrad" not in message.string.lower():
                    found.append((room.name, language, message.string))
                if "hasteklasse" in str(message.string).lower():
                    found.append((room.name, language, message.string))
    assert found == []
