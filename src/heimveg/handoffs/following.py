"""A question that waits for another unit's answer is over when the case is closed."""

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from heimveg.handoffs.models import Handoff
from heimveg.handoffs.rules import HandoffState
from heimveg.persons.following import AtClosing, Closing, Follower, Standing, follow


def open_handoffs(person_ids: Sequence[int], _on: date) -> list[Standing]:
    rows = Handoff.objects.open().filter(person_id__in=person_ids).order_by("pk")
    return [
        Standing(
            what=_("A hand-off that waits: %(unit)s") % {"unit": row.answering_unit.name},
            at_closing=AtClosing.ENDS,
            url=reverse("handoffs:detail", args=[row.pk]),
            detail=_("To be answered by %(day)s.")
            % {"day": date_format(row.answer_by, "SHORT_DATE_FORMAT")},
        )
        for row in rows.select_related("answering_unit")
    ]


def lapse_with_the_case(closing: Closing) -> None:
    for handoff in Handoff.objects.open().filter(person_id__in=closing.person_ids):
        handoff.move(HandoffState.LAPSED, ended_on=closing.on)


follow(Follower("handoffs", ask=open_handoffs, end=lapse_with_the_case))
