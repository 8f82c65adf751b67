"""Letters and messages that did not get through, and messages to whoever is at the desk."""

from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from heimveg.access.gate import Actor
from heimveg.base.parts import Worklist, WorkRow
from heimveg.desk.worklists.asking import Asking, First
from heimveg.desk.worklists.panel import first_up
from heimveg.notices.models import Notice
from heimveg.notices.permissions import SETTLE_NOTICE


def _in_trouble(actor: Actor, on: date) -> QuerySet[Notice]:
    rows = Notice.objects.permitted_to(actor, SETTLE_NOTICE).in_trouble()
    return rows.defer("document", "body").order_by("queued_at", "pk")


def in_trouble(actor: Actor, on: date) -> Asking:
    found = yield First(_in_trouble, ("person", "user"))
    return Worklist(
        id="letters-in-trouble",
        title=_("Letters that did not get through"),
        icon="envelope",
        count=found.count,
        has_more=found.has_more,
        url=reverse("notices:list"),
        empty=_("Every letter and message has got through."),
        rows=[
            WorkRow(
                what=notice.person.shown_name if notice.person else str(notice.user),
                why=first_up(notice.get_failure_display()),
                url=reverse("notices:list"),
                days=(on - notice.queued_at.date()).days,
                next=_("Look into it"),
            )
            for notice in found.rows
        ],
    )


def _unread(actor: Actor, on: date) -> QuerySet[Notice]:
    return Notice.objects.unread_by(actor.user_id).defer("document")


def to_me(actor: Actor, on: date) -> Asking:
    """What somebody should know, until they have said that they have read it."""
    found = yield First(_unread)
    return Worklist(
        id="messages-to-me",
        title=_("Messages to me"),
        icon="envelope",
        count=found.count,
        has_more=found.has_more,
        empty=_("No message to you that you have not read."),
        rows=[
            WorkRow(
                what=notice.body,
                url=notice.leads_to or reverse("desk:front"),
                days=(on - notice.queued_at.date()).days or None,
                next=_("Mark as read"),
                act_url=reverse("notices:read", args=[notice.pk]),
            )
            for notice in found.rows
        ],
    )
