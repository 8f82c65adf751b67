"""Why somebody is without a home, and what would open one."""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from heimveg.allocation.proposals import Unmet
from heimveg.allocation.wording.words import FUNDING, Names, joined, points, requirement
from heimveg.base.parts import Reason


def blocked(unmet: Unmet, names: Names, weights: Mapping[str, int]) -> list[Reason]:
    """Why somebody is without a home: which requirement excludes how many homes."""
    found = list(_shut_out(unmet))
    if unmet.eligible:
        text = ngettext(
            "%(n)d free home would suit, but gives more in all to somebody else.",
            "%(n)d free homes would suit, but give more in all to others.",
            unmet.eligible,
        )
        found.insert(0, Reason(text % {"n": unmet.eligible}, "note"))
        if unmet.short_of:
            home, missing = unmet.short_of
            words = {"home": names.home(home), "points": points(missing, weights)}
            text = _("Nearest was %(home)s: %(points)s were missing.") % words
            found.insert(1, Reason(text, "note"))
    return found or [Reason(_("No free home suits, even with one requirement less."), "against")]


def _shut_out(unmet: Unmet) -> Iterator[Reason]:
    for code, homes in sorted(unmet.blocked_by.items(), key=lambda item: (-item[1], item[0])):
        if code == FUNDING:
            text = ngettext(
                "%(n)d home suits otherwise, but is not open to this need for now.",
                "%(n)d homes suit otherwise, but are not open to this need for now.",
                homes,
            )
            yield Reason(text % {"n": homes}, "against")
            continue
        text = ngettext(
            "%(n)d home suits in all but one thing: %(what)s.",
            "%(n)d homes suit in all but one thing: %(what)s.",
            homes,
        )
        yield Reason(text % {"n": homes, "what": requirement(code)}, "against")


def openings(unmet: Unmet) -> list[str]:
    """What would open a home: the smallest sets of requirements, most homes first."""
    sentences = []
    for relaxation in sorted(unmet.relaxations, key=lambda r: -r["homes"]):
        codes = relaxation["requirements"]
        if FUNDING in codes:
            continue  # not the person's to change
        text = ngettext(
            "If %(what)s can be changed, %(n)d home opens.",
            "If %(what)s can be changed, %(n)d homes open.",
            relaxation["homes"],
        )
        what = joined([requirement(code) for code in codes])
        sentences.append(text % {"what": what, "n": relaxation["homes"]})
    return sentences
