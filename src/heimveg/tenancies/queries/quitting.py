"""Whether the landlord has given the notice that an end rests on."""

from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from heimveg.base.errors import Refused
from heimveg.tenancies.models import QuitNotice, Tenancy
from heimveg.tenancies.queries.law import law_on
from heimveg.tenancies.rules import Ending
from heimveg.tenancies.rules.quitting import GivenBy


def refuse_without_notice(tenancy: Tenancy, ending: Ending, *, on: date) -> None:
    """The landlord's notice ends a tenancy only when it was valid and its time is out (§§ 9-6 and
    9-7). Raises Refused with the way to it."""
    if ending is not Ending.LANDLORD_NOTICE:
        return
    rows = QuitNotice.objects.filter(tenancy=tenancy, given_by=GivenBy.LANDLORD, withdrawn_on=None)
    notice = rows.first()
    law = law_on(on)
    if notice is None:
        why = _(
            "No valid notice from the landlord is recorded (%(paragraph)s). Give it in writing and"
            " record it; the tenancy ends when its time is out."
        )
        raise Refused(
            why % {"paragraph": law["notice_form"].paragraph},
            url=reverse("tenancies:notice", args=[tenancy.pk]),
            link=_("Record a notice to quit"),
        )
    if on < notice.out_on:
        why = _("The landlord's notice runs until %(day)s (%(paragraph)s). Choose that day.")
        day = date_format(notice.out_on, "DATE_FORMAT")
        raise Refused(why % {"day": day, "paragraph": law["notice_period"].paragraph})
