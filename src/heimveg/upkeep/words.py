"""What the steps of a turnover are called, and a criterion in the reader's language."""

from typing import Protocol

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from heimveg.upkeep.rules import Step

STEP_TEXTS = {
    Step.NOTICE: _("notice given"),
    Step.VACATED: _("vacated"),
    Step.INSPECTED: _("inspected"),
    Step.WORKS: _("works"),
    Step.AT_STANDARD: _("at the standard"),
    Step.READY: _("ready"),
}
THEMES = {  # in the order they are walked through
    "home": _("The home"),
    "safety": _("Safety"),
    "access": _("Access"),
    "place": _("Where it lies"),
    "order": _("Order"),
}


class Told(Protocol):
    """A criterion: the municipality's own may have no English text."""

    @property
    def text_nb(self) -> str: ...
    @property
    def text_nn(self) -> str: ...
    @property
    def text_en(self) -> str: ...


def is_told_in_norwegian(criterion: Told) -> bool:
    """Whether the reader chose English and nobody has written it."""
    return get_language() == "en" and not criterion.text_en


def text_of(criterion: Told) -> str:
    """The criterion in the reader's language; where that is missing, in bokmål and marked."""
    if is_told_in_norwegian(criterion):
        return gettext("%(text)s (in Norwegian)") % {"text": criterion.text_nb}
    return str(getattr(criterion, f"text_{get_language() or 'nn'}", criterion.text_nn))
