"""A tenancy goes on without a case: a home is nobody's condition for being helped."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from heimveg.persons.following import AtClosing, Follower, Standing, follow
from heimveg.tenancies.models import Tenancy


def running_tenancies(person_ids: Sequence[int], on: date) -> list[Standing]:
    rows = Tenancy.objects.filter(Q(ended_on=None) | Q(ended_on__gt=on), person_id__in=person_ids)
    return [
        Standing(
            what=_("A tenancy"),
            at_closing=AtClosing.STAYS,
            url=reverse("tenancies:list"),
            detail=_("since %(day)s") % {"day": date_format(row.started_on, "SHORT_DATE_FORMAT")},
        )
        for row in rows.order_by("started_on", "pk")
    ]


follow(Follower("tenancies", ask=running_tenancies))
