"""The tenancy page: one person's right to one home, across the rooms that have to do with it."""

from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest
from heimveg.base import clock
from heimveg.desk.section import columns
from heimveg.desk.tenancy import SECTIONS
from heimveg.persons.permissions import READ_PERSON
from heimveg.tenancies.models import Tenancy
from heimveg.tenancies.permissions import END_TENANCY, READ_TENANCIES, SET_FIRST_DAY
from heimveg.tenancies.queries import tenancies_known
from heimveg.tenancies.queries.leases import coming_rent, rent_on
from heimveg.values import Money


@require_safe
@requires(READ_TENANCIES)
def tenancy(request: ActorRequest, tenancy_id: int) -> HttpResponse:
    """Who lives where on what terms, and what waits; hidden addresses are not there."""
    today, actor = clock.today(), request.actor
    it = tenancies_known(actor).select_related("person", "dwelling").filter(pk=tenancy_id).first()
    if it is None:
        raise Http404
    context = {
        "tenancy": it,
        "is_over": it.ended_on is not None and it.ended_on <= today,
        "waits": Tenancy.objects.waiting(today).filter(pk=it.pk).exists(),
        "facts": _facts(it, on=today),
        "sections": columns(SECTIONS, actor, it, on=today),
        "steps": [(_("Tenancies"), reverse("tenancies:list"))],
        "may": {
            "end": actor.may(END_TENANCY) and it.ended_on is None,
            "take_back_end": actor.may(END_TENANCY) and it.ended_on is not None,
            "set_first_day": actor.may(SET_FIRST_DAY),
            "move_first_day": actor.may(SET_FIRST_DAY)
            and it.ended_on is None
            and it.started_on > today,
            "open_person": actor.may(READ_PERSON),
        },
    }
    return render(request, "desk/tenancy.html", context)


def _facts(it: Tenancy, *, on: date) -> list[tuple[str, object]]:
    ore = rent_on(it, on)
    rent = "" if ore is None else _("%(amount)s kr") % {"amount": Money(ore)}
    rows: list[tuple[str, object]] = [
        (_("From"), it.started_on),
        (_("Lease runs until"), it.lease_until or _("no end agreed")),
        (_("Rent a month"), rent),
    ]
    if coming := coming_rent(it, on):
        from_on, later = coming
        label = _("Rent a month from %(day)s") % {"day": date_format(from_on, "SHORT_DATE_FORMAT")}
        rows.append((label, _("%(amount)s kr") % {"amount": Money(later)}))
    if it.ended_on is not None:
        rows += [(_("Ended"), it.ended_on), (_("Why it ended"), capfirst(it.shown_ending))]
    return rows
