"""Leases that end before anybody has decided what comes after."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from heimveg.access.gate import Actor
from heimveg.base.parts import Worklist, WorkRow
from heimveg.desk.worklists.asking import Asking, First
from heimveg.desk.worklists.panel import short
from heimveg.tenancies.models import Tenancy
from heimveg.tenancies.queries.renewals import undecided

SOON_DAYS = 60  # after that there is no time to find anything


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
