"""What the pages of this room share: finding what the reader may see, and answering a form."""

from collections.abc import Callable

from django import forms
from django.shortcuts import get_object_or_404

from heimveg.access.gate import ActorRequest, Permission
from heimveg.allocation.models import LARGE, Offer, Round
from heimveg.allocation.permissions import READ_ROUNDS
from heimveg.base.errors import Invalid
from heimveg.base.forms import say_at_fields


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


def done(form: forms.Form, act: Callable[[], object]) -> bool:
    """Do it. A field that the command refuses is told at the field; what is not there is 404."""
    try:
        act()
    except Invalid as refused:
        say_at_fields(form, refused)
        return False
    return True
