"""What is said about the ladder, in the reader's language."""

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from heimveg.base.errors import Invalid
from heimveg.prevention.models import PreventionCase
from heimveg.prevention.queries.ladder import entered_late
from heimveg.prevention.rules import Again, Climbed, Rung, TooEarly, also_before

BEFORE_THE_TENANCY = gettext_lazy("The tenant had not moved in that day.")
SHORTEST_REASON = 10  # characters
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


def taken_once(again: Again) -> Invalid:
    day = date_format(again.taken_on, "DATE_FORMAT")
    text = _("This is recorded already, on %(day)s. It is done once.")
    return Invalid({"code": text % {"day": day}})


def must_say_why_late(because: str, done_on: date, *, on: date) -> None:
    """Raises Invalid where a step is entered long after it was done and nobody says why."""
    days = entered_late(done_on, on=on)
    if days is None or len(because.strip()) >= SHORTEST_REASON:
        return
    text = ngettext(
        "This was done %(days)s day ago. Write why it is entered only now.",
        "This was done %(days)s days ago. Write why it is entered only now.",
        days,
    )
    raise Invalid({"late_because": text % {"days": days}})


def when_text(case: PreventionCase, *, on: date) -> str:
    """By when the next step should be taken, or from when it may be; empty: nothing is next."""
    if case.next_due_on is not None:
        return _("by %(day)s") % {"day": date_format(case.next_due_on, "SHORT_DATE_FORMAT")}
    if case.next_on is None:
        return ""
    if case.next_on <= on:
        return _("can be taken now")
    day = date_format(case.next_on, "SHORT_DATE_FORMAT")
    return _("at the earliest %(day)s") % {"day": day}


def recorded_text(case: PreventionCase, rungs: Sequence[Rung], *, on: date) -> str:
    """That a step is recorded, and the next thing to do with its day."""
    following = next((rung for rung in rungs if rung.code == case.next_code), None)
    if following is None:
        return _("The step is recorded. While the plan is kept, nothing else is to be done.")
    text = _("The step is recorded. Next: «%(step)s», %(when)s.")
    return text % {"step": rung_text(following), "when": when_text(case, on=on)}


def also_asked_for(rungs: Sequence[Rung], code: str, following: str, at: Climbed) -> list[str]:
    """Where the step that is `following` is what the law's step after this one also waits for,
    how long before it comes; nothing of steps that are further off."""
    names = {rung.code: rung_text(rung) for rung in rungs}
    lawful = {rung.code for rung in rungs if rung.law}
    return [
        ngettext(
            "Not recorded yet: «%(missing)s». It comes at least %(days)s day before «%(asks)s».",
            "Not recorded yet: «%(missing)s». It comes at least %(days)s days before «%(asks)s».",
            days,
        )
        % {"asks": names[asks], "missing": names[missing], "days": days}
        for missing, asks, days in also_before(rungs, code, at)
        if missing == following and asks in lawful
    ]


def too_early(early: TooEarly, rungs: Sequence[Rung], day_field: str) -> Invalid:
    """A missing step is said of the whole form; only missing days are the day's own fault."""
    field = NON_FIELD_ERRORS if early.earliest_on is None else day_field
    return Invalid({field: too_early_text(early, rungs)})


def too_early_text(early: TooEarly, rungs: Sequence[Rung]) -> str:
    """Which step comes first, or the first lawful day."""
    if early.earliest_on is not None:
        day = date_format(early.earliest_on, "DATE_FORMAT")
        if early.lapsed_on is not None:
            text = _("A new lease was signed on %(lease)s. The first lawful day is %(day)s.")
            return text % {"lease": date_format(early.lapsed_on, "DATE_FORMAT"), "day": day}
        return _("The first lawful day is %(day)s.") % {"day": day}
    step = next((rung_text(rung) for rung in rungs if rung.code == early.missing), early.missing)
    if early.lapsed_on is not None:
        text = _(
            "A new lease was signed on %(day)s. What was warned and noticed before it has fallen"
            " away. First comes: %(step)s."
        )
        return text % {"day": date_format(early.lapsed_on, "DATE_FORMAT"), "step": step}
    return _("First comes: %(step)s.") % {"step": step}
