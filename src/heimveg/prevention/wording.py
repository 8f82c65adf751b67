"""What is said about the ladder, in the reader's language."""

from collections.abc import Sequence

from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from heimveg.base.errors import Invalid
from heimveg.prevention.rules import Rung, TooEarly

BEFORE_THE_TENANCY = gettext_lazy("The tenant had not moved in that day.")
NOT_YET_SEEN = gettext_lazy("A sign is noted when it is seen, not before.")

ACTS_NN = {
    "boligsosialloven": "bustadsosiallova",
    "husleieloven": "husleigelova",
    "tvangsfullbyrdelsesloven": "tvangsfullføringslova",
}


def rung_text(rung: Rung) -> str:
    language = get_language() or "nn"
    return rung.texts.get(language) or rung.texts["nn"]


def law_text(rung: Rung) -> str:
    """The paragraph a step rests on, the Act called what the language calls it."""
    act, *rest = rung.law.split(" ", 1)
    return " ".join([ACTS_NN.get(act, act) if get_language() == "nn" else act, *rest])


def tried_text(days: int) -> str:
    """What came of a step that was tried on so many days."""
    text = ngettext("tried %(days)s time, not reached", "tried %(days)s times, not reached", days)
    return text % {"days": days}


def too_early(early: TooEarly, rungs: Sequence[Rung], day_field: str) -> Invalid:
    """A missing step is said of the whole form; only missing days are the day's own fault."""
    field = NON_FIELD_ERRORS if early.earliest_on is None else day_field
    return Invalid({field: too_early_text(early, rungs)})


def too_early_text(early: TooEarly, rungs: Sequence[Rung]) -> str:
    """Which step comes first, or the first lawful day."""
    if early.earliest_on is not None:
        day = date_format(early.earliest_on, "DATE_FORMAT")
        return _("The first lawful day is %(day)s.") % {"day": day}
    step = next((rung_text(rung) for rung in rungs if rung.code == early.missing), early.missing)
    return _("First comes: %(step)s.") % {"step": step}
