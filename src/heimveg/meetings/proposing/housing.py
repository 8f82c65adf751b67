"""Homes that have stood empty, or been between two tenants, for too long."""

from datetime import timedelta

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from heimveg.access.gate import Actor
from heimveg.dwellings.models import OutOfUse
from heimveg.meetings.proposing.part import Asked, Proposal
from heimveg.meetings.rules import ItemKind, Origin
from heimveg.upkeep.models import Turnover
from heimveg.upkeep.permissions import READ_UPKEEP
from heimveg.upkeep.queries import limit
from heimveg.upkeep.words import STEP_TEXTS


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


def turnovers_too_long(actor: Actor, asked: Asked) -> list[Proposal]:
    """Between two tenants beyond the municipality's own limit, with the step it stands at;
    longest first. A home that is out of use for it as well is proposed here alone."""
    since = asked.on - timedelta(days=limit("turnover_days", on=asked.on))
    late = Turnover.objects.permitted_to(actor, READ_UPKEEP).empty_on(since)
    rows = late.exclude(dwelling__in=asked.dwellings).select_related("dwelling")
    return [
        Proposal(
            Origin.HOME_EMPTY,
            row.dwelling_id,
            str(row.dwelling),
            _("Between two tenants for %(days)s days: %(step)s.")
            % {"days": (asked.on - day).days, "step": STEP_TEXTS[row.step(on=asked.on)]},
            reverse("upkeep:turnover", args=[row.pk]),
            kind=ItemKind.DWELLING,
            since=day,
        )
        for row in rows.order_by("vacated_on", "pk")[: asked.most]
        if (day := row.vacated_on) is not None
    ]
