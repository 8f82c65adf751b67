"""What waits for those who keep homes: inspections, work, and homes too long in turnover."""

from datetime import date, timedelta

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from heimveg.access.gate import Actor
from heimveg.base.parts import Worklist, WorkRow
from heimveg.desk.worklists.asking import Asking, First
from heimveg.desk.worklists.panel import first_up, short, waited
from heimveg.tenancies.models import Letting
from heimveg.upkeep.models import Inspection, Turnover, WaiverAsk, WorkOrder
from heimveg.upkeep.permissions import DO_WORK, INSPECT, READ_UPKEEP
from heimveg.upkeep.queries import limit
from heimveg.upkeep.rules import Step
from heimveg.upkeep.words import STEP_TEXTS


def _to_inspect(actor: Actor, on: date) -> QuerySet[Inspection]:
    due = Inspection.objects.permitted_to(actor, INSPECT).open().filter(planned_on__lte=on)
    mine = due.filter(Q(assigned_to=actor.user_id) | Q(assigned_to=None))
    return mine.order_by("planned_on", "pk")


def inspections_due(actor: Actor, on: date) -> Asking:
    """One's own and those nobody has, up to today."""
    found = yield First(_to_inspect, ("dwelling",))
    return Worklist(
        id="inspections-due",
        title=_("Inspections today"),
        icon="tasks",
        count=found.count,
        has_more=found.has_more,
        url=reverse("upkeep:inspections"),
        empty=_("No inspection is planned for today."),
        rows=[
            WorkRow(
                what=row.dwelling.address,
                why=first_up(row.get_kind_display()),
                url=reverse("upkeep:inspection", args=[row.pk]),
                days=(on - row.planned_on).days or None,
                is_late=row.planned_on < on,
                next=_("Inspect"),
            )
            for row in found.rows
        ],
    )


def _waivers(actor: Actor, on: date) -> QuerySet[WaiverAsk]:  # as every list
    return WaiverAsk.objects.put_to(actor).waiting().order_by("asked_at", "pk")


def waivers_to_sign(actor: Actor, on: date) -> Asking:
    """What a landlord asks this leader by name: may the home be let below the standard?"""
    found = yield First(_waivers, ("turnover__dwelling",))
    return Worklist(
        id="waivers-to-sign",
        title=_("Waivers to sign"),
        icon="file-text",
        count=found.count,
        has_more=found.has_more,
        empty=_("Nobody asks you to let a home below the standard."),
        rows=[
            WorkRow(
                what=row.turnover.dwelling.address,
                why=row.reason,
                url=reverse("upkeep:waiver", args=[row.pk]),
                days=(on - row.asked_at.date()).days or None,
                is_late=False,
                next=_("Answer"),
            )
            for row in found.rows
        ],
    )


def _orders(actor: Actor, on: date) -> QuerySet[WorkOrder]:
    open_ones = WorkOrder.objects.permitted_to(actor, DO_WORK).open()
    mine = open_ones.filter(Q(assigned_to=actor.user_id) | Q(assigned_to=None, firm=""))
    return mine.order_by(F("due_on").asc(nulls_last=True), "pk")


def my_orders(actor: Actor, on: date) -> Asking:
    """One's own, and those nobody has, soonest first."""
    found = yield First(_orders, ("dwelling",))
    return Worklist(
        id="orders",
        title=_("Work to do"),
        icon="tools",
        count=found.count,
        has_more=found.has_more,
        url=reverse("upkeep:orders"),
        empty=_("No work waits for you. What is ordered in your homes comes here."),
        rows=[_order(row, on) for row in found.rows],
    )


def _order(row: WorkOrder, on: date) -> WorkRow:
    late = (on - row.due_on).days if row.due_on else 0
    why = row.dwelling.address
    if row.due_on:
        why = _("%(home)s, by %(day)s") % {"home": why, "day": short(row.due_on)}
    return WorkRow(
        what=row.title,
        why=why,
        url=reverse("upkeep:order", args=[row.pk]),
        days=late if late > 0 else None,
        is_late=late > 0,
        next=_("See the order"),
    )


