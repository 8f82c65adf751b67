"""The engine's codes and figures as sentences, in the reader's language.

What rests on health is worded neutrally: an environment "is full for now", a home "is not open
to this need for now". Which person or home a number stands for is told by a `Names`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Protocol

from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from heimveg.allocation.proposals import (
    Facts,
    Line,
    Reading,
    Unmet,
    Worth,
    changes_between,
    maybe_number,
    number,
)
from heimveg.base.parts import Reason
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
    step = weights.get("urgency") or 0
    if step and abs(value) >= step:
        steps = number_format(abs(value) / step, decimal_pos=1)
        return _("as much as %(steps)s steps of urgency") % {"steps": steps}
    shown = number_format(abs(value), force_grouping=True)
    return _("%(points)s points, less than one step of urgency") % {"points": shown}


def _pinned(_facts: Facts, _names: Names) -> Reason:
    return Reason(_("The committee has fixed this home."), "note")


def _meets_all(facts: Facts, _names: Names) -> Reason:
    stated = [requirement(code) for code in facts["requirements"] if code in REQUIREMENTS]
    if not stated:
        return Reason(_("The need has no requirements that exclude a home."))
    return Reason(_("The home meets every requirement: %(list)s.") % {"list": joined(stated)})


def _urgent(facts: Facts, _names: Names) -> Reason:
    return Reason(_("Urgency class %(urgency)d of 5.") % {"urgency": facts["urgency"]})


def _waited(facts: Facts, _names: Names) -> Reason:
    days = facts["days"]
    return Reason(
        ngettext("Has waited %(days)d day.", "Has waited %(days)d days.", days) % {"days": days}
    )


def _wished_area(facts: Facts, _names: Names) -> Reason:
    return Reason(_("It lies in a wished area: %(area)s.") % {"area": facts["area"]})


def _wished_kind(facts: Facts, _names: Names) -> Reason:
    kind = KINDS[facts["kind"]]
    return Reason(_("It is of a wished kind: %(kind)s.") % {"kind": kind})


def _wished_rooms(facts: Facts, _names: Names) -> Reason:
    rooms = facts["rooms"]
    return Reason(
        ngettext(
            "It has the wished size: %(rooms)d room.",
            "It has the wished size: %(rooms)d rooms.",
            rooms,
        )
        % {"rooms": rooms}
    )


def _wished_cluster(facts: Facts, names: Names) -> Reason:
    cluster = names.cluster(number(facts["cluster"]))
    return Reason(_("It is where the person wishes to live: %(cluster)s.") % {"cluster": cluster})


def _frees_home_for(facts: Facts, names: Names) -> Reason:
    words = {
        "home": names.home(number(facts["home"])),
        "person": names.person(number(facts["seeker"])),
    }
    return Reason(_("The move frees %(home)s for %(person)s.") % words)


def _environment_full(facts: Facts, names: Names) -> Reason:
    home = names.home(number(facts["home"]))
    text = _("%(home)s would have met more wishes, but the environment there is full for now.")
    return Reason(capfirst(text % {"home": home}), "against")


def _next_best(facts: Facts, names: Names) -> Reason:
    home = maybe_number(facts["home"])
    if home is None:
        return Reason(_("Without this home there is no other for the person now."), "note")
    if not facts["value"] and facts["taken_by"] is None:
        text = _("Otherwise the person stays in %(home)s.") % {"home": names.home(home)}
        return Reason(text, "note")
    sentences = [_("The next best was %(home)s.") % {"home": names.home(home)}]
    if facts["taken_by"] is not None:
        taker = names.person(number(facts["taken_by"]))
        sentences.append(_("The proposal gives it to %(person)s.") % {"person": taker})
    return Reason(" ".join([*sentences, *_cost(facts)]), "note")


def _cost(facts: Facts) -> Iterator[str]:
    cost = facts["cost_to_others"]
    if cost is None:
        return
    if cost <= 0:
        yield _("Choosing it would cost others nothing.")
        return
    shown = {"points": number_format(cost, force_grouping=True)}
    if facts["exact"]:
        yield _("Choosing it would cost others %(points)s points.") % shown
    else:
        yield _("Choosing it would cost others at least %(points)s points.") % shown


SENTENCES: dict[str, Callable[[Facts, Names], Reason]] = {
    "pinned": _pinned,
    "meets_all": _meets_all,
    "urgent": _urgent,
    "waited": _waited,
    "wished_area": _wished_area,
    "wished_kind": _wished_kind,
    "wished_rooms": _wished_rooms,
    "wished_cluster": _wished_cluster,
    "frees_home_for": _frees_home_for,
    "environment_full": _environment_full,
    "next_best": _next_best,
}
WHY_NOW = (
    "frees_home_for",
    "wished_area",
    "wished_kind",
    "wished_cluster",
    "wished_rooms",
    "pinned",
)


def reasons(line: Line, names: Names) -> list[Reason]:
    """Every reason of a line as a sentence, in the engine's order."""
    return [SENTENCES[r["code"]](r, names) for r in line.reasons if r["code"] in SENTENCES]


