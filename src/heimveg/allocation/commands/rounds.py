"""Open a round, and solve it again with the day's needs and homes."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from heimveg.access.gate import Actor, command
from heimveg.accounts.models import Unit
from heimveg.allocation.models import Round, Steering
from heimveg.allocation.permissions import RUN_ROUND
from heimveg.allocation.proposals import Reading, Steer, steered
from heimveg.allocation.queries.snapshot import snapshot_of
from heimveg.allocation.queries.steering import steers_of
from heimveg.allocation.rules import RoundState
from heimveg.allocation.solving import solve
from heimveg.base.transactions import may_think_long


@command(RUN_ROUND)
def open_round(
    actor: Actor,
    *,
    unit_id: int,
    title: str,
    on: date,
    at: datetime,
    parameters: Mapping[str, Any],
) -> Round:
    """Take the day's snapshot, ask for a proposal, and keep both.

    Raises Unit.DoesNotExist when the unit is not the actor's, CannotBeSolved.
    """
    mine = Unit.objects.running_on(on)
    if not actor.is_system:
        mine = mine.filter(pk__in=actor.units(RUN_ROUND))
    unit = mine.get(pk=unit_id)
    round_ = Round.objects.create(
        unit=unit,
        title=title,
        day=on,
        parameters=dict(parameters),
        opened_by_id=actor.user_id,
        state=RoundState.DRAFT,
    )
    _solve_anew(actor, round_, steers=[], at=at)
    return round_


@command(RUN_ROUND)
def renew_round(actor: Actor, *, round_id: int, version: int, on: date, at: datetime) -> Round:
    """Solve with today's needs and homes. Choices about homes that are gone fall away.

    Raises Round.DoesNotExist, RoundClosed, Stale, CannotBeSolved.
    """
    mine = Round.objects.permitted_to(actor, RUN_ROUND).select_for_update(of=("self",))
    round_ = mine.select_related("unit").get(pk=round_id)
    round_.require_open()
    round_.claim(version)
    round_.day = on
    round_.save(update_fields=["day"])
    steers = [steer for steer in steers_of(round_) if _was_chosen(round_, steer)]
    _solve_anew(actor, round_, steers=steers, at=at)
    _lift_what_fell_away(round_, at)
    return round_


def _solve_anew(actor: Actor, round_: Round, *, steers: list[Steer], at: datetime) -> None:
    may_think_long()
    snapshot = snapshot_of(actor, unit=round_.unit, on=round_.day, parameters=round_.parameters)
    before = Reading(round_.snapshot, round_.proposal)
    near = before.lines.values()
    problem, proposal = solve(steered(snapshot.problem, steers, snapshot.declined, near))
    round_.keep(snapshot=problem, proposal=proposal, at=at)


def _was_chosen(round_: Round, steer: Steer) -> bool:
    """Rather than a home that the person said no to, which the new snapshot asks anew."""
    chosen = round_.steerings.in_force().filter(need_id=steer.need, dwelling_id=steer.home)
    return steer.is_pin or chosen.exists()


def _lift_what_fell_away(round_: Round, at: datetime) -> None:
    reading = Reading(round_.snapshot, round_.proposal)
    for steering in Steering.objects.in_force().filter(round=round_):
        if steering.need_id not in reading.seekers or steering.dwelling_id not in reading.homes:
            steering.lift(at=at)
