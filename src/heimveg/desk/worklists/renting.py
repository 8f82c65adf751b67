"""Tenancies that wait for their home, and leases that end before anybody has decided what comes
after."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from heimveg.access.gate import Actor
from heimveg.base.parts import Worklist, WorkRow
from heimveg.desk.worklists.asking import Asking, First
from heimveg.desk.worklists.panel import short
from heimveg.tenancies.models import Tenancy, TenancyQuerySet
from heimveg.tenancies.permissions import SET_FIRST_DAY
from heimveg.tenancies.queries.renewals import undecided

SOON_DAYS = 60  # after that there is no time to find anything


def waits_for_a_home(actor: Actor, on: date) -> Asking:
    """Whose day has come while the home is not ready: nothing begins before a new day is set."""
    found = yield First(_waiting, ("person", "dwelling"))
    return Worklist(
        id="waits-for-a-home",
        title=_("Was to have moved in"),
        text=_("The home was not ready. Nobody is charged until a new day is set."),
        icon="key",
        count=found.count,
        has_more=found.has_more,
        url=reverse("tenancies:list"),
        empty=_("Nobody waits for a home that was not ready on its day."),
        rows=[
            WorkRow(
                what=row.person.shown_name,
                why=_("%(home)s, from %(day)s")
                % {"home": row.dwelling.address, "day": short(row.started_on)},
                url=reverse("tenancies:first-day", args=[row.pk]),
                next=_("Set a new first day"),
                days=(on - row.started_on).days or None,
                is_late=True,
            )
            for row in found.rows
        ],
    )


def _waiting(actor: Actor, on: date) -> TenancyQuerySet:
    mine = Tenancy.objects.permitted_to(actor, SET_FIRST_DAY)
    return mine.waiting(on).order_by("started_on", "pk")


def leases_undecided(actor: Actor, on: date) -> Asking:
    found = yield First(undecided, ("person", "dwelling"))
    return Worklist(
        id="leases-undecided",
        title=_("Leases that end without a decision"),
        text=_("Can the tenant buy, move on, or stay?"),
        icon="calendar",
        count=found.count,
        has_more=found.has_more,
        url=reverse("tenancies:list"),
        empty=_("For every lease that ends within half a year, it is decided what comes next."),
        rows=[_undecided(row, on) for row in found.rows],
    )


def _undecided(row: Tenancy, on: date) -> WorkRow:
    left = (row.lease_until - on).days if row.lease_until else 0
    return WorkRow(
        what=row.person.shown_name,
        why=_("%(home)s, lease until %(day)s")
        % {"home": row.dwelling.address, "day": short(row.lease_until)},
        url=reverse("desk:tenancy", args=[row.pk]),
        next=_("Decide what comes next"),
        is_late=left < SOON_DAYS,
    )
