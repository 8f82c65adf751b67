"""What templates ask of a lease."""

from datetime import date

from django import template
from django.utils.formats import date_format
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
    return [*agreed_rows(lease), *((term, text) for term, text in _signed(lease) if text)]


def agreed_rows(lease: Lease) -> list[tuple[str, object]]:
    """What was agreed, without how it was signed."""
    kroner = _("%(amount)s kr")
    return [
        (_("From"), lease.starts_on),
        (_("First day without"), lease.ends_on or _("no end")),
        (_("Rent a month"), kroner % {"amount": Money(lease.rent_ore_month)}),
        (_("Deposit"), kroner % {"amount": Money(lease.deposit_ore)}),
        (_("Months of notice"), str(lease.notice_months)),
        *((term, text) for term, text in _said(lease) if text),
    ]


def _said(lease: Lease) -> list[tuple[str, object]]:
    """What is not said of every lease; empty where it is not."""
    is_short = lease.short_ground != ShortGround.NONE
    less_safe = lease.less_safe_reason and capfirst(lease.get_less_safe_reason_display())
    return [
        (_("Ground"), is_short and capfirst(lease.get_short_ground_display())),
        (_("The tenant was told in writing on"), lease.told_in_writing_on),
        (_("Why it is less safe"), less_safe),
        (_("Why the rent is so"), lease.rent_reason and capfirst(lease.get_rent_reason_display())),
        (_("What else is agreed"), lease.terms),
    ]


def _signed(lease: Lease) -> list[tuple[str, object]]:
    took_over_later = lease.holds_from and lease.holds_from > lease.starts_on
    return [
        (_("Signed on"), lease.signed_on),
        (_("How"), lease.signed_on and capfirst(lease.get_signed_how_display())),
        (_("Holds from"), took_over_later and lease.holds_from),
        (_("Withdrawn"), lease.withdrawn_on),
        (_("Ended"), lease.ended_on),
    ]


@register.filter
def changed_from(lease: Lease, before: Lease) -> list[tuple[str, object]]:
    """What a version says otherwise than the one before, as pairs of term and text."""
    said, now = dict(agreed_rows(before)), dict(agreed_rows(lease))
    both = _("%(now)s, before: %(before)s")
    return [
        (term, both % {"now": _text(now, term), "before": _text(said, term)})
        for term in dict.fromkeys([*now, *said])
        if now.get(term) != said.get(term)
    ]


def _text(rows: dict[str, object], term: str) -> str:
    said = rows.get(term) or _("nothing")
    return date_format(said, "DATE_FORMAT") if isinstance(said, date) else str(said)
