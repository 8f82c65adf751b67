"""Who waits, and whose need is half told."""

from datetime import date

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from heimveg.access.gate import Actor
from heimveg.base.parts import Worklist, WorkRow
from heimveg.desk.worklists.asking import Asking, First
from heimveg.desk.worklists.panel import MOST, first_up, short
from heimveg.needs.models import Need
from heimveg.needs.permissions import CHANGE_NEED
from heimveg.needs.queries import most_urgent
from heimveg.needs.rules import NeedStatus
from heimveg.persons.queries.listed import named_for
from heimveg.persons.sight import FirstSeen

URGENT, AT_ONCE = 4, 5


def _urgent_needs(actor: Actor, on: date) -> FirstSeen:
    return most_urgent(actor, at_least=URGENT, at_most=MOST + 1)


def urgent_needs(actor: Actor, on: date) -> Asking:
    found = yield First(_urgent_needs, ("person",))
    return Worklist(
        id="urgent-needs",
        title=_("Urgent and waiting"),
        icon="clock",
        count=found.count,
        has_more=found.has_more,
        rows=[_urgent(need, on) for need in found.rows],
        url=reverse("needs:list"),
        empty=_("Nobody with an urgent need is waiting."),
    )


def _urgent(need: Need, on: date) -> WorkRow:
    reasons = ", ".join(str(Need.REASONS.get(r, r)) for r in need.urgency_reasons)  # type: ignore[call-overload]  # codes of older versions stand as they are
    return WorkRow(
        what=need.person.shown_name,
        url=reverse("needs:detail", args=[need.pk]),
        why=first_up(reasons),
        next=_("See the need"),
        days=(on - need.opened_on).days,
        tag=need.get_urgency_display(),
        tone="danger" if need.urgency == AT_ONCE else "warning",
    )


def _stuck_needs(actor: Actor, on: date) -> QuerySet[Need]:
    rested = Q(status=NeedStatus.PARKED, parked_until__lte=on)
    stuck = Need.objects.filter(Q(status=NeedStatus.INCOMPLETE) | rested)
    return stuck.permitted_to(actor, CHANGE_NEED).order_by("opened_on", "pk")


def needs_to_complete(actor: Actor, on: date) -> Asking:
    found = yield First(_stuck_needs, ("person",))
    return Worklist(
        id="incomplete-needs",
        title=_("To complete or take up again"),
        icon="pencil",
        count=found.count,
        has_more=found.has_more,
        url=reverse("needs:list"),
        empty=_("No half-filled or parked need waits for you."),
        rows=[_stuck(need, on) for need in found.rows],
    )


def _stuck(need: Need, on: date) -> WorkRow:
    status = first_up(need.get_status_display())
    parked = {"status": status, "day": short(need.parked_until)}
    return WorkRow(
        what=need.person.shown_name,
        url=reverse("needs:detail", args=[need.pk]),
        days=(on - need.opened_on).days,
        why=_("%(status)s until %(day)s") % parked if need.parked_until else status,
        next=_("Take it up"),
    )


def _named_for(actor: Actor, on: date) -> FirstSeen:
    return named_for(actor, on=on, at_most=MOST + 1)


def my_people(actor: Actor, on: date) -> Asking:
    found = yield First(_named_for, ("person",))
    return Worklist(
        id="my-people",
        title=_("My people"),
        icon="person-group",
        count=found.count,
        has_more=found.has_more,
        url=reverse("persons:list"),
        empty=_("You are nobody's named worker yet."),
        rows=[
            WorkRow(
                what=row.person.shown_name,
                why=_("since %(day)s") % {"day": short(row.started_on)},
                url=reverse("desk:person", args=[row.person_id]),
                next=_("Open the person"),
            )
            for row in found.rows
        ],
    )
