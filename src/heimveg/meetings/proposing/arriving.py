"""People who leave an institution soon, with no home to go to."""

from datetime import timedelta

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import ngettext

from heimveg.access.gate import Actor
from heimveg.meetings.proposing.part import Asked, Proposal
from heimveg.meetings.rules import Origin
from heimveg.stays.queries import leaving_without_a_home


def discharges_coming(actor: Actor, asked: Asked) -> list[Proposal]:
    """Soonest first. Which institution is not said: that is for those who follow the person up."""
    last = asked.on + timedelta(days=asked.patience.discharge_days)
    rows = leaving_without_a_home(actor, on=asked.on).filter(expected_end_on__lte=last)
    rows = rows.exclude(person__in=asked.people).select_related("person")
    found = []
    for stay in rows.order_by("expected_end_on", "pk")[: asked.most]:
        day = stay.expected_end_on or asked.on
        left = (day - asked.on).days
        words = ngettext(
            "Leaves an institution %(day)s, in %(days)s day, without a home.",
            "Leaves an institution %(day)s, in %(days)s days, without a home.",
            left,
        ) % {"day": date_format(day, "SHORT_DATE_FORMAT"), "days": left}
        found.append(
            Proposal(
                Origin.DISCHARGE_COMING,
                stay.person_id,
                stay.person.shown_name,
                words,
                reverse("desk:person", args=[stay.person_id]),
                since=stay.started_on,
            )
        )
    return found
