"""Whether the landlord has given the notice that an end rests on."""

from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from heimveg.base.errors import Refused
from heimveg.tenancies.lease_wording import name_of
from heimveg.tenancies.models import Protest, QuitNotice, Tenancy
from heimveg.tenancies.queries.law import law_on
from heimveg.tenancies.rules import Ending
from heimveg.tenancies.rules.quitting import NOT_PAST_A_PROTEST, GivenBy, QuitStanding


def refuse_without_notice(tenancy: Tenancy, ending: Ending, *, on: date) -> None:
    """The landlord's notice ends a tenancy only when it was valid and its time is out (§§ 9-6 and
    9-7). Raises Refused with the way to it."""
    notice, law = _landlords(tenancy), law_on(on)
    if notice is not None and ending in NOT_PAST_A_PROTEST:
        _refuse_while_protested(notice, on=on)
        _refuse_while_in_court(notice, on=on)
    if ending is not Ending.LANDLORD_NOTICE:
        return
    if notice is None:
        why = _(
            "No valid notice from the landlord is recorded (%(paragraph)s). Give it in writing and"
            " record it; the tenancy ends when its time is out."
        )
        raise Refused(
            why % {"paragraph": name_of(law["notice_form"])},
            url=reverse("tenancies:notice", args=[tenancy.pk]),
            link=_("Record a notice to quit"),
        )
    if notice.standing(on) is QuitStanding.LAPSED:
        why = _(
            "The landlord's notice has lapsed: the tenant protested, and nobody went to court by"
            " %(day)s (%(paragraph)s). It ends nothing. A new notice begins anew."
        )
        day = date_format(notice.sue_by, "DATE_FORMAT") if notice.sue_by else ""
        raise Refused(
            why % {"day": day, "paragraph": name_of(law["protest"])},
            url=reverse("tenancies:protest", args=[notice.pk]),
            link=_("See the protest"),
        )
    if on < notice.out_on:
        why = _("The landlord's notice runs until %(day)s (%(paragraph)s). Choose that day.")
        day = date_format(notice.out_on, "DATE_FORMAT")
        raise Refused(why % {"day": day, "paragraph": name_of(law["notice_period"])})


def _refuse_while_in_court(notice: QuitNotice, *, on: date) -> None:
    match notice.standing(on):
        case QuitStanding.IN_COURT:
            why = _(
                "A court has the matter. Record what it says first. A tenant who leaves by their"
                " own choice has moved."
            )
        case QuitStanding.SET_ASIDE:
            why = _("The court has set the landlord's notice aside. It ends nothing.")
        case _:
            return
    raise Refused(
        why, url=reverse("tenancies:protest", args=[notice.pk]), link=_("See the protest")
    )


def refuse_while_protested(tenancy: Tenancy, *, on: date) -> None:
    """An eviction waits while the tenant's protest against the landlord's notice stands and nobody
    has gone to court. Raises Refused with the way to it."""
    notice = _landlords(tenancy)
    if notice is not None:
        _refuse_while_protested(notice, on=on)


def protest_that_stands(tenancy: Tenancy, *, on: date) -> QuitNotice | None:
    """The landlord's notice that a protest holds back on the day."""
    notice = _landlords(tenancy)
    is_held = notice is not None and notice.standing(on) is QuitStanding.PROTESTED
    return notice if is_held else None


def points_of_taking_back(notice: QuitNotice, protest: Protest, *, on: date) -> list[str]:
    """What happens when the tenant's protest is taken back, in sentences."""
    points = [_("The protest is kept as taken back, with today's day. Nothing is deleted.")]
    if protest.is_in_time:
        text = _("The landlord's notice runs again, and the home is to be left by %(day)s.")
        points.append(text % {"day": date_format(notice.out_on, "DATE_FORMAT")})
    if protest.sued_on is not None:
        points.append(_("The matter is in court. Tell the court as well."))
    if notice.protest_by is not None and on <= notice.protest_by:
        text = _("The tenant can protest again until %(day)s.")
        points.append(text % {"day": date_format(notice.protest_by, "DATE_FORMAT")})
    elif protest.is_in_time:
        points.append(
            _(
                "The time for a protest is over: a new one would come too late. Take it back only"
                " where the tenant has said so in writing, or it was recorded by mistake."
            )
        )
    return points


def _landlords(tenancy: Tenancy) -> QuitNotice | None:
    rows = QuitNotice.objects.filter(tenancy=tenancy, given_by=GivenBy.LANDLORD)
    rows = rows.filter(withdrawn_on=None, lapsed_on=None)
    return rows.prefetch_related("protests").first()


def _refuse_while_protested(notice: QuitNotice, *, on: date) -> None:
    if notice.standing(on) is not QuitStanding.PROTESTED:
        return
    why = _(
        "The tenant has protested against the landlord's notice in time (%(paragraph)s). Bring the"
        " matter to court by %(day)s, or withdraw the notice; after that day it has lapsed."
    )
    day = date_format(notice.sue_by, "DATE_FORMAT") if notice.sue_by else ""
    raise Refused(
        why % {"day": day, "paragraph": name_of(law_on(notice.given_on)["protest"])},
        url=reverse("tenancies:protest", args=[notice.pk]),
        link=_("See the protest"),
    )
