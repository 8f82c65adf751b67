"""What the pages of this room share: finding what the reader may see, and answering a form."""

from collections.abc import Callable

from django import forms
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from django.shortcuts import get_object_or_404

from heimveg.access.gate import ActorRequest, Permission
from heimveg.allocation.models import LARGE, Offer, Round
from heimveg.allocation.permissions import READ_ROUNDS
from heimveg.base.errors import Invalid


def round_or_404(request: ActorRequest, permission: Permission, round_id: int) -> Round:
    """Without its snapshot and proposals; `reading_of` has those."""
    mine = Round.objects.permitted_to(request.actor, permission).light()
    return get_object_or_404(mine.select_related("unit", "opened_by"), pk=round_id)


def offer_or_404(request: ActorRequest, permission: Permission, offer_id: int) -> Offer:
    mine = Offer.objects.permitted_to(request.actor, permission)
    related = ("person", "need", "dwelling__cluster", "leaves", "decision__signed_by", "round")
    light = [f"round__{name}" for name in LARGE]
    found = get_object_or_404(mine.select_related(*related).defer(*light), pk=offer_id)
    is_ours = found.round is not None and found.round.unit_id in request.actor.units(READ_ROUNDS)
    found.lies_under = found.round if is_ours else None  # another unit's round has no page here
    return found


def version_of(request: ActorRequest) -> int:
    """The version the form was filled in from; 0, which is nobody's, when it is missing."""
    raw = request.POST.get("row_version", "")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 9 else 0


def done(form: forms.Form, act: Callable[[], object]) -> bool:
    """Do it. A field that the command refuses is told at the field; what is not there is 404."""
    try:
        act()
    except Invalid as refused:
        for name, text in refused.fields.items():
            form.add_error(name if name in form.fields else None, str(text))
        return False
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    return True
