"""Writing a stay right, and ending it."""

from collections.abc import Callable

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest
from heimveg.base import clock
from heimveg.base.errors import Invalid, Refused
from heimveg.base.forms import say_at_fields
from heimveg.base.sent import version_in
from heimveg.stays import commands
from heimveg.stays.forms.stay import CorrectForm, EndForm, as_written
from heimveg.stays.models import Stay
from heimveg.stays.permissions import CORRECT_STAY
from heimveg.stays.rules import StayKind
from heimveg.stays.views.listing import around_person, opened


@require_http_methods(["GET", "POST"])
@requires(CORRECT_STAY)
def correct(request: ActorRequest, stay_id: int) -> HttpResponse:
    stay = _own(request, stay_id)
    form = CorrectForm(_posted(request), initial=as_written(stay))

    def save() -> Stay:
        return commands.correct_stay(
            request.actor, stay_id=stay.pk, version=version_in(request), said=form.said,
            on=clock.today(),
        )  # fmt: skip

    return _answer(request, stay, form, save, "correct")


@require_http_methods(["GET", "POST"])
@requires(CORRECT_STAY)
def end(request: ActorRequest, stay_id: int) -> HttpResponse:
    stay = _own(request, stay_id)
    form = EndForm(_posted(request), initial={"ended_on": clock.today()})

    def save() -> Stay:
        return commands.end_stay(
            request.actor, stay_id=stay.pk, version=version_in(request),
            ended_on=form.cleaned_data["ended_on"], on=clock.today(),
        )  # fmt: skip

    return _answer(request, stay, form, save, "end")


def _answer(
    request: ActorRequest, stay: Stay, form: Form, save: Callable[[], Stay], which: str
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            save()
        except Invalid as refusal:
            say_at_fields(form, refusal)
        else:
            messages.success(request, _("The stay is saved. What stood there before is kept."))
            return redirect("stays:list", stay.person_id)
    context = {"stay": stay, "form": form, "which": which}
    person = opened(request, CORRECT_STAY, stay.person_id)
    context |= around_person(request, person)
    return render(request, "stays/correct.html", context, status=422 if form.errors else 200)


def _own(request: ActorRequest, stay_id: int) -> Stay:
    """The stay; one that a tenancy writes is changed there."""
    stays = Stay.objects.permitted_to(request.actor, CORRECT_STAY)
    stay = get_object_or_404(stays, pk=stay_id)
    if stay.kind == StayKind.MUNICIPAL_TENANCY:
        raise Refused(_("A tenancy writes this stay. Change the tenancy."))
    return stay


def _posted(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None
