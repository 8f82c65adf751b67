"""Where the person lives and has lived, by what right, and with what need."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from heimveg.access.gate import Actor
from heimveg.base.bands import Band
from heimveg.desk.queries.person import PersonPage
from heimveg.stays.models import Stay
from heimveg.stays.rules import ALWAYS_HOMELESS, StayKind


def stays(actor: Actor, page: PersonPage, on: date) -> list[Band]:  # noqa: ARG001  # the page has them
    return [_stay(stay, page) for stay in page.stays]


def _stay(stay: Stay, page: PersonPage) -> Band:
    label = str(stay.get_kind_display())
    where = stay.dwelling.address if stay.dwelling and not page.is_hidden else ""
    tone = "warning" if stay.kind in ALWAYS_HOMELESS else "neutral"
    tone = "accent" if stay.kind == StayKind.MUNICIPAL_TENANCY else tone
    more = ", ".join(filter(None, (where, stay.shown_institution)))
    return Band(
        f"{label}, {more}" if more else label,
        stay.started_on,
        stay.ended_on,
        tone,
        reverse("stays:list", args=[page.person.pk]),
        _detail(stay),
    )


def _detail(stay: Stay) -> str:
    if stay.awaits_home:
        return _("waits for the home to be ready")
    return _("a dwelling waits") if stay.has_dwelling_after else ""


def tenancies(actor: Actor, page: PersonPage, on: date) -> list[Band]:  # noqa: ARG001  # the page has them
    return [
        Band(
            _("protected address") if page.is_hidden else tenancy.dwelling.address,
            tenancy.started_on,
            tenancy.ended_on,
            "accent",
            "" if page.is_hidden else reverse("desk:dwelling", args=[tenancy.dwelling_id]),
        )
        for tenancy in page.tenancies
    ]
