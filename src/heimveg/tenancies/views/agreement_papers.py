"""Agreements beside the lease and the crisis clause, as papers in both forms of Norwegian."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest
from heimveg.accounts.queries import municipality
from heimveg.tenancies.agreement_paper import agreement_pdf, crisis_pdf
from heimveg.tenancies.models import Agreement, CrisisStep
from heimveg.tenancies.permissions import AGREE_ON_CRISIS, READ_AGREEMENTS
from heimveg.tenancies.queries import tenancies_known
from heimveg.tenancies.queries.listing import AddressIsHidden

FORMS = ("nb", "nn")


@require_safe
@requires(READ_AGREEMENTS)
def agreement(request: ActorRequest, agreement_id: int, language: str) -> HttpResponse:
    rows = Agreement.objects.permitted_to(request.actor, READ_AGREEMENTS)
    rows = rows.exclude(AddressIsHidden("person_id"))
    related = rows.select_related("tenancy__dwelling", "tenancy__person")
    found = get_object_or_404(related, pk=agreement_id)
    pdf = agreement_pdf(found, municipality(), _known(language))
    return _answer(pdf, f"{found.tenancy_id}-{found.kind}-{found.number}-{language}")


@require_safe
@requires(AGREE_ON_CRISIS)
def crisis(request: ActorRequest, tenancy_id: int, language: str) -> HttpResponse:
    """The steps that hold; not there where none does."""
    known = tenancies_known(request.actor).select_related("person", "dwelling")
    tenancy = get_object_or_404(known, pk=tenancy_id)
    rows = CrisisStep.objects.permitted_to(request.actor, AGREE_ON_CRISIS)
    steps = list(rows.filter(tenancy=tenancy, ended_on=None).order_by("agreed_on", "pk"))
    if not steps:
        raise Http404
    pdf = crisis_pdf(tenancy, steps, municipality(), _known(language))
    return _answer(pdf, f"{tenancy_id}-{language}")


def _known(language: str) -> str:
    if language not in FORMS:
        raise Http404
    return language


def _answer(pdf: bytes, name: str) -> HttpResponse:
    disposition = f'inline; filename="{name}.pdf"'
    return HttpResponse(
        pdf, content_type="application/pdf", headers={"Content-Disposition": disposition}
    )
