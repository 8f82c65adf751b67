"""What is written about a home tells nothing about who lives there: the words, and the answer."""

from collections.abc import Mapping, Set
from datetime import date
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _

from heimveg.base.datafiles import in_force
from heimveg.base.errors import Invalid
from heimveg.base.parts import Text
from heimveg.dwellings.rules.tenant_words import about_the_tenant

FILE = Path(__file__).parent / "data" / "tenant_words.csv"
# Who opens the door, and where the key hangs, is about the home when it is to be mended; in a
# lease it is not.
NOT_OF_A_HOME = frozenset({"entry"})
ABOUT_HEALTH = frozenset({"health", "treatment", "sobriety"})
DEMANDS = frozenset({"sobriety", "treatment"})  # a grant may name a group, and demand neither


@cache
def tenant_words(day: date) -> dict[str, str]:
    """Topic → pattern of what tells about the tenant, in the order they are asked."""
    return {row["topic"]: row["pattern"] for row in in_force(FILE, day)}


def told_in(text: str, *, on: date) -> str:
    """The first word in a text about a home that tells about who lives there; or nothing."""
    return _first_word(text, tenant_words(on).keys() - NOT_OF_A_HOME, on=on)


def demanded_in(text: str, *, on: date) -> str:
    """The first word of sobriety or treatment in the conditions of a grant; or nothing."""
    return _first_word(text, DEMANDS, on=on)


def must_not_tell_of_health(texts: Mapping[str, str], *, on: date) -> None:
    """`texts`: field → what was written. Help from a service may stand there; illness, treatment
    and sobriety may not. Raises Invalid."""
    found = {field: _first_word(text, ABOUT_HEALTH, on=on) for field, text in texts.items()}
    why = _(
        "This is no place for health. Leave out «%(word)s», and write what was agreed or done."
    )
    told: dict[str, Text] = {f: why % {"word": word} for f, word in found.items() if word}
    if told:
        raise Invalid(told)


def _first_word(text: str, topics: Set[str], *, on: date) -> str:
    asked = {topic: words for topic, words in tenant_words(on).items() if topic in topics}
    found = about_the_tenant(text, asked)
    return found[0].word if found else ""


def about_home_only(word: str) -> str:
    """The answer to a text in which `word` was found."""
    text = _("Landlord and caretaker read this. Leave out «%(word)s»: write about the home only.")
    return text % {"word": word}


def must_be_about_the_home(texts: Mapping[str, object], *, on: date) -> None:
    """`texts`: field → what was written there; what is no text is passed by. Raises Invalid for
    the fields that tell about health, treatment, sobriety or services."""
    found = {
        field: word
        for field, text in texts.items()
        if isinstance(text, str) and (word := told_in(text, on=on))
    }
    if found:
        raise Invalid({field: about_home_only(word) for field, word in found.items()})
