"""Decisions and letters that wait for a hand."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heimveg.access.gate import Actor, Permission
from heimveg.base.parts import Text, Worklist, WorkRow
from heimveg.decisions.models import Decision
from heimveg.decisions.permissions import APPROVE_DECISION, SIGN_DECISION, TELL_DECISION
from heimveg.decisions.rules import DecisionState
from heimveg.desk.worklists.asking import Asking, First
from heimveg.desk.worklists.panel import first_up, waited
from heimveg.notices.models import Notice
from heimveg.notices.rules import Channel
from heimveg.persons.sight import seen

SLOW_DAYS = 7


@dataclass(frozen=True)
class Wait:
    """A state in which decisions wait, and for what."""

    state: DecisionState
    permission: Permission
    title: Text
    verb: Text
    empty: Text


TO_APPROVE = Wait(
    DecisionState.SIGNED,
    APPROVE_DECISION,
    gettext_lazy("Decisions to approve"),
    gettext_lazy("Read and approve"),
    gettext_lazy("No decision waits for your approval."),
)
TO_SIGN = Wait(
    DecisionState.DRAFT,
    SIGN_DECISION,
    gettext_lazy("Decisions to sign"),
    gettext_lazy("Read and sign"),
    gettext_lazy("No draft waits for a signature."),
)
TO_TELL = Wait(
    DecisionState.APPROVED,
    TELL_DECISION,
    gettext_lazy("Letters to send"),
    gettext_lazy("Send the letter"),
    gettext_lazy("No approved decision is untold."),
)


def decisions_in(wait: Wait) -> Callable[[Actor, date], Asking]:
    def waiting(actor: Actor, on: date) -> QuerySet[Decision]:
        rows = Decision.objects.permitted_to(actor, wait.permission).filter(state=wait.state)
        if wait.state is DecisionState.SIGNED:
            rows = rows.exclude(signed_by=actor.user_id)
        return rows.defer("evidence").order_by("drafted_on", "pk")

    def ask(actor: Actor, on: date) -> Asking:
        found = yield First(waiting, ("person",))
        return Worklist(
            id=f"decisions-{wait.state}",
            title=wait.title,
            icon="file-text",
            count=found.count,
            has_more=found.has_more,
            empty=wait.empty,
            url=f"{reverse('decisions:list')}?state={wait.state}",
            rows=[_row(row, wait, on) for row in found.rows],
        )

    return ask


def _row(decision: Decision, wait: Wait, on: date) -> WorkRow:
    days, is_late = waited(decision.drafted_on, at_most=SLOW_DAYS, on=on)
    return WorkRow(
        what=decision.person.shown_name,
        why=first_up(decision.get_kind_display()),
        url=reverse("decisions:detail", args=[decision.pk]),
        days=days,
        is_late=is_late,
        next=wait.verb,
    )


def _held_back(actor: Actor, on: date) -> QuerySet[Notice]:
    held = Notice.objects.held().filter(channel=Channel.LETTER, key__startswith="decision:")
    return held.filter(seen(actor, TELL_DECISION)).defer("document").order_by("queued_at", "pk")


def letters_held(actor: Actor, on: date) -> Asking:
    """Letters to people with protected addresses: a cleared colleague hands them over."""
    found = yield First(_held_back, ("person",))
    return Worklist(
        id="letters-held",
        title=_("Letters to hand over"),
        icon="envelope",
        count=found.count,
        has_more=found.has_more,
        empty=_("No letter is held back because an address is protected."),
        rows=[_held(notice, on) for notice in found.rows],
    )


def _held(notice: Notice, on: date) -> WorkRow:
    days, is_late = waited(notice.queued_at.date(), at_most=SLOW_DAYS, on=on)
    return WorkRow(
        what=notice.person.shown_name if notice.person else "",
        why=_("The address is protected: nothing is sent"),
        url=reverse("decisions:detail", args=[notice.key.partition(":")[2]]),
        days=days,
        is_late=is_late,
        next=_("Hand it over"),
    )
