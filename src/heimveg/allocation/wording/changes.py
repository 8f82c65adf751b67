"""What a new proposal changes against the one before."""

from collections.abc import Mapping

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from heimveg.allocation.losses import Loss
from heimveg.allocation.proposals import Reading, changes_between
from heimveg.allocation.wording.words import Names, points, points_alone
from heimveg.base.parts import Reason


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
    elif told:
        told.append(Reason(_("The whole loses nothing."), "note"))
    return told or [Reason(_("Nothing changes for anybody."), "note")]


def loss(found: Loss | None, weights: Mapping[str, int]) -> str:
    """What fixing a home would cost the whole; None when it cannot be fixed."""
    if found is None:
        return _("cannot be fixed as things stand")
    if not found.is_exact and found.points <= 0:
        return _("is told when it is chosen")
    if found.points == 0:
        return _("loses nothing")
    text = _("gains %(points)s")
    if found.points > 0:
        text = _("loses %(points)s") if found.is_exact else _("loses at least %(points)s")
    return text % {"points": points_alone(found.points, weights)}


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
