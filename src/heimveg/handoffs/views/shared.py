"""What the pages of one hand-off share: opening it, where the page stands, and the one form."""

from collections.abc import Callable

from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from heimveg.access.gate import ActorRequest, Permission
from heimveg.base import clock
from heimveg.base.errors import Invalid, Refused
from heimveg.base.forms import say_at_fields
from heimveg.handoffs.models import Handoff
from heimveg.handoffs.queries import SHOWN, fate_of
from heimveg.persons.following import Standing, standing
from heimveg.persons.queries import records_of

Step = tuple[str | Promise, str]


def opened(request: ActorRequest, permission: Permission, handoff_id: int) -> Handoff:
    """The hand-off; else the same 404, but for who was part of it: they are told what became of
    it (409), for seeing the person may have ended with it."""
    mine = Handoff.objects.permitted_to(request.actor, permission)
    more = ("asked_by", "answered_by", "decided_for", "suggests", "worker")
    try:
        return get_object_or_404(mine.select_related(*SHOWN, *more), pk=handoff_id)
    except Http404:
        fate = fate_of(handoff_id)
        if fate is None:
            raise
        raise Refused(Handoff.FATES[fate]) from None


def along(handoff: Handoff) -> list[Standing]:
    """What else stands open for the person, and goes along."""
    own = reverse("handoffs:detail", args=[handoff.pk])
    return standing(records_of(handoff.person), on=clock.today(), apart_from=own)


def way_to(handoff: Handoff | None = None) -> list[Step]:
    steps: list[Step] = [(_("Hand-offs"), reverse("handoffs:list"))]
    if handoff is not None:
        steps.append((handoff.person.shown_name, reverse("handoffs:detail", args=[handoff.pk])))
    return steps


def act_page(
    request: ActorRequest, form: Form, *, title: str, lead: str, label: str, back: str,
    **more: object,
) -> HttpResponse:  # fmt: skip
    """One form that does one thing. 422 when it is refused."""
    status = 422 if form.is_bound and form.errors else 200
    context = {"form": form, "title": title, "lead": lead, "label": label, "back": back, **more}
    return render(request, "handoffs/act.html", context, status=status)


def done(request: ActorRequest, form: Form, act: Callable[[], Handoff]) -> Handoff | None:
    """What the command made; None when it says on the form what is wrong."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        return act()
    except Invalid as refusal:
        say_at_fields(form, refusal)
        return None


def back_to(request: ActorRequest, permission: Permission, handoff: Handoff) -> HttpResponse:
    """The hand-off, or the list for who sees the person no more."""
    mine = Handoff.objects.permitted_to(request.actor, permission)
    if mine.filter(pk=handoff.pk).exists():
        return redirect("handoffs:detail", handoff.pk)
    return redirect("handoffs:list")
