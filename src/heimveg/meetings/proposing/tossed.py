"""People whom one unit has asked another to take, and nobody has answered in time."""

from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from heimveg.access.gate import Actor
from heimveg.handoffs.models import Handoff
from heimveg.handoffs.permissions import READ_HANDOFFS
from heimveg.handoffs.rules import HandoffState
from heimveg.meetings.proposing.part import Asked, Proposal
from heimveg.meetings.rules import Origin


def handoffs_unanswered(actor: Actor, asked: Asked) -> list[Proposal]:
    """Past their day, or brought to the unit that decides; the longest waiting first."""
    late = Q(state=HandoffState.ASKED, answer_by__lt=asked.on)
    stuck = late | Q(state=HandoffState.ESCALATED)
    rows = Handoff.objects.permitted_to(actor, READ_HANDOFFS).filter(stuck)
    rows = rows.exclude(person__in=asked.people)
    rows = rows.select_related("person", "answering_unit", "mandate_unit")
    return [
        Proposal(
            Origin.HANDOFF_UNANSWERED,
            row.person_id,
            row.person.shown_name,
            _why(row),
            reverse("handoffs:detail", args=[row.pk]),
            since=row.first_asked_on,
        )
        for row in rows.order_by("answer_by", "pk")[: asked.most]
    ]


def _why(row: Handoff) -> str:
    """Nobody is said to be late who has answered: what lies with another is said of that one."""
    if row.state == HandoffState.ESCALATED and row.mandate_unit and row.escalated_on:
        day = date_format(row.escalated_on, "SHORT_DATE_FORMAT")
        said = {"unit": row.mandate_unit, "day": day}
        return _("It lies with %(unit)s to decide between the units since %(day)s.") % said
    said = {"unit": row.answering_unit, "day": date_format(row.answer_by, "SHORT_DATE_FORMAT")}
    return _("%(unit)s was to answer by %(day)s, and has not.") % said
