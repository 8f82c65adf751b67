"""What has been changed of a person, a need, a dwelling or a tenancy, by whom and when.

Whoever may open the record may read its history, field by field as far as they read the fields.
"""

from collections.abc import Sequence

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest
from heimveg.base import clock
from heimveg.base.paging import page_number
from heimveg.base.parts import Text
from heimveg.desk.history import told
from heimveg.desk.history.asking import history_of, in_words
from heimveg.desk.queries.dwelling import found_home
from heimveg.desk.queries.person import found
from heimveg.dwellings.permissions import READ_DWELLINGS
from heimveg.needs.models import Need
from heimveg.needs.permissions import READ_NEEDS
from heimveg.persons.permissions import READ_PERSON
from heimveg.tenancies.permissions import READ_TENANCIES
from heimveg.tenancies.queries import tenancies_known

Step = tuple[Text, str]
Steps = Sequence[Step]


@require_safe
@requires(READ_PERSON)
def person(request: ActorRequest, person_id: int) -> HttpResponse:
    record = found(request.actor, person_id)
    if record is None:
        raise Http404
    steps = [
        (_("People"), reverse("persons:list")),
        (record.shown_name, reverse("desk:person", args=[record.pk])),
    ]
    return _page(request, told.PERSON, record.pk, record.pk, steps)


@require_safe
@requires(READ_NEEDS)
def need(request: ActorRequest, need_id: int) -> HttpResponse:
    record = Need.objects.permitted_to(request.actor, READ_NEEDS).filter(pk=need_id).first()
    if record is None:
        raise Http404
    number = _("Housing need %(number)s") % {"number": record.pk}
    steps = [
        (_("Needs"), reverse("needs:list")),
        (number, reverse("needs:detail", args=[record.pk])),
    ]
    return _page(request, told.NEED, record.pk, record.person_id, steps)


@require_safe
@requires(READ_DWELLINGS)
def dwelling(request: ActorRequest, dwelling_id: int) -> HttpResponse:
    record = found_home(dwelling_id, on=clock.today())
    if record is None:
        raise Http404
    steps = [
        (_("Dwellings"), reverse("dwellings:list")),
        (str(record), reverse("desk:dwelling", args=[record.pk])),
    ]
    return _page(request, told.DWELLING, record.pk, None, steps)


@require_safe
@requires(READ_TENANCIES)
def tenancy(request: ActorRequest, tenancy_id: int) -> HttpResponse:
    record = tenancies_known(request.actor).filter(pk=tenancy_id).first()
    if record is None:
        raise Http404
    number = _("Tenancy %(number)s") % {"number": record.pk}
    steps = [
        (_("Tenancies"), reverse("tenancies:list")),
        (number, reverse("desk:tenancy", args=[record.pk])),
    ]
    return _page(request, told.TENANCY, record.pk, record.person_id, steps)


def _page(
    request: ActorRequest,
    parts: Sequence[told.Told],
    pk: int,
    person_id: int | None,
    steps: Steps,
) -> HttpResponse:
    number = page_number(request)
    page = history_of(request.actor, parts, pk=pk, person_id=person_id, number=number)
    context = {"page": page, "changes": in_words(request.actor, page.rows, parts), "steps": steps}
    return render(request, "desk/history.html", context)
