"""What the pages about needs read out of a request, the same way on each."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from heimveg.access.gate import Actor, Permission
from heimveg.needs.models import Need


def my_need(actor: Actor, permission: Permission, need_id: int) -> Need:
    """The need, with person and unit. Not yours is not there."""
    mine = Need.objects.permitted_to(actor, permission).select_related("person", "unit")
    return get_object_or_404(mine, pk=need_id)


@contextmanager
def not_yours_is_not_there() -> Iterator[None]:
    """What a command does not find for the actor becomes the same 404 as what does not exist."""
    try:
        yield
    except ObjectDoesNotExist as missing:
        raise Http404 from missing


def version_in(request: HttpRequest) -> int:
    """The version the form was opened with; 0, which no record has, for anything odd."""
    raw = request.POST.get("row_version", "")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 9 else 0
