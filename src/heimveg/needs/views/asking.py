"""What the pages about needs read out of a request, the same way on each."""

from django.shortcuts import get_object_or_404

from heimveg.access.gate import Actor, Permission
from heimveg.needs.models import Need


def my_need(actor: Actor, permission: Permission, need_id: int) -> Need:
    """The need, with person and unit. Not yours is not there."""
    mine = Need.objects.permitted_to(actor, permission).select_related("person", "unit")
    return get_object_or_404(mine, pk=need_id)
