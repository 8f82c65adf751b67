"""What a command says when it must refuse. Shown kindly, never as a server error."""

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from heimveg.values import Doubt

type_text = str | Promise


class Refused(Exception):
    """The request is understood and permitted, but cannot be done as things are (409)."""

    is_overtaken = False  # whether somebody else was quicker, and not a rule stands in the way

    def __init__(self, text: type_text, *, url: str = "", link: type_text = "") -> None:
        """`url` and `link`: where it can be put right, and what is found there."""
        super().__init__(str(text))
        self.text, self.url, self.link = text, url, link


class Stale(Refused):
    """Somebody saved the record after it was opened here; nothing was overwritten (409)."""

    is_overtaken = True


class Invalid(Refused):
    """A field holds something that cannot be saved (422). `fields`: name → what to do."""

    def __init__(self, fields: dict[str, type_text]) -> None:
        super().__init__(" ".join(str(text) for text in fields.values()))
        self.fields = fields


class NoRuleKnown(Refused):
    """A day for which no dated row of law or rule is known (422)."""

    def __init__(self) -> None:
        super().__init__(_("No rule is known for that day. Choose a later day."))


class Unusual(Refused):
    """Can be saved, but only by somebody who has seen the doubts and confirms (422)."""

    def __init__(self, doubts: Sequence[Doubt]) -> None:
        super().__init__(", ".join(doubt.code for doubt in doubts))
        self.doubts = tuple(doubts)
