"""What the law's checks say, in words for a person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from heimveg.base.parts import Text
from heimveg.tenancies.rules.law import Law, Paragraph
from heimveg.tenancies.rules.lease import Check, Outcome, Point
from heimveg.tenancies.rules.quitting import Lacks
from heimveg.values import in_thousands

TITLES: Mapping[Point, Text] = {
    Point.LENGTH: _("How long it lasts"),
    Point.MUNICIPAL_NOTICE: _(
        "Told in writing that the home is for people in a difficult position"
    ),
    Point.WEIGHTY_REASON: _("Several short leases in a row"),
    Point.LESS_SAFE: _("Less safe than now"),
    Point.DEPOSIT: _("Deposit"),
    Point.NOTICE_PERIOD: _("Period of notice"),
    Point.INDEX: _("Regulation by the index"),
    Point.CONDITIONS: _("No conditions for the home"),
    Point.ABOUT_TENANT: _("About the home alone"),
    Point.RENT: _("Rent that is raised"),
    Point.HOLD_OVER: _("When the lease has run out"),
}
WORDS: Mapping[str, Text] = {
    "no_end": _("It has no end."),
    "ends_before_it_starts": _("It ends before it begins. Correct the days."),
    "long_enough": _("It lasts at least %(number)s years."),
    "too_short": _(
        "It is shorter than %(number)s years, and no ground is chosen. Choose the ground, or a"
        " later end."
    ),
    "short_municipal": _(
        "It is shorter than %(number)s years because the home is for people in a difficult"
        " position."
    ),
    "short_own_use": _(
        "It is shorter than %(number)s years because the landlord is to live there."
    ),
    "short_other": _("It is shorter than %(number)s years for another good reason."),
    "not_told": _(
        "Nobody has written when the tenant was told in writing. Without it the general rules"
        " hold. Tell the tenant in writing, and write the day."
    ),
    "told_too_late": _(
        "The tenant is told on %(day)s, after the signing. It must be at the latest when the lease"
        " is signed."
    ),
    "told": _("The tenant was told in writing on %(day)s."),
    "short_again": ngettext_lazy(
        "There is %(number)s short lease before this. Write the weighty reason, or let it last"
        " longer.",
        "There are %(number)s short leases before this. Write the weighty reason, or let it last"
        " longer.",
        "number",
    ),
    "weighty": ngettext_lazy(
        "There is %(number)s short lease before this, and the reason is written.",
        "There are %(number)s short leases before this, and the reason is written.",
        "number",
    ),
    "less_safe_than_no_end": _(
        "Version %(number)s goes on without an end, and this one does not. The tenant can say no."
        " Choose why it is less safe all the same, or let it go on without an end."
    ),
    "less_safe_than_main_rule": _(
        "Version %(number)s follows the main rule, and this one the exception of § 11-1, which"
        " gives fewer rights. The tenant can say no. Choose why it is less safe all the same, or"
        " follow the main rule."
    ),
    "less_safe_than_unwritten": _(
        "The tenant has lived here without an agreed end, and this lease has one. The tenant can"
        " say no. Choose why it is less safe all the same, or let it go on without an end."
    ),
    "less_safe_said": _("It is less safe than what holds now, and the reason is written."),
    "deposit_too_high": _("It is more than %(number)s months' rent. Lower it."),
    "security_too_high": _(
        "With what is guaranteed beside the lease it is more than %(number)s months' rent. Lower"
        " it, or end or lower the guarantee."
    ),
    "deposit_kept": _("It is at most %(number)s months' rent."),
    "notice_too_short": ngettext_lazy(
        "It is shorter than %(number)s month. Make it longer.",
        "It is shorter than %(number)s months. Make it longer.",
        "number",
    ),
    "notice_kept": ngettext_lazy(
        "It is %(number)s month, to the end of a calendar month.",
        "It is %(number)s months, to the end of a calendar month.",
        "number",
    ),
    "depends": _(
        "«%(words)s» makes the home depend on something it must not depend on. Take it out; what"
        " is voluntary is a document of its own."
    ),
    "tells_of_health": _(
        "«%(words)s» tells about health. Landlord and caretaker read the lease: take it out."
    ),
    "tells_of_treatment": _(
        "«%(words)s» tells about treatment or medicine. Landlord and caretaker read the lease, and"
        " a home depends on none of it: take it out."
    ),
    "tells_of_sobriety": _(
        "«%(words)s» is about sobriety. A home does not depend on it: take it out."
    ),
    "tells_of_entry": _(
        "«%(words)s» lets others into the tenant's home. Who comes in is agreed with the tenant"
        " each time, and what is voluntary is a document of its own: take it out."
    ),
    "tells_of_service": _(
        "«%(words)s» is about a service. Landlord and caretaker read the lease, and a home does"
        " not depend on it: take it out; what is voluntary is a document of its own."
    ),
    "rent_nothing": _("No rent is written. Write it, or choose that none is to be paid."),
    "rent_free": _("No rent is to be paid, and that is chosen."),
    "rent_raised": _(
        "Today it is %(number)s kroner a month, and what was agreed still runs. By the index it is"
        " regulated on its own page; to the market's level from %(day)s at the earliest. Else only"
        " where the tenant agrees to another lease in writing: choose which."
    ),
    "rent_market": _("It rises from %(number)s kroner a month to the market's level, in time."),
    "rent_market_early": _(
        "The market's level can hold from %(day)s at the earliest. Choose that day, or leave the"
        " rent as it is."
    ),
    "rent_agreed": _(
        "It rises from %(number)s kroner a month because the tenant agrees to another lease in"
        " writing. Keep what the tenant wrote."
    ),
    "index_from": _(
        "The rent can be regulated from %(day)s at the earliest, with a month's notice."
    ),
    "ask_to_move_by": _(
        "If the tenant is to move out then, ask in writing by %(day)s; else the tenancy has no"
        " end."
    ),
}
LACKS: Mapping[Lacks, Text] = {
    Lacks.WRITING: _("it is not in writing"),
    Lacks.GROUND: _("it does not give the reason"),
    Lacks.PROTEST: _("it does not say that the tenant can protest in writing within a month"),
    Lacks.CONSEQUENCE: _("it does not say what happens if the tenant does not protest"),
}
SIGNS: Mapping[Outcome, tuple[Text, str]] = {
    Outcome.KEPT: (_("kept"), "success"),
    Outcome.STOPS: (_("must be mended"), "danger"),
    Outcome.NOTE: (_("to remember"), "info"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """A check for the page: what, how it went, why, and the paragraph with its source."""

    title: str
    sign: str
    tone: str
    text: str
    paragraph: str
    law: str
    source: str
    stops: bool


def told(checks: Sequence[Check], law: Law) -> list[Told]:
    return [_told(check, law[check.law]) for check in checks]


def _told(check: Check, row: Paragraph) -> Told:
    sign, tone = SIGNS[check.outcome]
    return Told(
        title=str(TITLES[check.point]),
        sign=str(sign),
        tone=tone,
        text=sentence(check),
        paragraph=name_of(row),
        law=in_words(row),
        source=in_language(row.sources),
        stops=check.outcome is Outcome.STOPS,
    )


def sentence(check: Check) -> str:
    number: int | str | None = check.number
    if check.point is Point.RENT and number is not None:
        number = in_thousands(str(number))  # kroner
    filled = {"number": number, "day": _day(check.day), "words": check.words}
    return str(WORDS[check.why] % filled)


def in_words(row: Paragraph) -> str:
    return in_language(row.texts)


def name_of(row: Paragraph) -> str:
    """What the paragraph is called in the reader's language."""
    return in_language(row.names)


def in_language(texts: Mapping[str, str]) -> str:
    """Of a text by language, the reader's."""
    return texts.get(get_language() or "nb", texts["en"])


def _day(day: date | None) -> str:
    return date_format(day, "DATE_FORMAT") if day else ""


def frozen(checks: Sequence[Check], law: Law) -> list[dict[str, str]]:
    """The checks as they are kept with a signed lease."""
    return [
        {
            "point": str(check.point),
            "outcome": str(check.outcome),
            "why": check.why,
            "paragraph": law[check.law].paragraph,
            "source": law[check.law].sources["nb"],
        }
        for check in checks
    ]
