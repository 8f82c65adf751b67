"""People whose need stands still, who said no to a home, or to whom something was promised."""

from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from heimveg.access.gate import Actor
from heimveg.allocation.models import Offer
from heimveg.allocation.permissions import ANSWER_OFFER
from heimveg.allocation.rules import OfferState
from heimveg.meetings.models import Matter, Task
from heimveg.meetings.permissions import READ_MATTERS
from heimveg.meetings.proposing.part import Asked, Proposal
from heimveg.meetings.rules import Origin
from heimveg.needs.models import Need
from heimveg.needs.permissions import READ_NEEDS
from heimveg.persons.sight import seen


def needs_without_movement(actor: Actor, asked: Asked) -> list[Proposal]:
    """Waiting for long, neither offered a home nor spoken of in that time; most urgent first."""
    before = asked.on - timedelta(days=asked.patience.need_days)
    offered = Offer.objects.filter(need=OuterRef("pk"), opened_on__gt=before)
    spoken = Matter.objects.filter(
        person=OuterRef("person"),
        meeting__series=asked.meeting.series_id,
        meeting__held_on__gt=before,
    )
    still = Need.objects.permitted_to(actor, READ_NEEDS).waiting().filter(opened_on__lte=before)
    still = still.exclude(person__in=asked.people).exclude(Exists(offered)).exclude(Exists(spoken))
    rows = still.select_related("person").most_urgent_first()[: asked.most]
    return [
        Proposal(
            Origin.NEED_STILL,
            need.person_id,
            need.person.shown_name,
            _("%(urgency)s. Has waited %(days)s days, %(than)s without an offer.")
            % {
                "urgency": need.get_urgency_display(),
                "days": (asked.on - need.opened_on).days,
                "than": _("the last %(days)s") % {"days": asked.patience.need_days},
            },
            reverse("needs:detail", args=[need.pk]),
            since=need.opened_on,
        )
        for need in rows
    ]


def offers_declined(actor: Actor, asked: Asked) -> list[Proposal]:
    """Who has said no lately and still needs a home: what does that tell us?"""
    after = asked.on - timedelta(days=asked.patience.declined_days)
    declined = Offer.objects.filter(
        seen(actor, ANSWER_OFFER), state=OfferState.DECLINED, answered_on__gt=after
    ).filter(need__in=Need.objects.open().values("pk"))
    rows = declined.exclude(person__in=asked.people).select_related("person", "dwelling")
    once: dict[int, Offer] = {}
    for offer in rows.order_by("-answered_on", "-pk")[: 4 * asked.most]:
        once.setdefault(offer.person_id, offer)
    return [
        Proposal(
            Origin.OFFER_DECLINED,
            offer.person_id,
            offer.person.shown_name,
            _("Declined a home %(day)s because of %(reason)s.")
            % {
                "day": date_format(offer.answered_on or asked.on, "SHORT_DATE_FORMAT"),
                "reason": offer.get_decline_reason_display() or _("no told reason"),
            },
            reverse("allocation:offer", args=[offer.pk]),
            since=offer.answered_on,
        )
        for offer in list(once.values())[: asked.most]
    ]


def tasks_late(actor: Actor, asked: Asked) -> list[Proposal]:
    """People for whom something was agreed and not done by its day."""
    rows = Task.objects.permitted_to(actor, READ_MATTERS).open()
    late = rows.filter(due_on__lt=asked.on, person__isnull=False, series=asked.meeting.series_id)
    late = late.exclude(person__in=asked.people).select_related("person", "owner")
    once: dict[int, Task] = {}
    for task in late.order_by("due_on", "pk")[: 4 * asked.most]:
        once.setdefault(int(task.person_id or 0), task)
    return [
        Proposal(
            Origin.TASK_LATE,
            person_id,
            task.shown_name,
            _("%(owner)s was to do something by %(day)s: %(what)s")
            % {
                "owner": task.owner,
                "day": date_format(task.due_on, "SHORT_DATE_FORMAT"),
                "what": task.text,
            },
            reverse("desk:person", args=[person_id]),
            since=task.due_on,
        )
        for person_id, task in list(once.items())[: asked.most]
    ]
