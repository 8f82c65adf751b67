"""An open housing need is closed with the case; one that a home is held for, settled first."""

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from heimveg.needs.models import Need
from heimveg.needs.rules import NeedStatus
from heimveg.persons.following import AtClosing, Closing, Follower, Standing, follow
from heimveg.persons.rules import Basis


def open_needs(person_ids: Sequence[int], _on: date) -> list[Standing]:
    needs = Need.objects.open().filter(person_id__in=person_ids).order_by("pk")
    return [_standing(need) for need in needs]


def _standing(need: Need) -> Standing:
    is_held = need.status == NeedStatus.OFFERED
    since = {"day": date_format(need.opened_on, "SHORT_DATE_FORMAT")}
    return Standing(
        what=_("An open housing need"),
        at_closing=AtClosing.DECIDE_FIRST if is_held else AtClosing.ENDS,
        url=reverse("needs:detail", args=[need.pk]),
        detail=_("A home is held. Let the offer be answered, or let the home go, first.")
        if is_held
        else _("since %(day)s") % since,
    )


def withdraw_with_the_case(closing: Closing) -> None:
    needs = Need.objects.open().filter(person_id__in=closing.person_ids)
    for need in needs.exclude(status=NeedStatus.OFFERED).select_for_update(of=("self",)):
        need.withdraw(on=closing.on)


def keeps_the_need(person_ids: Sequence[int], unit_id: int) -> Basis | None:
    """The housing office keeps an open need, whoever answers for the person."""
    mine = Need.objects.open().filter(person_id__in=person_ids, unit_id=unit_id)
    return Basis.NEED if mine.exists() else None


follow(Follower("needs", ask=open_needs, end=withdraw_with_the_case, keeps=keeps_the_need))