def why(line: Line, names: Names, *, most: int = 2) -> str:
    """The most telling reasons of a line, on one line of a card."""
    found = [r for code in WHY_NOW if (r := line.reason(code))]
    if not found and (meets := line.reason("meets_all")):
        found = [meets]
    return " ".join(str(SENTENCES[r["code"]](r, names).text) for r in found[:most])


def weighed(line: Line, seeker: Facts) -> list[tuple[str, int, str]]:
    """(what, points, explanation) for each part of a line's value that is not nothing."""
    texts = {
        "urgency": (_("Urgency"), _("class %(urgency)d of 5") % {"urgency": seeker["urgency"]}),
        "waiting": (_("Waiting"), _("%(weeks)d weeks") % {"weeks": seeker["waiting_days"] // 7}),
        "fit": (_("Wishes"), _("how well the home answers them")),
        "present_fit": (_("The home of today"), _("what it gives already")),
        "move": (_("The move itself"), _("the effort of moving")),
    }
    found = [(name, line.parts.get(name, 0)) for name in texts]
    return [(texts[name][0], value, texts[name][1]) for name, value in found if value]


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


def change(
    before: Reading, after: Reading, names: Names, weights: Mapping[str, int]
) -> list[Reason]:
    """What a new proposal changes for each, and for the whole."""
    changes = changes_between(before, after)
    told = [
        *(_lost(n, before.lines[n].home, names) for n in changes.lost),
        *(_won(n, after.lines[n].home, names) for n in changes.won),
        *(
            _other_home(n, (before.lines[n].home, after.lines[n].home), names)
            for n in changes.other_home
        ),
    ]
    if changes.value:
        worse = changes.value < 0
        text = _("The whole loses %(points)s.") if worse else _("The whole gains %(points)s.")
        shown = text % {"points": points(changes.value, weights)}
        told.append(Reason(shown, "against" if worse else "for"))
    return told or [Reason(_("Nothing changes for anybody."), "note")]


def _lost(need: int, home: int, names: Names) -> Reason:
    words = {"person": names.person(need), "home": names.home(home)}
    text = _("%(person)s no longer gets %(home)s, nor another home in this round.")
    return Reason(capfirst(text % words), "against")


def _won(need: int, home: int, names: Names) -> Reason:
    words = {"person": names.person(need), "home": names.home(home)}
    return Reason(capfirst(_("%(person)s gets %(home)s.") % words), "for")


def _other_home(need: int, homes: tuple[int, int], names: Names) -> Reason:
    old, new = homes
    words = {"person": names.person(need), "old": names.home(old), "new": names.home(new)}
    return Reason(capfirst(_("%(person)s gets %(new)s instead of %(old)s.") % words), "note")
