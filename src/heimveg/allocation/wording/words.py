"""Words that several sentences share: requirements, points, kinds of home."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from heimveg.allocation.proposals import Facts, Worth
from heimveg.dwellings.models import KINDS, LOCATIONS, STAFFED, STANDARDS

REQUIREMENTS = {
    "kinds": gettext_lazy("the kind of home"),
    "standard_at_least": gettext_lazy("the standard"),
    "locations": gettext_lazy("where it lies"),
    "rooms_at_least": gettext_lazy("the least number of rooms"),
    "rooms_at_most": gettext_lazy("the greatest number of rooms"),
    "step_free": gettext_lazy("step-free access"),
    "wheelchair": gettext_lazy("room for a wheelchair"),
    "staffed_at_least": gettext_lazy("staff nearby"),
    "pets": gettext_lazy("room for a pet"),
    "areas_not": gettext_lazy("areas to keep away from"),
    "clusters_not": gettext_lazy("surroundings to keep away from"),
    "rent_at_most": gettext_lazy("what the rent may be"),
}
FUNDING = "tied_to"  # rests on health: never named


class Names(Protocol):
    """Who and what numbers stand for, as far as the reader may see."""

    def person(self, need: int) -> str: ...

    def home(self, dwelling: int) -> str: ...

    def cluster(self, cluster: int) -> str: ...


class Unnamed:
    """For what is sent to one person: others and their homes are not named."""

    def person(self, need: int) -> str:  # noqa: ARG002  # nobody is named
        return _("another household")

    def home(self, dwelling: int) -> str:  # noqa: ARG002
        return _("another home")

    def cluster(self, cluster: int) -> str:  # noqa: ARG002
        return _("wished surroundings")


def joined(words: Sequence[str]) -> str:
    """A, B and C."""
    if len(words) < 2:
        return "".join(words)
    return _("%(first)s and %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}


def requirement(code: str) -> str:
    return str(REQUIREMENTS.get(code, code))


def points(value: int, weights: Mapping[str, int]) -> str:
    """What points are worth in a caseworker's words."""
    if _is_a_step(value, weights):
        return points_alone(value, weights)
    shown = number_format(abs(value), force_grouping=True)
    return _("%(points)s points, less than one step of urgency") % {"points": shown}


def points_alone(value: int, weights: Mapping[str, int]) -> str:
    """The same, where it is told beside what a step of urgency is."""
    if _is_a_step(value, weights):
        steps = number_format(abs(value) / weights["urgency"], decimal_pos=1)
        return _("as much as %(steps)s steps of urgency") % {"steps": steps}
    shown = number_format(abs(value), force_grouping=True)
    return _("%(points)s points") % {"points": shown}


def _is_a_step(value: int, weights: Mapping[str, int]) -> bool:
    step = weights.get("urgency") or 0
    return bool(step) and abs(value) >= step


def sort_of_home(home: Worth | Facts) -> str:
    """Kind, standard, surroundings and staff, leaving out what is ordinary."""
    told = home if isinstance(home, Mapping) else {n: getattr(home, n) for n in Worth.__slots__}
    extra = [
        str(names[told[field]])
        for field, names, plain in (
            ("standard", STANDARDS, "ordinary"),
            ("location", LOCATIONS, "ordinary"),
            ("staffed", STAFFED, "none"),
        )
        if told[field] != plain
    ]
    return capfirst(", ".join([str(KINDS[told["kind"]]), *extra]))


def size(home: Facts) -> str:
    rooms = home["rooms"]
    return ngettext("%(rooms)d room", "%(rooms)d rooms", rooms) % {"rooms": rooms}
