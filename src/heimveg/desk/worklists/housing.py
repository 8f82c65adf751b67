"""Homes that come free, stand empty, or whose lease or grant runs out."""

from datetime import date, timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from heimveg.access.gate import Actor
from heimveg.base.parts import Worklist, WorkRow
from heimveg.desk.queries.ties import KnownTie, known_to
from heimveg.desk.worklists.asking import Asking, First
from heimveg.desk.worklists.panel import first_up, short
from heimveg.dwellings.models import FundingTie, OutOfUse
from heimveg.dwellings.queries import out_of_use_longest, ties_that_end
from heimveg.tenancies.models import Tenancy
from heimveg.tenancies.models.waiting import waits_on
from heimveg.tenancies.permissions import READ_TENANCIES
from heimveg.tenancies.queries import tenancies_known

RENEWAL_DAYS = 183
SOON_DAYS = 30


def _coming_free(actor: Actor, on: date) -> QuerySet[OutOfUse]:
    soon = on + timedelta(days=SOON_DAYS)
    coming = OutOfUse.objects.running_on(on).filter(expected_end_on__lte=soon)
    return coming.order_by("expected_end_on", "pk")


def homes_coming_free(actor: Actor, on: date) -> Asking:
    found = yield First(_coming_free, ("dwelling",))
    return Worklist(
        id="coming-free",
        title=_("Homes coming free"),
        icon="door-open",
        count=found.count,
        has_more=found.has_more,
        url=reverse("dwellings:list"),
        empty=_("No home is expected back within a month."),
        rows=[_coming(row, on) for row in found.rows],
    )


def _coming(row: OutOfUse, on: date) -> WorkRow:
    expected = row.expected_end_on
    is_late = expected is not None and expected < on
    return WorkRow(
        what=row.dwelling.address,
        url=reverse("desk:dwelling", args=[row.dwelling_id]),
        next=_("See the home"),
        why=_("%(cause)s, expected back %(day)s")
        % {"cause": first_up(row.get_cause_display()), "day": short(expected)},
        days=(on - expected).days if expected and is_late else None,
        is_late=is_late,
    )


def _out(actor: Actor, on: date) -> QuerySet[OutOfUse]:
    return out_of_use_longest(on=on)


def out_of_use(actor: Actor, on: date) -> Asking:
    found = yield First(_out, ("dwelling",))
    return Worklist(
        id="out-of-use",
        title=_("Out of use, longest first"),
        icon="tools",
        count=found.count,
        has_more=found.has_more,
        empty=_("Every home can be let."),
        url=reverse("dwellings:list"),
        rows=[
            WorkRow(
                what=row.dwelling.address,
                why=first_up(row.get_cause_display()),
                url=reverse("desk:dwelling", args=[row.dwelling_id]),
                days=(on - (row.expected_end_on if is_late else row.started_on)).days,
                is_late=is_late,
                next=_("See the home"),
            )
            for row in found.rows
            for is_late in [bool(row.expected_end_on and row.expected_end_on < on)]
        ],
    )


def _leases(actor: Actor, on: date) -> QuerySet[Tenancy]:
    soon = on + timedelta(days=RENEWAL_DAYS)
    running = Tenancy.objects.permitted_to(actor, READ_TENANCIES).filter(ended_on=None)
    return running.filter(lease_until__range=(on, soon)).order_by("lease_until", "pk")


def leases_ending(actor: Actor, on: date) -> Asking:
    found = yield First(_leases, ("person", "dwelling"))
    return Worklist(
        id="leases",
        title=_("Leases to renew"),
        icon="calendar",
        count=found.count,
        has_more=found.has_more,
        url=reverse("tenancies:list"),
        empty=_("No lease ends within half a year."),
        rows=[
            WorkRow(
                what=row.person.shown_name,
                why=_("%(home)s, lease until %(day)s")
                % {"home": row.dwelling.address, "day": short(row.lease_until)},
                url=reverse("desk:dwelling", args=[row.dwelling_id]),
                next=_("See the home"),
            )
            for row in found.rows
        ],
    )


def _ties(actor: Actor, on: date) -> QuerySet[FundingTie]:
    return ties_that_end(on=on)


def ties_ending(actor: Actor, on: date) -> Asking:
    """Joined with who lives there, for those who may know."""
    found = yield First(_ties, ("dwelling",))
    tenants = _tenants_in(actor, [row.dwelling_id for row in found.rows], on)
    return Worklist(
        id="ties",
        title=_("Grants that run out"),
        icon="kroner",
        count=found.count,
        has_more=found.has_more,
        url=reverse("dwellings:list"),
        empty=_("No grant runs out within half a year."),
        rows=[
            WorkRow(
                what=row.dwelling.address,
                why=_tie(row, tenants.get(row.dwelling.pk, "")),
                next=_("See the home"),
                url=reverse("desk:dwelling", args=[row.dwelling.pk]),
            )
            for row in known_to(actor, found.rows)
        ],
    )


def _tenants_in(actor: Actor, homes: list[int], on: date) -> dict[int, str]:
    """Who lives in these homes, by the home; nobody the actor may not see."""
    if not homes or not actor.may(READ_TENANCIES):
        return {}
    rows = tenancies_known(actor).running_on(on).filter(dwelling_id__in=homes)
    rows = rows.exclude(waits_on(on))
    return {row.dwelling_id: row.person.shown_name for row in rows.select_related("person")}


def _tie(row: KnownTie, tenant: str) -> str:
    told = {"grant": row.grant, "day": short(row.last_on), "tenant": tenant}
    if not row.grant:
        lived_in = _("Tied by a grant to and including %(day)s. %(tenant)s lives there.")
        return (lived_in if tenant else _("Tied by a grant to and including %(day)s")) % told
    if tenant:
        return _("%(grant)s, to and including %(day)s. %(tenant)s lives there.") % told
    return _("%(grant)s, to and including %(day)s") % told
