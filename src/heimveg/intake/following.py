"""What has come in and is open must be answered before a case is closed."""

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from heimveg.intake.models import Errand
from heimveg.persons.following import AtClosing, Follower, Standing, follow


def open_errands(person_ids: Sequence[int], _on: date) -> list[Standing]:
    rows = Errand.objects.open().filter(person_id__in=person_ids).due_first()
    return [_standing(errand) for errand in rows]


def _standing(errand: Errand) -> Standing:
    kind = errand.get_kind_display()
    return Standing(
        what=kind[:1].upper() + kind[1:],
        at_closing=AtClosing.DECIDE_FIRST,
        url=reverse("intake:detail", args=[errand.pk]),
        detail=_("answer by %(day)s")
        % {"day": date_format(errand.answer_by, "SHORT_DATE_FORMAT")},
    )


follow(Follower("intake", ask=open_errands))
