"""`heimveg propose`: the day's proposal on the command line, through the same doors as the pages.
Stores nothing unless asked to."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from heimveg.access.gate import Actor, door
from heimveg.access.reading import note_read
from heimveg.accounts.models import Unit
from heimveg.accounts.rules import UnitKind
from heimveg.allocation import commands, wording
from heimveg.allocation.permissions import RUN_ROUND
from heimveg.allocation.proposals import Chain, Reading, steered
from heimveg.allocation.queries.cast import Cast, cast_for
from heimveg.allocation.queries.pages import sentence, summary
from heimveg.allocation.queries.snapshot import CHOICES, DEFAULTS, snapshot_of
from heimveg.allocation.queries.without import weights_of
from heimveg.allocation.solving import solve
from heimveg.base import clock

Say = Callable[[str], object]


class NoUnit(Exception):
    """The actor allocates for no housing office."""


@dataclass(frozen=True)
class Proposed:
    """A proposal, and the names of those in it that the actor sees."""

    reading: Reading
    cast: Cast
    round_id: int | None


def unit_of(actor: Actor, *, on: date) -> Unit:
    """The housing office the actor allocates for; the first of several. Raises NoUnit."""
    units = Unit.objects.running_on(on).filter(kind=UnitKind.HOUSING).order_by("pk")
    if not actor.is_system:
        units = units.filter(pk__in=actor.units(RUN_ROUND))
    unit = units.first()
    if unit is None:
        raise NoUnit
    return unit


def propose(
    actor: Actor,
    *,
    unit: Unit,
    on: date,
    parameters: Mapping[str, Any] | None = None,
    keep: bool = False,
) -> Proposed:
    """Ask for a proposal. `keep` stores it as a round. Everybody in it is in the read log.

    Raises PermissionDenied, CannotBeSolved.
    """
    given = {**DEFAULTS, **CHOICES, **(parameters or {})}
    with door(actor, RUN_ROUND):
        snapshot = snapshot_of(actor, unit=unit, on=on, parameters=given)
        problem, proposal = solve(steered(snapshot.problem, [], snapshot.declined))
        note_read(snapshot.persons.values())
        reading = Reading(problem, proposal)
        cast = cast_for(actor, reading, reading.moves, on=on, needs=reading.unmet)
        round_id = None
        if keep:
            kept = commands.open_round(
                actor, unit_id=unit.pk, title=_("From the command line"), on=on, at=clock.now(),
                parameters=given,
            )  # fmt: skip
            round_id = kept.pk
    return Proposed(reading, cast, round_id)


def as_text(proposed: Proposed, *, explain: bool = False) -> Iterator[str]:
    """The proposal line by line; `explain` adds every reason and who is left without."""
    reading, cast = proposed.reading, proposed.cast
    yield sentence(summary(reading))
    for chain in reading.chains:
        yield ""
        yield from _chain(chain, cast, explain=explain)
    if not reading.unmet:
        return
    yield ""
    yield _("Without a home: %(n)d") % {"n": len(reading.unmet)}
    if explain:
        yield from _unmet(reading, cast)


def _chain(chain: Chain, cast: Cast, *, explain: bool) -> Iterator[str]:
    start = chain.vacancy if chain.vacancy is not None else chain.lines[0].home
    yield cast.home(start)
    for line in chain.lines:
        origin = cast.home(line.leaves) if line.leaves else cast.comes_from(line.need)
        words = {"person": cast.person(line.need), "home": cast.home(line.home), "origin": origin}
        yield "  " + _("%(person)s: from %(origin)s to %(home)s") % words
        if explain and cast.sees(line.need):
            yield from (f"      {reason.text}" for reason in wording.reasons(line, cast))


def _unmet(reading: Reading, cast: Cast) -> Iterator[str]:
    for unmet in reading.unmet.values():
        if not cast.sees(unmet.need):
            continue
        yield "  " + cast.person(unmet.need)
        told = wording.blocked(unmet, cast, weights_of(reading))
        yield from (f"      {reason.text}" for reason in told)
        yield from (f"      {opening}" for opening in wording.openings(unmet))


def run(actor: Actor, *, on: date, explain: bool, as_json: bool, say: Say) -> int:
    """For `heimveg propose`. Returns the exit status."""
    try:
        unit = unit_of(actor, on=on)
    except NoUnit:
        say(_("This user allocates for no housing office."))
        return 1
    proposed = propose(actor, unit=unit, on=on)
    if as_json:
        say(json.dumps(proposed.reading.proposal, ensure_ascii=False, indent=2))
    else:
        for line in as_text(proposed, explain=explain):
            say(line)
    return 0
