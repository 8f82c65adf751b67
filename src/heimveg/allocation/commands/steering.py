"""Fix, exclude and change, with a reason; and lift such a choice."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from heimveg.access.gate import Actor, command
from heimveg.allocation.models import Round, Steering
from heimveg.allocation.permissions import STEER_ROUND
from heimveg.allocation.proposals import Steer
from heimveg.allocation.queries.steering import after_steering, previewed, without_steering
from heimveg.allocation.rules import RuleKind
from heimveg.base.errors import Invalid
from heimveg.decisions.queries import condition_words
from heimveg.decisions.rules.conditions import conditions_in
from heimveg.needs.models import Need

LEAST_REASON = 10  # characters; shorter says nothing to who asks later


@command(STEER_ROUND)
def steer_round(  # noqa: PLR0913  # who, which home, how, why
    actor: Actor,
    *,
    round_id: int,
    version: int,
    need_id: int,
    dwelling_id: int,
    kind: RuleKind,
    reason: str,
    at: datetime,
) -> Steering:
    """Fix a home for a person, or rule it out, and solve the rest again.

    Raises Round.DoesNotExist, Need.DoesNotExist, Invalid without a reason, RoundClosed, Stale,
    CannotBeSolved.
    """
    round_ = _locked(actor, round_id)
    need = Need.objects.permitted_to(actor, STEER_ROUND).get(pk=need_id, unit=round_.unit_id)
    if len(reason.strip()) < LEAST_REASON:
        raise Invalid({"reason": _("Say why, so that it can be explained later.")})
    if conditions_in(reason, condition_words()):
        raise Invalid(
            {"reason": _("Nobody loses or wins a home by sobriety, treatment or visits.")}
        )
    round_.claim(version)
    steer = Steer(kind is RuleKind.PIN, need_id, dwelling_id)
    preview = previewed(round_, after_steering(round_, steer))
    _lift_replaced(round_, steer, at)
    round_.keep(snapshot=preview.problem, proposal=preview.proposal, at=at)
    return Steering.objects.create(
        round=round_,
        person_id=need.person_id,
        need=need,
        dwelling_id=dwelling_id,
        kind=kind,
        reason=reason.strip(),
        cost_to_others=preview.changes.as_dict(),
        made_by_id=actor.user_id,
        made_at=at,
    )


@command(STEER_ROUND)
def lift_steering(
    actor: Actor, *, round_id: int, version: int, steering_id: int, at: datetime
) -> Steering:
    """Take a choice back, and solve again. Raises Steering.DoesNotExist and as above."""
    round_ = _locked(actor, round_id)
    mine = Steering.objects.permitted_to(actor, STEER_ROUND).in_force()
    steering = mine.get(pk=steering_id, round=round_)
    round_.claim(version)
    preview = previewed(round_, without_steering(round_, steering))
    steering.lift(at=at)
    round_.keep(snapshot=preview.problem, proposal=preview.proposal, at=at)
    return steering


def _locked(actor: Actor, round_id: int) -> Round:
    mine = Round.objects.permitted_to(actor, STEER_ROUND).select_for_update(of=("self",))
    round_ = mine.get(pk=round_id)
    round_.require_open()
    return round_


def _lift_replaced(round_: Round, steer: Steer, at: datetime) -> None:
    for old in Steering.objects.in_force().filter(round=round_, need_id=steer.need):
        both_pins = steer.is_pin and old.kind == RuleKind.PIN
        if old.dwelling_id == steer.home or both_pins:
            old.lift(at=at)
