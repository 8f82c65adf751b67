"""Users are made, changed, let in again, and leave."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from heimveg.access.gate import Actor, command
from heimveg.accounts.models import AccessRequest, Membership, User
from heimveg.accounts.permissions import KEEP_STAFF
from heimveg.accounts.rules import RequestState
from heimveg.base.errors import Refused


@command(KEEP_STAFF)
def make_user(
    _actor: Actor, /, *, username: str, name: str, email: str, password: str, until: date
) -> User:
    """Somebody who may log in with a one-time password, and has no position yet.

    Raises Invalid for a user name that is taken.
    """
    return User.make(
        username=username, name=name, email=email, password=password, one_time_until=until
    )


@command(KEEP_STAFF)
def change_user(
    _actor: Actor, /, *, user_id: int, version: int, username: str, name: str, email: str
) -> User:
    """Raises Stale, and Invalid for a user name that is taken."""
    user = _locked(user_id)
    user.claim(version)
    user.write(username=username, name=name, email=email)
    return user


@command(KEEP_STAFF)
def give_one_time_password(
    actor: Actor, /, *, user_id: int, password: str, until: date, on: date
) -> User:
    """Let in somebody who has forgotten the password.

    Raises Refused for oneself, and for who holds a delicate position and has no second factor
    yet: the password alone would make its giver that person.
    """
    user = _locked(user_id)
    if user.pk == actor.user_id:
        raise Refused(_("You choose your own password under your name at the top of the page."))
    if not user.has_second_factor() and user.memberships.not_over(on=on).delicate().exists():
        raise Refused(
            _(
                "The user holds a delicate position and has no second factor yet. Whoever runs"
                " Heimveg gives the password, with the command heimveg one-time-password."
            )
        )
    user.take_one_time_password(password, until=until)
    return user


@command(KEEP_STAFF)
def lift_lock(_actor: Actor, /, *, user_id: int) -> User:
    """Forget the wrong passwords; the right one opens again at once."""
    user = _locked(user_id)
    user.forget_wrong_passwords()
    return user


@command(KEEP_STAFF)
def close_user(actor: Actor, /, *, user_id: int, on: date, at: datetime) -> User:
    """Somebody has left: out at once, positions end, what waits for them is withdrawn.

    Raises Refused for oneself and for the last administrator.
    """
    if user_id == actor.user_id:
        raise Refused(_("Another administrator closes your user when you leave."))
    Membership.objects.keep_an_administrator(besides_user=user_id, on=on)
    user = _locked(user_id)
    for held in user.memberships.not_over(on=on).select_for_update(of=("self",)):
        held.end(on=on)
    waiting = AccessRequest.objects.waiting().filter(user=user)
    for request in waiting.select_for_update(of=("self",)):
        request.decide(RequestState.WITHDRAWN, by=actor.user_id, at=at)
    user.is_active = False
    user.save(update_fields=["is_active"])
    return user


@command(KEEP_STAFF)
def open_user_again(_actor: Actor, /, *, user_id: int, password: str, until: date) -> User:
    """Somebody has come back: with a new password, and without the positions of before."""
    user = _locked(user_id)
    user.is_active = True
    user.save(update_fields=["is_active"])
    user.take_one_time_password(password, until=until)
    return user


def _locked(user_id: int) -> User:
    return User.objects.select_for_update(of=("self",)).get(pk=user_id, is_system=False)
