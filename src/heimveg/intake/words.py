"""Why a rule did not fit, and what decided, in words. No row is read here."""

from typing import Any

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from heimveg.intake.rules import CountedIn, DecidedBy, TimeLimit, WhyNot

WHY_NOT: dict[WhyNot, Any] = {
    WhyNot.ANSWERED_FOR: _("another unit answers for the person"),
    WhyNot.OTHER_KIND: _("it is about other kinds"),
    WhyNot.OTHER_INSTITUTION: _("it is about other institutions"),
    WhyNot.AGE_UNKNOWN: _("it asks for an age, and the age is not known"),
    WhyNot.TOO_YOUNG: _("the person is younger"),
    WhyNot.TOO_OLD: _("the person is older"),
    WhyNot.NOT_HOMELESS: _("it is about people without a home"),
    WhyNot.EARLIER_RULE: _("it fits, but a rule before it decided"),
}
DECIDED: dict[DecidedBy, Any] = {
    DecidedBy.RULE: _("A rule decided."),
    DecidedBy.ANSWERING_UNIT: _("No rule takes it elsewhere: the unit that answers gets it."),
    DecidedBy.LAST_RESORT: _("No rule fits, and no unit answers: the housing office gets it."),
}
OWN_CHOICE = "the municipality's choice"  # as data/deadlines.csv writes it


def time_in_words(limit: TimeLimit) -> str:
    """How long it may wait: “1 month”, “3 working days”."""
    words = {
        CountedIn.DAYS: ngettext("%(amount)d day", "%(amount)d days", limit.amount),
        CountedIn.WORKING_DAYS: ngettext(
            "%(amount)d working day", "%(amount)d working days", limit.amount
        ),
        CountedIn.MONTHS: ngettext("%(amount)d month", "%(amount)d months", limit.amount),
    }
    return words[limit.counted_in] % {"amount": limit.amount}


def source_in_words(source: str) -> str:
    """The name of a law is the same in every language; the municipality's own choice is not."""
    return gettext("the municipality's choice") if source == OWN_CHOICE else source
