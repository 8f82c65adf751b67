"""Noting signs. The database joins them in the case of their tenancy."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from heimveg.access.gate import Actor, command
from heimveg.base.errors import Invalid, Refused
from heimveg.prevention.answering import answer_again
from heimveg.prevention.models import HomeSign, MoneySign
from heimveg.prevention.permissions import NOTE_MONEY_SIGN, NOTE_SIGN
from heimveg.prevention.queries.ladder import contact_by
from heimveg.prevention.rules import HomeSignKind, MoneySignKind
from heimveg.prevention.wording import BEFORE_THE_TENANCY, NOT_YET_SEEN
from heimveg.tenancies.models import Tenancy


@command(NOTE_SIGN)
def note_sign(
    actor: Actor, *, tenancy_id: int, kind: HomeSignKind, seen_on: date, on: date, at: datetime
) -> HomeSign:
    """Note what was seen at the home. Noted twice on a day it is one sign. Where nobody answers
    for the tenant, somebody does from today.

    Raises Tenancy.DoesNotExist (also when it is not the actor's stock), Invalid for a day to come.
    """
    tenancy = Tenancy.objects.permitted_to(actor, NOTE_SIGN).get(pk=tenancy_id)
    _has_been(tenancy, seen_on, on)
    answer_again(tenancy.person_id, on=on)
    return HomeSign.note(
        tenancy,
        kind=kind,
        on=seen_on,
        contact_by=contact_by(seen_on),
        by=actor.user_id,
        at=at,
    )


@command(NOTE_MONEY_SIGN)
def note_money_sign(  # noqa: PLR0913  # a sign's own parts
    actor: Actor,
    *,
    tenancy_id: int,
    kind: MoneySignKind,
    seen_on: date,
    on: date,
    at: datetime,
    ore: int | None = None,
) -> MoneySign:
    """Note arrears or a lost allowance, behind the wall of money."""
    tenancy = Tenancy.objects.permitted_to(actor, NOTE_MONEY_SIGN).get(pk=tenancy_id)
    _has_been(tenancy, seen_on, on)
    answer_again(tenancy.person_id, on=on)
    return MoneySign.note(
        tenancy,
        kind=kind,
        on=seen_on,
        contact_by=contact_by(seen_on),
        by=actor.user_id,
        at=at,
        ore=ore,
    )


def _has_been(tenancy: Tenancy, seen_on: date, on: date) -> None:
    if tenancy.ended_on is not None and tenancy.ended_on <= on:
        raise Refused(_("The tenancy has ended. There is no home to keep here any more."))
    if seen_on > on:
        raise Invalid({"seen_on": NOT_YET_SEEN})
    if seen_on < tenancy.started_on:
        raise Invalid({"seen_on": BEFORE_THE_TENANCY})
