"""What holds about a home for a time: funding ties, and when it is out of use."""

from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest
from heimveg.base import clock
from heimveg.base.sent import version_in
from heimveg.dwellings import commands
from heimveg.dwellings.forms import (
    BackForm,
    OutOfUseForm,
    TieForm,
)
from heimveg.dwellings.models import FundingTie, OutOfUse
from heimveg.dwellings.permissions import (
    TAKE_OUT_OF_USE,
    TIE_FUNDING,
)
from heimveg.dwellings.views.answering import (
    GET_POST,
    home_or_404,
    page_of_form,
    saved_by,
    way_back,
)


@require_http_methods(GET_POST)
@requires(TIE_FUNDING)
def new_tie(request: ActorRequest, dwelling_id: int) -> HttpResponse:
    """Register a funding tie."""
    home = home_or_404(dwelling_id)
    form = TieForm(request.POST or None, initial={"started_on": clock.today()})

    def save() -> Model:
        return commands.tie_funding(
            request.actor, dwelling_id=dwelling_id, on=clock.today(), **form.cleaned_data
        )

    if saved_by(request, form, save) is not None:
        return redirect("desk:dwelling", dwelling_id)
    return page_of_form(request, form, title=_("Register a funding tie"), back=way_back(home))


@require_http_methods(GET_POST)
@requires(TIE_FUNDING)
def tie(request: ActorRequest, dwelling_id: int, tie_id: int) -> HttpResponse:
    """Change a funding tie."""
    home = home_or_404(dwelling_id)
    known = get_object_or_404(FundingTie, pk=tie_id, dwelling=home)
    form = TieForm(request.POST or None, instance=known)

    def save() -> Model:
        return commands.change_tie(
            request.actor,
            dwelling_id=dwelling_id,
            tie_id=tie_id,
            version=version_in(request),
            on=clock.today(),
            **form.cleaned_data,
        )

    if saved_by(request, form, save) is not None:
        return redirect("desk:dwelling", dwelling_id)
    title = _("Change the funding tie")
    return page_of_form(request, form, title=title, back=way_back(home), record=known)


@require_http_methods(GET_POST)
@requires(TAKE_OUT_OF_USE)
def out_of_use(request: ActorRequest, dwelling_id: int, out_id: int | None = None) -> HttpResponse:
    """Take a dwelling out of use, or change what is known about it."""
    home, known = home_or_404(dwelling_id), None
    if out_id is not None:
        known = get_object_or_404(OutOfUse, pk=out_id, dwelling=home)
    form = OutOfUseForm(
        request.POST or None,
        instance=known,
        initial={} if known else {"started_on": clock.today()},
    )

    def save() -> Model:
        if out_id is None:
            return commands.take_out_of_use(
                request.actor, dwelling_id=dwelling_id, **form.cleaned_data
            )
        return commands.change_out_of_use(
            request.actor,
            dwelling_id=dwelling_id,
            out_id=out_id,
            version=version_in(request),
            **form.cleaned_data,
        )

    if saved_by(request, form, save) is not None:
        return redirect("desk:dwelling", dwelling_id)
    title = _("Take the dwelling out of use") if known is None else _("Change the time out of use")
    return page_of_form(request, form, title=title, back=way_back(home), record=known)


@require_http_methods(GET_POST)
@requires(TAKE_OUT_OF_USE)
def back_in_use(request: ActorRequest, dwelling_id: int, out_id: int) -> HttpResponse:
    """Let a dwelling be used again."""
    home = home_or_404(dwelling_id)
    known = get_object_or_404(OutOfUse, pk=out_id, dwelling=home)
    form = BackForm(request.POST or None, initial={"ended_on": clock.today()})
    saved = saved_by(
        request,
        form,
        lambda: commands.bring_back(
            request.actor, dwelling_id=dwelling_id, out_id=out_id, on=form.cleaned_data["ended_on"]
        ),
    )
    if saved is not None:
        return redirect("desk:dwelling", dwelling_id)
    lead = _("From this day the dwelling can be let again, and it counts as free.")
    return page_of_form(
        request, form, title=_("Back in use"), back=way_back(home), record=known, lead=lead
    )
