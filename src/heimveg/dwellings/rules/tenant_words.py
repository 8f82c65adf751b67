"""Sentences that tell about the tenant instead of the home, in a lease or about upkeep. Pure.

The words are dated data (`data/tenant_words.csv`). A sentence is looked at alone: whether it sets
a condition is asked elsewhere; here it is enough that it speaks of health, treatment, sobriety,
who of the staff lets themselves in, or contact with a service.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

SENTENCE = re.compile(r"[^.!?\n;]+[.!?]?")


@dataclass(frozen=True, slots=True)
class AboutTenant:
    topic: str  # health, treatment, sobriety, entry or service
    word: str  # as it was found
    sentence: str


def about_the_tenant(text: str, words: Mapping[str, str]) -> list[AboutTenant]:
    """The sentences about the tenant, in the order they stand, each with its first topic."""
    patterns = _patterns(tuple(words.items()))
    found = (_first(m.group().strip(), patterns) for m in SENTENCE.finditer(text))
    return [each for each in found if each is not None]


def _first(sentence: str, patterns: Mapping[str, re.Pattern[str]]) -> AboutTenant | None:
    for topic, pattern in patterns.items():
        if found := pattern.search(sentence):
            return AboutTenant(topic, found.group(), sentence)
    return None


@lru_cache(maxsize=4)
def _patterns(words: tuple[tuple[str, str], ...]) -> dict[str, re.Pattern[str]]:
    return {
        topic: re.compile(rf"\b(?:{pattern})(?!\w)", re.IGNORECASE) for topic, pattern in words
    }
