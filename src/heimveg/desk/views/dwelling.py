"""The dwelling page: one home across the rooms."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest
from heimveg.dwellings.models import Dwelling
from heimveg.dwellings.permissions import READ_DWELLINGS


@require_safe
@requires(READ_DWELLINGS)
def dwelling(request: ActorRequest, dwelling_id: int) -> HttpResponse:
    home = get_object_or_404(Dwelling, pk=dwelling_id)
    return render(request, "desk/dwelling.html", {"home": home})
