"""An offer that is out must be answered or taken back before the case is closed."""

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from heimveg.allocation.models import Offer
from heimveg.persons.following import AtClosing, Follower, Standing, follow


def offers_out(person_ids: Sequence[int], _on: date) -> list[Standing]:
    rows = Offer.objects.holding().filter(person_id__in=person_ids).order_by("pk")
    return [
        Standing(
            what=_("An offer of a home"),
            at_closing=AtClosing.DECIDE_FIRST,
            url=reverse("needs:detail", args=[offer.need_id]),  # all who close cases read needs
            detail=_answer_by(offer.answer_by),
        )
        for offer in rows
    ]


def _answer_by(day: date | None) -> str:
    if day is None:
        return _("It waits for its turn in a chain of moves.")
    return _("To be answered by %(day)s.") % {"day": date_format(day, "SHORT_DATE_FORMAT")}


follow(Follower("offers", ask=offers_out))
