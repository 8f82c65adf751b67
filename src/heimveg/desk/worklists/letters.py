"""Letters and messages that did not get through."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from heimveg.access.gate import Actor
from heimveg.base.parts import Worklist, WorkRow
from heimveg.desk.worklists.panel import first_of, first_up
from heimveg.notices.models import Notice
from heimveg.notices.permissions import SETTLE_NOTICE


def in_trouble(actor: Actor, on: date) -> Worklist:
    rows = Notice.objects.permitted_to(actor, SETTLE_NOTICE).in_trouble()
    found = first_of(rows.defer("document", "body").order_by("queued_at", "pk"), "person", "user")
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
