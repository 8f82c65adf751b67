"""Homes that have stood empty for too long."""

from datetime import timedelta

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from heimveg.access.gate import Actor
from heimveg.dwellings.models import OutOfUse
from heimveg.meetings.proposing.part import Asked, Proposal
from heimveg.meetings.rules import ItemKind, Origin


def homes_empty(actor: Actor, asked: Asked) -> list[Proposal]:  # noqa: ARG001  # open to all staff
    """Out of use for long, or past the day it was to be back; longest first."""
    before = asked.on - timedelta(days=asked.patience.home_days)
    out = OutOfUse.objects.running_on(asked.on).filter(started_on__lte=before)
    rows = out.exclude(dwelling__in=asked.dwellings).select_related("dwelling")
    return [
        Proposal(
            Origin.HOME_EMPTY,
            row.dwelling_id,
            str(row.dwelling),
            _("%(cause)s for %(days)s days.")
            % {
                "cause": capfirst(str(row.get_cause_display())),
                "days": (asked.on - row.started_on).days,
            },
            reverse("desk:dwelling", args=[row.dwelling_id]),
            kind=ItemKind.DWELLING,
            since=row.started_on,
        )
        for row in rows.order_by("started_on", "pk")[: asked.most]
    ]
