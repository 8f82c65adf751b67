"""While somebody works to keep a home, the person's case is not closed: else nobody would answer
for who may lose it."""

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from heimveg.persons.following import AtClosing, Follower, Standing, follow
from heimveg.prevention.models import PreventionCase


def homes_at_risk(person_ids: Sequence[int], _on: date) -> list[Standing]:
    rows = PreventionCase.objects.open().filter(person_id__in=person_ids)
    return [_standing(row) for row in rows.order_by("first_sign_on", "pk")]


def _standing(case: PreventionCase) -> Standing:
    since = {"day": date_format(case.first_sign_on, "SHORT_DATE_FORMAT")}
    return Standing(
        what=_("A home at risk"),
        at_closing=AtClosing.DECIDE_FIRST,
        url=reverse("prevention:case", args=[case.tenancy_id]),
        detail=_("since %(day)s") % since,
    )


follow(Follower("prevention", ask=homes_at_risk))
