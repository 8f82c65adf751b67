"""What templates ask of a lease."""

from datetime import date

from django import template
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from heimveg.tenancies.models import Lease
from heimveg.tenancies.rules.lease import ShortGround, Standing
from heimveg.values import Money

register = template.Library()


TONES = {Standing.IN_FORCE: "success", Standing.COMING: "info"}


@register.filter
def standing(lease: Lease, on: date) -> str:
    """How it stands on a day, in words."""
    return str(Lease.STANDINGS[lease.standing(on)])


@register.filter
def standing_tone(lease: Lease, on: date) -> str:
    return TONES.get(lease.standing(on), "neutral")


@register.filter
def lease_rows(lease: Lease) -> list[tuple[str, object]]:
    """What a version says, as pairs of term and text."""
    kroner = _("%(amount)s kr")
    rows: list[tuple[str, object]] = [
        (_("From"), lease.starts_on),
        (_("First day without"), lease.ends_on or _("no end")),
        (_("Rent a month"), kroner % {"amount": Money(lease.rent_ore_month)}),
        (_("Deposit"), kroner % {"amount": Money(lease.deposit_ore)}),
        (_("Months of notice"), str(lease.notice_months)),
    ]
    if lease.short_ground != ShortGround.NONE:
        rows.append((_("Ground"), capfirst(lease.get_short_ground_display())))
    if lease.told_in_writing_on:
        rows.append((_("The tenant was told in writing on"), lease.told_in_writing_on))
    if lease.signed_on:
        rows += [
            (_("Signed on"), lease.signed_on),
            (_("How"), capfirst(lease.get_signed_how_display())),
        ]
    if lease.holds_from and lease.holds_from > lease.starts_on:
        rows.append((_("Holds from"), lease.holds_from))
    if lease.withdrawn_on:
        rows.append((_("Withdrawn"), lease.withdrawn_on))
    if lease.ended_on:
        rows.append((_("Ended"), lease.ended_on))
    if lease.terms:
        rows.append((_("What else is agreed"), lease.terms))
    return rows
