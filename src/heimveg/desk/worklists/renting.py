"""Tenancies that wait for their home, protests against a notice, and leases that end before
anybody has decided what comes after."""

from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from heimveg.access.gate import Actor
from heimveg.base.parts import Worklist, WorkRow
from heimveg.desk.worklists.asking import Asking, First
from heimveg.desk.worklists.panel import MOST, short
from heimveg.persons.sight import FirstSeen
from heimveg.tenancies.models import CrisisStep, Protest, Tenancy, TenancyQuerySet
from heimveg.tenancies.models.quitting import ProtestQuerySet
from heimveg.tenancies.permissions import AGREE_ON_CRISIS, GIVE_NOTICE, SET_FIRST_DAY
from heimveg.tenancies.queries.listing import AddressIsHidden
from heimveg.tenancies.queries.renewals import undecided, undecided_count
from heimveg.tenancies.rules.renewal import Cell
from heimveg.values import FEWEST_TOLD

SOON_DAYS = 60  # after that there is no time to find anything
CRISIS_DAYS = 14
COURT_DAYS = 21  # a writ takes time


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


def protests(actor: Actor, on: date) -> Asking:
    """Notices that lapse unless somebody goes to court, the soonest first."""
    found = yield First(_protests, ("notice__tenancy__dwelling", "person"))
    return Worklist(
        id="protests",
        title=_("Protests against a notice"),
        text=_("To court in time, or the notice lapses. A notice can be withdrawn."),
        icon="gavel",
        count=found.count,
        has_more=found.has_more,
        url=reverse("tenancies:list"),
        empty=_("No protest against a notice to quit waits for anything."),
        rows=[
            WorkRow(
                what=row.person.shown_name,
                why=_("%(home)s, to court by %(day)s")
                % {"home": row.notice.tenancy.dwelling.address, "day": short(row.notice.sue_by)},
                url=reverse("tenancies:protest", args=[row.notice_id]),
                next=_("See the protest"),
                is_late=(row.notice.sue_by - on).days < COURT_DAYS,
            )
            for row in found.rows
        ],
    )


def _protests(actor: Actor, on: date) -> ProtestQuerySet:
    mine = Protest.objects.permitted_to(actor, GIVE_NOTICE).waiting_for_court(on)
    return mine.exclude(AddressIsHidden("person_id")).order_by("notice__sue_by", "pk")


def leases_undecided(actor: Actor, on: date) -> Asking:
    found = yield First(_leases_undecided, ("person", "dwelling"))
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


def _leases_undecided(actor: Actor, on: date) -> FirstSeen:
    return undecided(actor, on, at_most=MOST + 1)


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


def crisis_steps(actor: Actor, on: date) -> Asking:
    """Steps for when it gets hard that are to be looked at again with the resident. What they say
    stands on the page of the tenancy alone."""
    found = yield First(_crisis_steps, ("tenancy__dwelling", "person"))
    return Worklist(
        id="crisis-steps",
        title=_("Crisis steps to look at again"),
        text=_("With the resident: do they still help?"),
        icon="clock",
        count=found.count,
        has_more=found.has_more,
        url=reverse("tenancies:list"),
        empty=_("No crisis step waits to be looked at again."),
        rows=[
            WorkRow(
                what=row.person.shown_name,
                why=_("by %(day)s") % {"day": short(row.review_on)},
                url=reverse("desk:tenancy", args=[row.tenancy_id]) + "#tenancy-crisis",
                next=_("Look at it"),
                days=(on - row.review_on).days if row.review_on < on else None,
                is_late=row.review_on < on,
            )
            for row in found.rows
        ],
    )


def _crisis_steps(actor: Actor, on: date) -> QuerySet[CrisisStep]:
    mine = CrisisStep.objects.permitted_to(actor, AGREE_ON_CRISIS)
    due = mine.filter(ended_on=None, review_on__lte=on + timedelta(days=CRISIS_DAYS))
    running = due.filter(Q(tenancy__ended_on=None) | Q(tenancy__ended_on__gt=on))
    return running.exclude(AddressIsHidden("person_id")).order_by("review_on", "pk")


def leases_undecided_counted(_actor: Actor, on: date) -> Worklist:
    """The same for who leads: how many, and nobody's name."""
    every, near = undecided_count(on, soon=on + timedelta(days=SOON_DAYS))
    row = WorkRow(
        what=_("Without a decision: %(number)s") % {"number": _number(every)},
        why=_("of them within %(days)s days: %(number)s")
        % {"days": SOON_DAYS, "number": _number(near)},
        url=reverse("tenancies:renewal-figures"),
        is_late=near.number > 0,
        next=_("See what the reviews come to"),
    )
    return Worklist(
        id="leases-undecided",
        title=_("Leases that end without a decision"),
        icon="calendar",
        count=1 if every.is_hidden else every.number,
        has_more=every.is_hidden,
        url=reverse("tenancies:renewal-figures"),
        empty=_("For every lease that ends within half a year, it is decided what comes next."),
        rows=[row] if every.number else [],
    )


def _number(cell: Cell) -> str:
    return (
        _("fewer than %(number)s") % {"number": FEWEST_TOLD}
        if cell.is_hidden
        else str(cell.number)
    )
