"""What has been decided about the person."""

from datetime import date, timedelta

from django.urls import reverse

from heimveg.access.gate import Actor
from heimveg.base.bands import Band
from heimveg.decisions.models import Decision
from heimveg.desk.queries.person import PersonPage

MOST_LISTED = 20


def decisions(actor: Actor, page: PersonPage, on: date) -> list[Band]:  # noqa: ARG001  # the page has them
    return [_band(decision) for decision in page.decisions]


def _band(decision: Decision) -> Band:
    """From the day it holds, else from the day it was written; one day where no end is set."""
    start = decision.valid_from or decision.told_on or decision.drafted_on
    end = decision.valid_to or start + timedelta(days=1)
    return Band(
        str(decision.get_kind_display()),
        start,
        max(end, start + timedelta(days=1)),
        "success",
        reverse("decisions:detail", args=[decision.pk]),
        str(decision.get_state_display()),
    )


def listed(actor: Actor, page: PersonPage, on: date) -> list[Decision]:  # noqa: ARG001  # the page has them
    return page.decisions[:MOST_LISTED]
