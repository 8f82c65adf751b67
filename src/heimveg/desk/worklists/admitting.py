"""Who is to be let in, and whose access runs out."""

from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from heimveg.access.gate import Actor
from heimveg.accounts.models import AccessRequest, Membership
from heimveg.accounts.queries import positions_ending, requests_to_decide
from heimveg.base.parts import Worklist, WorkRow
from heimveg.desk.worklists.asking import Asking, First
from heimveg.desk.worklists.panel import first_up, short, waited

SLOW_DAYS = 3
SOON_DAYS = 30


def _requests(actor: Actor, on: date) -> QuerySet[AccessRequest]:
    return requests_to_decide(actor)


def access_to_approve(actor: Actor, on: date) -> Asking:
    """What another administrator asked for, and this reader can answer."""
    found = yield First(_requests, ("user", "unit"))
    return Worklist(
        id="access-to-approve",
        title=_("Access to approve"),
        icon="shield",
        count=found.count,
        has_more=found.has_more,
        url=reverse("accounts:requests"),
        empty=_("Nobody has asked for access that a second person must approve."),
        rows=[_asked(row, on) for row in found.rows],
    )


def _asked(row: AccessRequest, on: date) -> WorkRow:
    days, is_late = waited(row.asked_at.date(), at_most=SLOW_DAYS, on=on)
    what = f"{row.get_role_display()}, {row.unit}" if row.unit else str(row.get_kind_display())
    return WorkRow(
        what=row.user.name,
        why=first_up(what),
        url=reverse("accounts:requests"),
        days=days,
        is_late=is_late,
        next=_("Read and answer"),
    )


def _ending_soon(actor: Actor, on: date) -> QuerySet[Membership]:
    return positions_ending(on=on, days=SOON_DAYS)


def positions_that_end(actor: Actor, on: date) -> Asking:
    """Access that stops by itself within a month."""
    found = yield First(_ending_soon, ("user", "unit"))
    return Worklist(
        id="positions-ending",
        title=_("Positions that end"),
        icon="people",
        count=found.count,
        has_more=found.has_more,
        url=reverse("accounts:staff"),
        empty=_("No position ends within a month."),
        rows=[_ending(row) for row in found.rows],
    )


def _ending(row: Membership) -> WorkRow:
    role = first_up(row.get_role_display())
    return WorkRow(
        what=row.user.name,
        why=f"{role}, {row.unit.name}",
        url=reverse("accounts:user", args=[row.user_id]),
        tag=_("until %(day)s") % {"day": short(row.ended_on)},
        tone="warning",
    )
