"""Files that leave the house. Each leaves a line in the audit log."""

from django.http import Http404, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest
from heimveg.access.models import AuditEntry
from heimveg.allocation.queries.vacancies import homes_that_are
from heimveg.base import clock
from heimveg.dwellings.forms import WantedForm
from heimveg.dwellings.permissions import EXPORT_DWELLINGS, READ_KINDS, READ_TIES
from heimveg.dwellings.queries import areas, dwellings_wanted
from heimveg.exchange.export import dwelling_file, dwelling_table

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


@require_safe
@requires(EXPORT_DWELLINGS)
def export_dwellings(request: ActorRequest, file_format: str) -> HttpResponse:
    """The dwelling list with the filters of the address, all its pages, as one file."""
    if file_format not in TYPES:
        raise Http404
    kinds = request.actor.may(READ_KINDS)
    form = WantedForm(request.GET, areas=areas(), knows_kinds=kinds)
    today = clock.today()
    day = form.wanted_day(today=today)
    homes = homes_that_are(form.wanted_state, dwellings_wanted(form.wanted, on=day), on=day)
    language, knows = get_language() or "en", request.actor.may(READ_TIES)
    rows = dwelling_table(homes, language=language, on=day, knows_grants=knows, knows_kinds=kinds)
    table = list(rows)
    AuditEntry.objects.create(
        user_id=request.actor.user_id,
        action=EXPORT_DWELLINGS.code,
        subject=f"dwellings.dwelling:{len(table) - 1} as {file_format}",
    )
    content = dwelling_file(iter(table), file_format, title=_("Dwellings"))
    name = f"{_('dwellings')}-{today.isoformat()}.{file_format}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=TYPES[file_format], headers=headers)
