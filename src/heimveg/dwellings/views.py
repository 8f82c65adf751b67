"""The forms of the dwelling register. The list and the dwelling page show other rooms too, and
belong to the desk."""

from collections.abc import Callable

from django.contrib import messages
from django.db.models import Model
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest
from heimveg.accounts.models import SavedFilter
from heimveg.base import clock
from heimveg.base.errors import Invalid, Unusual
from heimveg.base.models import Versioned
from heimveg.dwellings import commands
from heimveg.dwellings.forms import (
    BackForm,
    ClusterForm,
    DwellingForm,
    KindForm,
    OutOfUseForm,
    PropertyForm,
    RemarkForm,
    SavedFilterForm,
    TieForm,
    WantedForm,
)
from heimveg.dwellings.models import Cluster, Dwelling, FundingTie, OutOfUse, Property
from heimveg.dwellings.permissions import (
    CHANGE_DWELLING,
    READ_DWELLINGS,
    REMARK_ON_DWELLING,
    TAKE_OUT_OF_USE,
    TIE_FUNDING,
)
from heimveg.dwellings.queries import areas, clusters, properties

Text = str | Promise
GET_POST = ["GET", "POST"]


def _saved(request: ActorRequest, form: KindForm, save: Callable[[], Model]) -> Model | None:
    """What `save` made. None: the form is shown (again), with what is to be mended in it."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        return save()
    except Invalid as refused:
        form.refuse(refused.fields)
    except Unusual as unusual:
        form.ask(unusual.doubts)
    return None


def _page(
    request: ActorRequest,
    form: KindForm,
    *,
    title: Text,
    back: tuple[Text, str],
    record: Versioned | None = None,
    **more: object,
) -> HttpResponse:
    """The form, 422 when something in it must be mended. `back`: what it is about, and where."""
    if record is not None and form.is_bound:
        record.version = _version(request)  # what was read when the form was opened, not now
    register = (_("Dwellings"), reverse("dwellings:list"))
    steps: list[tuple[Text, str]] = [register] if back[1] == register[1] else [register, back]
    context = {
        "form": form, "title": title, "steps": steps, "cancel_url": back[1], "record": record
    } | more  # fmt: skip
    return render(request, "dwellings/form.html", context, status=422 if form.is_bound else 200)


def _version(request: ActorRequest) -> int:
    sent = request.POST.get("row_version", "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else 0


def _home(dwelling_id: int) -> Dwelling:
    return get_object_or_404(Dwelling, pk=dwelling_id)


def _back_to(home: Dwelling) -> tuple[Text, str]:
    return str(home), reverse("desk:dwelling", args=[home.pk])


@require_http_methods(GET_POST)
@requires(CHANGE_DWELLING)
def register(request: ActorRequest) -> HttpResponse:
    """Put a home into the register."""
    form = DwellingForm(request.POST or None, initial={"started_on": clock.today()})
    saved = _saved(
        request,
        form,
        lambda: commands.register_dwelling(
            request.actor, rent=form.rent, confirmed=form.cleaned_data["confirmed"], **form.facts
        ),
    )
    if saved is not None:
        return redirect("desk:dwelling", saved.pk)
    back = (_("Dwellings"), reverse("dwellings:list"))
    return _page(request, form, title=_("Register a dwelling"), back=back, areas=areas())


@require_http_methods(GET_POST)
@requires(CHANGE_DWELLING)
def change(request: ActorRequest, dwelling_id: int) -> HttpResponse:
    """Correct what is written about a home."""
    home = _home(dwelling_id)
    back = _back_to(home)  # before the form writes what was typed into it
    form = DwellingForm(request.POST or None, instance=home)
    saved = _saved(
        request,
        form,
        lambda: commands.change_dwelling(
            request.actor,
            dwelling_id=dwelling_id,
            version=_version(request),
            rent=form.rent,
            confirmed=form.cleaned_data["confirmed"],
            **form.facts,
        ),
    )
    if saved is not None:
        return redirect("desk:dwelling", dwelling_id)
    return _page(
        request, form, title=_("Change the dwelling"), back=back, record=home, areas=areas()
    )


@require_http_methods(GET_POST)
@requires(TIE_FUNDING)
def tie(request: ActorRequest, dwelling_id: int, tie_id: int | None = None) -> HttpResponse:
    """Register or change a funding tie."""
    home, known = _home(dwelling_id), None
    if tie_id is not None:
        known = get_object_or_404(FundingTie, pk=tie_id, dwelling=home)
    form = TieForm(
        request.POST or None,
        instance=known,
        initial={} if known else {"started_on": clock.today()},
    )

    def save() -> Model:
        if tie_id is None:
            return commands.tie_funding(
                request.actor, dwelling_id=dwelling_id, **form.cleaned_data
            )
        return commands.change_tie(
            request.actor,
            dwelling_id=dwelling_id,
            tie_id=tie_id,
            version=_version(request),
            **form.cleaned_data,
        )

    if _saved(request, form, save) is not None:
        return redirect("desk:dwelling", dwelling_id)
    title = _("Register a funding tie") if known is None else _("Change the funding tie")
    return _page(request, form, title=title, back=_back_to(home), record=known)


@require_http_methods(GET_POST)
@requires(TAKE_OUT_OF_USE)
def out_of_use(request: ActorRequest, dwelling_id: int, out_id: int | None = None) -> HttpResponse:
    """Take a dwelling out of use, or change what is known about it."""
    home, known = _home(dwelling_id), None
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
            version=_version(request),
            **form.cleaned_data,
        )

    if _saved(request, form, save) is not None:
        return redirect("desk:dwelling", dwelling_id)
    title = _("Take the dwelling out of use") if known is None else _("Change the time out of use")
    return _page(request, form, title=title, back=_back_to(home), record=known)


@require_http_methods(GET_POST)
@requires(TAKE_OUT_OF_USE)
def back_in_use(request: ActorRequest, dwelling_id: int, out_id: int) -> HttpResponse:
    """Let a dwelling be used again."""
    home = _home(dwelling_id)
    known = get_object_or_404(OutOfUse, pk=out_id, dwelling=home)
    form = BackForm(request.POST or None, initial={"ended_on": clock.today()})
    saved = _saved(
        request,
        form,
        lambda: commands.bring_back(
            request.actor, dwelling_id=dwelling_id, out_id=out_id, on=form.cleaned_data["ended_on"]
        ),
    )
    if saved is not None:
        return redirect("desk:dwelling", dwelling_id)
    lead = _("From this day the dwelling can be let again, and it counts as free.")
    return _page(
        request, form, title=_("Back in use"), back=_back_to(home), record=known, lead=lead
    )


@require_http_methods(GET_POST)
@requires(REMARK_ON_DWELLING)
def remark(request: ActorRequest, dwelling_id: int) -> HttpResponse:
    """Write down what the next colleague should know."""
    home = _home(dwelling_id)
    form = RemarkForm(request.POST or None)
    saved = _saved(
        request,
        form,
        lambda: commands.remark_on_dwelling(
            request.actor, dwelling_id=dwelling_id, text=form.cleaned_data["text"], at=clock.now()
        ),
    )
    if saved is not None:
        return redirect("desk:dwelling", dwelling_id)
    return _page(request, form, title=_("Write a remark"), back=_back_to(home))


@require_safe
@requires(READ_DWELLINGS)
def surroundings(request: ActorRequest) -> HttpResponse:
    """Housing environments and properties, with how many homes each has."""
    context = {
        "clusters": clusters(),
        "properties": properties(),
        "may_change": request.actor.may(CHANGE_DWELLING),
    }
    return render(request, "dwellings/surroundings.html", context)


def _surroundings() -> tuple[Text, str]:
    return _("Surroundings"), reverse("dwellings:surroundings")


@require_http_methods(GET_POST)
@requires(CHANGE_DWELLING)
def cluster(request: ActorRequest, cluster_id: int | None = None) -> HttpResponse:
    """Make or change a housing environment."""
    known = None if cluster_id is None else get_object_or_404(Cluster, pk=cluster_id)
    form = ClusterForm(request.POST or None, instance=known)

    def save() -> Model:
        if cluster_id is None:
            return commands.make_cluster(request.actor, **form.cleaned_data)
        return commands.change_cluster(
            request.actor, cluster_id=cluster_id, version=_version(request), **form.cleaned_data
        )

    if _saved(request, form, save) is not None:
        return redirect("dwellings:surroundings")
    title = _("New housing environment") if known is None else _("Change the housing environment")
    return _page(request, form, title=title, back=_surroundings(), record=known)


@require_http_methods(GET_POST)
@requires(CHANGE_DWELLING)
def estate(request: ActorRequest, property_id: int | None = None) -> HttpResponse:
    """Make or change a property."""
    known = None if property_id is None else get_object_or_404(Property, pk=property_id)
    form = PropertyForm(request.POST or None, instance=known)

    def save() -> Model:
        if property_id is None:
            return commands.make_property(request.actor, **form.cleaned_data)
        return commands.change_property(
            request.actor, property_id=property_id, version=_version(request), **form.cleaned_data
        )

    if _saved(request, form, save) is not None:
        return redirect("dwellings:surroundings")
    title = _("New property") if known is None else _("Change the property")
    return _page(request, form, title=title, back=_surroundings(), record=known)


@require_POST
@requires(READ_DWELLINGS)
def keep_filter(request: ActorRequest) -> HttpResponse:
    """Keep the list as it is filtered now, under a name."""
    form = SavedFilterForm(request.POST)
    query = WantedForm(QueryDict(request.POST.get("query", "")), areas=areas()).query
    if form.is_valid() and query:
        commands.keep_filter(request.actor, name=form.cleaned_data["name"], query=query)
        messages.success(request, _("The filter is kept."))
    else:
        messages.error(request, _("Choose something to filter by, and give the filter a name."))
    return _to_list(query)


@require_POST
@requires(READ_DWELLINGS)
def drop_filter(request: ActorRequest, filter_id: int) -> HttpResponse:
    """Take one of one's own filters away."""
    try:
        commands.drop_filter(request.actor, filter_id=filter_id)
    except SavedFilter.DoesNotExist as missing:
        raise Http404 from missing
    return _to_list("")


def _to_list(query: str) -> HttpResponse:
    return redirect(f"{reverse('dwellings:list')}?{query}" if query else "dwellings:list")
