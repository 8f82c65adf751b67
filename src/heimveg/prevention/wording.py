"""What is said about the ladder, in the reader's language."""

from collections.abc import Sequence

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from heimveg.prevention.rules import Rung, TooEarly

NOT_YET_SEEN = gettext_lazy("A sign is noted when it is seen, not before.")


def rung_text(rung: Rung) -> str:
    language = get_language() or "nn"
    return rung.texts.get(language) or rung.texts["nn"]


def too_early_text(early: TooEarly, rungs: Sequence[Rung]) -> str:
    """Which step comes first, or the first lawful day."""
    if early.earliest_on is not None:
        day = date_format(early.earliest_on, "DATE_FORMAT")
        return _("The first lawful day is %(day)s.") % {"day": day}
    step = next((rung_text(rung) for rung in rungs if rung.code == early.missing), early.missing)
    return _("First comes: %(step)s.") % {"step": step}
