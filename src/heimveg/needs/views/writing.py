"""Opening and changing a need: one long form that may be left half-filled."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest
from heimveg.accounts.models import Unit
from heimveg.base import clock
from heimveg.base.errors import Refused, Unusual
from heimveg.base.sent import version_in
from heimveg.base.web import render_part
from heimveg.needs import commands
from heimveg.needs.forms import NeedForm
from heimveg.needs.models import CLUSTERS, CONTENT, Need
from heimveg.needs.permissions import CHANGE_NEED
from heimveg.needs.queries import areas, clusters, housing_offices, open_need_of
from heimveg.needs.rules import NeedStatus
from heimveg.needs.sentences import doubts_in_words, missing_in_words, suggestion_for
from heimveg.needs.views.asking import my_need
from heimveg.persons.models import Person
from heimveg.persons.queries import household_size

Save = Callable[[dict[str, Any], Sequence[str]], Need]


@require_http_methods(["GET", "POST"])
@requires(CHANGE_NEED)
def open_need(request: ActorRequest, person_id: int) -> HttpResponse:
    """A new need for a person; where one is open already, the way to it."""
    return new_need(request, person_id, known={})


def new_need(request: ActorRequest, person_id: int, *, known: Mapping[str, Any]) -> HttpResponse:
    """The same, begun with what is `known`, by field: nobody types it again."""
    people = Person.objects.permitted_to(request.actor, CHANGE_NEED).whole()
    person, today = get_object_or_404(people, pk=person_id), clock.today()
    offices = housing_offices(on=today)
    if not offices:
        raise Refused(_("No housing office is registered, so nobody can keep the need."))
    already = open_need_of(request.actor, person_id)
    if already is not None and request.method == "GET":
        context = {"person": person, "need": already}
        return render_part(request, "needs/already.html", "needs/_already.html", context)
    initial = {"opened_on": today, "household_size": household_size(person_id, on=today)}
    initial |= known
    form = _form(request, initial, offices)

    def save(content: dict[str, Any], confirmed: Sequence[str]) -> Need:
        return commands.open_need(
            request.actor, person_id=person_id, unit=_office(offices, form),
            content=content, confirmed=confirmed, on=today,
        )  # fmt: skip

    return _answer(request, form, save, {"person": person, "need": None})


@require_http_methods(["GET", "POST"])
@requires(CHANGE_NEED)
def change(request: ActorRequest, need_id: int) -> HttpResponse:
    need = my_need(request.actor, CHANGE_NEED, need_id)
    if need.closed_on is not None:
        raise Refused(_("A closed need is history. Open a new one."))
    form = _form(request, _as_written(need), [need.unit])

    def save(content: dict[str, Any], confirmed: Sequence[str]) -> Need:
        return commands.change_need(
            request.actor, need_id=need_id, version=version_in(request), content=content,
            confirmed=confirmed, on=clock.today(),
        )  # fmt: skip

    return _answer(request, form, save, {"person": need.person, "need": need})


def _answer(
    request: ActorRequest, form: NeedForm, save: Save, context: dict[str, Any]
) -> HttpResponse:
    """Save what is valid; ask about what is unusual; keep what was typed."""
    doubts: list[tuple[str, str]] = []
    confirmed = request.POST.getlist("confirmed")
    if request.method == "POST" and form.is_valid():
        try:
            need = save(form.content(), confirmed)
        except Unusual as unusual:
            doubts = doubts_in_words(unusual.doubts)
        else:
            _tell(request, need)
            return redirect("needs:detail", need.pk)
    context |= {"form": form, "doubts": doubts, "confirmed": confirmed}
    status = 422 if form.errors or doubts else 200
    return render_part(request, "needs/write.html", "needs/_write.html", context, status=status)


def _tell(request: ActorRequest, need: Need) -> None:
    lacking = missing_in_words(need)
    if need.status == NeedStatus.INCOMPLETE and lacking:
        text = _("Saved. The need takes no part in a round until it says: %(lacking)s.")
        messages.warning(request, text % {"lacking": ", ".join(lacking)})
    else:
        messages.success(request, _("Saved."))


def _form(request: ActorRequest, initial: dict[str, Any], offices: Sequence[Unit]) -> NeedForm:
    return NeedForm(
        request.POST if request.method == "POST" else None,
        initial=initial,
        offices=[(unit.pk, unit.name) for unit in offices],
        areas=areas(),
        clusters=clusters(),
        today=clock.today(),
    )


def _office(offices: Sequence[Unit], form: NeedForm) -> Unit:
    """The one chosen, else the only one there is."""
    chosen = form.cleaned_data.get("unit") or offices[0].pk
    return next(unit for unit in offices if unit.pk == int(chosen))


def _as_written(need: Need) -> dict[str, Any]:
    initial = {name: getattr(need, name) for name in CONTENT}
    initial |= {n: list(getattr(need, n).values_list("pk", flat=True)) for n in CLUSTERS}
    if need.urgency == suggestion_for(need):
        initial["urgency"] = ""
    return initial
