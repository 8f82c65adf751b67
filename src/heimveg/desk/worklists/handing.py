"""Hand-offs: what waits for one's answer, for a decision, and for others' answer."""

from datetime import date

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from heimveg.access.gate import Actor
from heimveg.base.parts import Worklist, WorkRow
from heimveg.desk.worklists.asking import Asking, First
from heimveg.desk.worklists.panel import MOST, short
from heimveg.handoffs.models import Handoff
from heimveg.handoffs.permissions import ANSWER_HANDOFF, ASK_HANDOFF, DECIDE_HANDOFF
from heimveg.handoffs.rules import HandoffState, Urgency
from heimveg.persons.queries.listed import without_worker
from heimveg.persons.sight import FirstSeen

RELATED = ("person", "from_unit", "to_unit", "answering_unit")


def _to_answer(actor: Actor, on: date) -> QuerySet[Handoff]:
    mine = Handoff.objects.permitted_to(actor, ANSWER_HANDOFF)
    return mine.waiting_for(actor.units(ANSWER_HANDOFF), actor.units(DECIDE_HANDOFF))


def handoffs_to_answer(actor: Actor, on: date) -> Asking:
    """What one's units are to answer, or to decide between others."""
    found = yield First(_to_answer, RELATED)
    return Worklist(
        id="handoffs-to-answer",
        title=_("Hand-offs to answer"),
        icon="handshake",
        count=found.count,
        has_more=found.has_more,
        url=reverse("handoffs:list"),
        empty=_("No unit waits for your answer."),
        rows=[_row(row, on, next=_verb(row)) for row in found.rows],
    )


def _without_worker(actor: Actor, on: date) -> FirstSeen:
    return without_worker(actor, on=on, at_most=MOST + 1)


def new_to_us(actor: Actor, on: date) -> Asking:
    """Whom one's units answer for, or have said yes to helping, and nobody there is named yet."""
    found = yield First(_without_worker, ("person", "unit"))
    return Worklist(
        id="new-to-us",
        title=_("New to us: name a worker"),
        icon="person-group",
        count=found.count,
        has_more=found.has_more,
        empty=_("Everybody your unit follows up has a worker to ask for."),
        rows=[
            WorkRow(
                what=row.person.shown_name,
                url=reverse("desk:person", args=[row.person_id]),
                why=f"{row.unit.name}, " + _("since %(day)s") % {"day": short(row.started_on)},
                days=(on - row.started_on).days,
                next=_("Name the worker"),
                next_url=reverse("persons:worker", args=[row.person_id, row.pk]),
            )
            for row in found.rows
        ],
    )


def _verb(row: Handoff) -> str:
    return _("Decide") if row.state == HandoffState.ESCALATED else _("Answer")


def _asked(actor: Actor, on: date) -> QuerySet[Handoff]:
    mine = Handoff.objects.permitted_to(actor, ASK_HANDOFF)
    return mine.asked_by_units(actor.units(ASK_HANDOFF)).order_by(F("answer_by").asc(), "pk")


def handoffs_asked(actor: Actor, on: date) -> Asking:
    """What one's units have asked: with a no one does not agree with left out, since it is
    answered; and those past their day, first."""
    found = yield First(_asked, RELATED)
    return Worklist(
        id="handoffs-asked",
        title=_("We have asked, and wait"),
        icon="clock",
        count=found.count,
        has_more=found.has_more,
        url=f"{reverse('handoffs:list')}?show=asked",
        empty=_("You wait for no other unit's answer."),
        rows=[_row(row, on, next=_("See the hand-off")) for row in found.rows],
    )


def _row(row: Handoff, on: date, *, next: str) -> WorkRow:  # noqa: A002  # the verb of the next step
    words = {
        "one": row.from_unit.name,
        "other": row.to_unit.name,
        "day": short(row.answer_by),
    }
    is_late = row.answer_by < on and row.state == HandoffState.ASKED
    days = (on - (row.answer_by if is_late else row.first_asked_on)).days
    urgent = row.urgency == Urgency.AT_ONCE
    return WorkRow(
        what=row.person.shown_name,
        url=reverse("handoffs:detail", args=[row.pk]),
        why=_("%(one)s to %(other)s, answer by %(day)s") % words,
        days=days,
        age=_age(days, is_late=is_late),
        is_late=is_late,
        tag=row.get_urgency_display() if urgent else "",
        tone="danger",
        next=next,
    )


def _age(days: int, *, is_late: bool) -> str:
    """Since it was asked for the first time, or since it should have been answered."""
    if is_late:
        return ngettext("%(days)s day late", "%(days)s days late", days) % {"days": days}
    waited = ngettext("has waited %(days)s day", "has waited %(days)s days", days)
    return waited % {"days": days} if days else _("asked today")
