"""What only whoever runs Heimveg can do, from the command line: begin, and open a locked house."""

from datetime import date

from django.utils.translation import gettext as _

from heimveg.access.gate import Actor, command
from heimveg.access.roles import Role
from heimveg.accounts.models import Grant, Membership, Municipality, Unit, User
from heimveg.accounts.permissions import GIVE_POSITION, KEEP_STAFF, KEEP_UNITS
from heimveg.accounts.queries import may_approve_count
from heimveg.accounts.rules import UnitKind
from heimveg.base.errors import Refused

ENOUGH = 2  # one asks, another approves


@command(KEEP_UNITS)
def set_up_municipality(
    actor: Actor, /, *, name: str, number: str, language: str, unit: str, on: date
) -> Municipality:
    """The one municipality of an empty database, and the unit its administrators belong to."""
    _from_the_command_line(actor)
    town = Municipality.objects.create(pk=1, name=name, number=number, default_language=language)
    Unit().write(name=unit, kind=UnitKind.LEADERSHIP, started_on=on)
    return town


@command(GIVE_POSITION)
def appoint_administrator(
    actor: Actor, /, *, username: str, name: str, password: str, until: date, on: date
) -> Membership:
    """The first administrator, and the second, so that one can ask and another approve.

    Raises Refused when two can approve already, and Invalid for a user name that is taken.
    """
    _from_the_command_line(actor)
    Municipality.objects.select_for_update().get(pk=1)
    if may_approve_count(on=on) >= ENOUGH:
        raise Refused(_("Two can approve already. They make the next users on the page Users."))
    unit = Unit.objects.of_kind(UnitKind.LEADERSHIP).running_on(on).order_by("pk").first()
    if unit is None:
        raise Refused(_("There is no unit of the kind municipal leadership."))
    user = User.make(
        username=username, name=name, email="", password=password, one_time_until=until
    )
    return Membership.give(Grant(unit.pk, Role.ADMINISTRATOR, on), user=user, given_by=None)


@command(KEEP_STAFF)
def let_in(
    actor: Actor, /, *, user_id: int, password: str, until: date, new_second_factor: bool
) -> User:
    """A one-time password for somebody whom nobody else can let in."""
    _from_the_command_line(actor)
    user = User.objects.select_for_update(of=("self",)).get(pk=user_id, is_system=False)
    user.take_one_time_password(password, until=until)
    user.forget_wrong_passwords()
    if new_second_factor:
        user.forget_second_factor()
    return user


def _from_the_command_line(actor: Actor) -> None:
    if not actor.is_system:
        raise Refused(_("Only whoever runs Heimveg does this, from the command line."))
