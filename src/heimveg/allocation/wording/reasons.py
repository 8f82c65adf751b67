"""Why this home: each reason of the engine as a sentence, and what was weighed."""

from collections.abc import Callable, Iterator

from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from heimveg.allocation.proposals import Facts, Line, maybe_number, number
from heimveg.allocation.wording.words import REQUIREMENTS, Names, joined, requirement
from heimveg.base.parts import Reason
from heimveg.dwellings.models import KINDS


def _pinned(_facts: Facts, _names: Names) -> Reason:
    return Reason(_("The committee has fixed this home."), "note")


def _meets_all(facts: Facts, _names: Names) -> Reason:
    stated = [requirement(code) for code in facts["requirements"] if code in REQUIREMENTS]
    if not stated:
        return Reason(_("The need has no requirements that exclude a home."))
    return Reason(_("The home meets every requirement: %(list)s.") % {"list": joined(stated)})


def _urgent(facts: Facts, _names: Names) -> Reason:
    return Reason(_("Urgency %(urgency)d of 5.") % {"urgency": facts["urgency"]})


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
        "urgency": (_("Urgency"), _("%(urgency)d of 5") % {"urgency": seeker["urgency"]}),
        "waiting": (_("Waiting"), _("%(weeks)d weeks") % {"weeks": seeker["waiting_days"] // 7}),
        "fit": (_("Wishes"), _("how well the home answers them")),
        "present_fit": (_("The home of today"), _("what it gives already")),
        "move": (_("The move itself"), _("the effort of moving")),
    }
    found = [(name, line.parts.get(name, 0)) for name in texts]
    return [(texts[name][0], value, texts[name][1]) for name, value in found if value]