def _taken(actor: Actor, on: date) -> QuerySet[Turnover]:
    taken = Letting.objects.filter(
        Q(ended_on=None) | Q(ended_on__gt=on),
        dwelling=OuterRef("dwelling"),
        started_on__gte=OuterRef("vacated_on"),
    )
    first = Subquery(taken.order_by("started_on").values("started_on")[:1])
    mine = Turnover.objects.permitted_to(actor, READ_UPKEEP).open()
    waiting = mine.annotate(moves_in_on=first).filter(moves_in_on__isnull=False)
    return waiting.order_by("moves_in_on", "pk")


def moves_in_not_ready(actor: Actor, on: date) -> Asking:
    """Homes that somebody has said yes to and that are not ready; the day that comes first, first.
    A day that has come is late: nobody moves in until the home is ready."""
    found = yield First(_taken, ("dwelling",))
    shown = [row.pk for row in found.rows]
    days = _move_in_days(actor, on, shown) if shown else {}
    return Worklist(
        id="moves-in-not-ready",
        title=_("Moves in soon, and the home is not ready"),
        icon="key",
        count=found.count,
        has_more=found.has_more,
        url=reverse("upkeep:turnovers"),
        empty=_("Every home that somebody is about to move into is ready."),
        rows=[_not_ready(row, days[row.pk], on) for row in found.rows],
    )


def _move_in_days(actor: Actor, on: date, keys: list[int]) -> dict[int, date]:
    rows = _taken(actor, on).filter(pk__in=keys)
    return {row.pk: row.moves_in_on for row in rows}  # type: ignore[attr-defined]  # annotated


def _not_ready(row: Turnover, moves_in_on: date, on: date) -> WorkRow:
    is_late = moves_in_on <= on
    text = (
        _("Should have moved in on %(day)s: %(step)s")
        if is_late
        else _("Moves in on %(day)s: %(step)s")
    )
    return WorkRow(
        what=row.dwelling.address,
        why=text % {"day": short(moves_in_on), "step": STEP_TEXTS[row.step(on=on)]},
        url=reverse("upkeep:turnover", args=[row.pk]),
        days=(on - moves_in_on).days if is_late else None,
        is_late=is_late,
        next=_what_now(row, on),
    )


def _what_now(row: Turnover, on: date) -> str:
    """At the standard nothing is missing but that somebody says so."""
    if row.step(on=on) is Step.AT_STANDARD:
        return _("Say that it is ready")
    return _("See what is missing")


def _too_long(actor: Actor, on: date) -> QuerySet[Turnover]:
    since = on - timedelta(days=limit("turnover_days", on=on) + 1)
    late = Turnover.objects.permitted_to(actor, READ_UPKEEP).empty_on(since)
    return late.order_by("vacated_on", "pk")


def turnovers_too_long(actor: Actor, on: date) -> Asking:
    """Empty for longer than the municipality's own limit."""
    longest = limit("turnover_days", on=on)
    found = yield First(_too_long, ("dwelling",))
    return Worklist(
        id="turnovers",
        title=_("Too long between two tenants"),
        icon="door-open",
        count=found.count,
        has_more=found.has_more,
        url=reverse("upkeep:turnovers"),
        empty=ngettext(
            "No home has been between two tenants for more than %(days)s day.",
            "No home has been between two tenants for more than %(days)s days.",
            longest,
        )
        % {"days": longest},
        rows=[
            WorkRow(
                what=row.dwelling.address,
                why=first_up(STEP_TEXTS[row.step(on=on)]),
                url=reverse("upkeep:turnover", args=[row.pk]),
                days=waited(row.vacated_on, at_most=longest, on=on)[0] if row.vacated_on else None,
                is_late=True,
                next=_what_now(row, on),
            )
            for row in found.rows
        ],
    )
