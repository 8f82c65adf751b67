"""Positions are given and ended; what is delicate waits for a second person."""

from datetime import date, datetime

from django.db import models
from django.utils.translation import gettext as _

from heimveg.access.gate import Actor, command
from heimveg.access.roles import Role
from heimveg.accounts.models import AccessRequest, Grant, Membership, Unit, User
from heimveg.accounts.permissions import APPROVE_ACCESS, GIVE_POSITION
from heimveg.accounts.rules import RequestKind, RequestState
from heimveg.base.errors import Invalid, Refused


@command(GIVE_POSITION)
def give_position(
    actor: Actor, /, *, user_id: int, grant: Grant, on: date, at: datetime
) -> models.Model:
    """The position (Membership), or the request (AccessRequest) that waits for a second person.

    Raises Invalid for a day before today or outside the unit's time, Refused for oneself, for
    who has left, and for what is held or asked for already.
    """
    _not_oneself(actor, user_id)
    user = User.objects.select_for_update(of=("self",)).get(pk=user_id, is_system=False)
    if not user.is_active:
        raise Refused(_("The user is closed. Open it again first."))
    if grant.started_on < on:
        raise Invalid({"started_on": _("A position begins today or later.")})
    if not Unit.objects.running_on(grant.started_on).filter(pk=grant.unit_id).exists():
        raise Invalid({"unit": _("The unit does not exist on that day.")})
    if grant.is_delicate:
        return AccessRequest.ask_for_position(grant, user=user, by=actor.user_id, at=at)
    return Membership.give(grant, user=user, given_by=actor.user_id)


@command(GIVE_POSITION)
def end_position(_actor: Actor, /, *, membership_id: int, ended_on: date, on: date) -> Membership:
    """`ended_on` is the first day without. Raises Invalid for a day before today, and Refused
    for what is over and for the last administrator."""
    if ended_on < on:
        raise Invalid({"ended_on": _("A position ends today or later.")})
    held = Membership.objects.get(pk=membership_id)
    if held.role == Role.ADMINISTRATOR:
        Membership.objects.keep_an_administrator(besides=held.pk, on=ended_on)
    held = Membership.objects.select_for_update(of=("self",)).get(pk=membership_id)
    if held.ended_on is not None and held.ended_on <= on:
        raise Refused(_("The position is over already."))
    held.end(on=ended_on)
    return held


@command(GIVE_POSITION)
def ask_for_new_second_factor(actor: Actor, /, *, user_id: int, at: datetime) -> AccessRequest:
    """Somebody has lost the phone. Another approves, and the next log-in sets up a new one."""
    _not_oneself(actor, user_id)
    user = User.objects.select_for_update(of=("self",)).get(pk=user_id, is_system=False)
    if not user.has_second_factor():
        raise Refused(_("The user has no second factor; it is set up at the next log-in."))
    return AccessRequest.ask(
        RequestKind.SECOND_FACTOR, user=user, asked_by_id=actor.user_id, asked_at=at
    )


@command(APPROVE_ACCESS)
def approve_request(actor: Actor, /, *, request_id: int, on: date, at: datetime) -> AccessRequest:
    """The second person says yes. Raises Refused for one's own, for what is answered, and for a
    position whose time has passed."""
    request = _decidable(actor, request_id)
    request.decide(RequestState.APPROVED, by=actor.user_id, at=at)
    if request.kind == RequestKind.SECOND_FACTOR:
        request.user.forget_second_factor()
        return request
    grant = request.grant(from_day=on)
    if grant.ended_on is not None and grant.ended_on <= grant.started_on:
        raise Refused(_("The time it was asked for has passed. Refuse it, and ask anew."))
    Membership.give(
        grant, user=request.user, given_by=request.asked_by_id, approved_by=actor.user_id
    )
    return request


@command(APPROVE_ACCESS)
def refuse_request(actor: Actor, /, *, request_id: int, at: datetime) -> AccessRequest:
    request = _decidable(actor, request_id)
    request.decide(RequestState.REFUSED, by=actor.user_id, at=at)
    return request


@command(GIVE_POSITION)
def withdraw_request(actor: Actor, /, *, request_id: int, at: datetime) -> AccessRequest:
    """Who asked takes it back."""
    rows = AccessRequest.objects.select_for_update(of=("self",))
    request = rows.get(pk=request_id, asked_by=actor.user_id)
    request.decide(RequestState.WITHDRAWN, by=actor.user_id, at=at)
    return request


def _decidable(actor: Actor, request_id: int) -> AccessRequest:
    rows = AccessRequest.objects.select_for_update(of=("self",)).select_related("user")
    request = rows.get(pk=request_id)
    if actor.user_id in (request.asked_by_id, request.user_id):
        raise Refused(_("Another than who asked, and than whom it is about, answers this."))
    return request


def _not_oneself(actor: Actor, user_id: int) -> None:
    if user_id == actor.user_id:
        raise Refused(_("Nobody gives themselves access. Ask another administrator."))
