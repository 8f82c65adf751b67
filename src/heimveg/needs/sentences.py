"""Codes and requirements as words for people. No row is read here."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from heimveg.dwellings.models import KINDS, LOCATIONS, STAFFED, STANDARDS
from heimveg.dwellings.rules import Staffed, Standard
from heimveg.needs.models import Need
from heimveg.needs.rules import (
    LEAST_URGENCY,
    Requirements,
    UrgencyReason,
    key_of,
    suggested_urgency,
)
from heimveg.values import Doubt, in_thousands

Row = tuple[str, str]

MISSING: Mapping[str, str | Promise] = {
    "kinds": gettext_lazy("what kinds of home will do"),
    "rooms_at_least": gettext_lazy("how many rooms at least"),
    "urgency_reasons": gettext_lazy("why a home is needed"),
}


def missing_in_words(need: Need) -> list[str]:
    return [str(MISSING[name]) for name in need.missing]


DOUBTS: Mapping[str, str | Promise] = {
    "since_long_ago": gettext_lazy("The need has stood since %(detail)s, over five years ago."),
    "many_people": gettext_lazy("There are %(detail)s people in the household."),
    "many_rooms": gettext_lazy("The home needs %(detail)s rooms or more."),
    "crowded": gettext_lazy("People to rooms at most: %(detail)s. That is crowded."),
    "unusual_rent": gettext_lazy("The highest rent is %(detail)s kroner a month."),
    "wished_kind_excluded": gettext_lazy(
        "The requirements exclude a kind of home that is wished."
    ),
    "wished_area_excluded": gettext_lazy("The requirements exclude an area that is wished."),
    "wished_cluster_excluded": gettext_lazy(
        "The requirements exclude a housing environment that is wished."
    ),
}


def doubt_in_words(doubt: Doubt) -> str:
    """The sentence beside the box that confirms it."""
    is_amount = doubt.code == "unusual_rent"
    detail = in_thousands(doubt.detail) if is_amount else doubt.detail
    return str(DOUBTS[doubt.code]) % {"detail": detail}


def doubts_in_words(doubts: Iterable[Doubt]) -> list[Row]:
    """Pairs of the key that confirms, and the sentence."""
    return [(key_of(doubt), doubt_in_words(doubt)) for doubt in doubts]


def one_of(codes: Iterable[str], labels: Mapping[Any, Any]) -> str:
    """«co-housing or small house»; empty for no codes."""
    words = [str(labels.get(code, code)) for code in codes]
    if len(words) < 2:
        return "".join(words)
    return _("%(several)s or %(last)s") % {"several": ", ".join(words[:-1]), "last": words[-1]}


def home_in_words(asked: Requirements) -> str:
    """What home follows from a group or a recommendation."""
    parts = [
        one_of(asked.kinds, KINDS),
        str(STANDARDS[Standard(asked.standard_at_least)]),
        one_of(asked.locations, LOCATIONS),
        str(STAFFED[Staffed(asked.staffed_at_least)]),
    ]
    return "; ".join(part for part in parts if part)


def requirements_of(need: Need, clusters: Iterable[str]) -> list[Row]:
    """What the home must have, in pairs of term and text; only what is asked."""
    rooms = _rooms(need.rooms_at_least, need.rooms_at_most)
    rent = number_format(need.rent_nok_at_most or 0, force_grouping=True)
    rows = [
        (_("Kind of home"), one_of(need.kinds, KINDS)),
        (_("Rooms"), rooms),
        (_("Standard at least"), _standard(need)),
        (_("Neighbourhood"), one_of(need.locations, LOCATIONS)),
        (_("Staff at least"), _staffed(need)),
        (_("Access"), _access(need)),
        (_("Pets"), _("pets must be allowed") if need.has_pets else ""),
        (
            _("Rent at most"),
            _("%(amount)s kroner a month") % {"amount": rent} if need.rent_nok_at_most else "",
        ),
        (_("Not in the areas"), ", ".join(need.areas_not)),
        (_("Not in the environments"), ", ".join(clusters)),
    ]
    return [(term, text) for term, text in rows if text]


def _rooms(least: int | None, most: int | None) -> str:
    if least is not None and most is not None:
        if least == most:
            return ngettext("%(count)s room", "%(count)s rooms", least) % {"count": least}
        return _("%(least)s to %(most)s rooms") % {"least": least, "most": most}
    if least is not None:
        return _("%(count)s or more") % {"count": least}
    return _("at most %(count)s") % {"count": most} if most is not None else ""


def _standard(need: Need) -> str:
    standard = Standard(need.standard_at_least)
    return "" if standard is Standard.ORDINARY else str(STANDARDS[standard])


def _staffed(need: Need) -> str:
    staffed = Staffed(need.staffed_at_least)
    return "" if staffed is Staffed.NONE else str(STAFFED[staffed])


def _access(need: Need) -> str:
    if need.needs_wheelchair:
        return _("room for a wheelchair")
    return _("no steps") if need.needs_step_free else ""


def wishes_of(need: Need, clusters: Iterable[str]) -> list[Row]:
    """What the person wishes, in pairs of term and text; only what is wished."""
    rows = [
        (_("Area"), ", ".join(need.wished_areas)),
        (_("Kind of home"), one_of(need.wished_kinds, KINDS)),
        (_("Rooms"), str(need.wished_rooms or "")),
        (_("Housing environment"), ", ".join(clusters)),
    ]
    return [(term, text) for term, text in rows if text]


def derivations_of(need: Need) -> list[Row]:
    """What a care worker has confirmed for the home, worded so that no ground shows."""
    yes, no = _("yes"), _("no")
    some, none = _("some are open"), _("none are open")
    robust = need.robustness_need
    withstands = _("%(step)s of 4") % {"step": robust}
    rows = [
        (_("Counts in the environment's limit"), yes if need.counts_in_environment else no),
        (_("Homes tied to a grant"), some if need.funding_groups else none),
        (_("How much the home must withstand"), withstands if robust else ""),
    ]
    return [(term, text) for term, text in rows if text]


def urgency_in_words(need: Need) -> list[tuple[str, int]]:
    """Each reason, with the urgency it gives at least; the weightiest first."""
    known = [UrgencyReason(reason) for reason in need.urgency_reasons if reason in LEAST_URGENCY]
    known.sort(key=lambda reason: -LEAST_URGENCY[reason])
    return [(str(Need.REASONS[reason]), LEAST_URGENCY[reason]) for reason in known]


def suggestion_for(need: Need) -> int:
    return suggested_urgency(
        frozenset(UrgencyReason(r) for r in need.urgency_reasons if r in LEAST_URGENCY)
    )
