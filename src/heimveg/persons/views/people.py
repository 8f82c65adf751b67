"""The list of people, and how one comes onto it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest
from heimveg.base import clock
from heimveg.base.errors import Refused
from heimveg.base.paging import page_of
from heimveg.base.sent import numbers_among
from heimveg.base.web import render_part
from heimveg.persons import commands, queries
from heimveg.persons.forms import ListForm, RegisterForm
from heimveg.persons.models import Person
from heimveg.persons.permissions import READ_PERSON, REGISTER_PERSON
from heimveg.persons.views.opening import all_units, refuse

SHORTEST = 2  # letters; one letter is like everybody


@require_safe
@requires(READ_PERSON)
def people(request: ActorRequest) -> HttpResponse:
    """Everybody the reader may see, by name; or those like what is searched for."""
    today = clock.today()
    form = ListForm(request.GET, units=all_units())
    chosen = form.cleaned_data if form.is_valid() else {}
    words, unit = chosen.get("q", ""), chosen.get("unit")
    if len(words) >= SHORTEST:
        rows = queries.people_found(request.actor, READ_PERSON, words)
    elif request.GET.get("q", "").strip():  # a text that cannot be searched for finds nobody
        rows = Person.objects.none()
    else:
        rows = queries.people(
            request.actor,
            READ_PERSON,
            on=today,
            unit_id=unit and unit.pk,
            with_closed=bool(chosen.get("closed")),
        )
    page = page_of(queries.with_who_answers(rows, on=today), request)
    context = {
        "form": form,
        "page": page,
        "chosen": _chosen(request, form, chosen),
        "may_register": request.actor.may(REGISTER_PERSON),
    }
    return render_part(request, "persons/people.html", "persons/_people.html", context)


def _chosen(
    request: ActorRequest, form: ListForm, chosen: dict[str, Any]
) -> list[tuple[object, str]]:
    """What the list is narrowed by, each with the address without it."""
    labels = {**chosen, "closed": form["closed"].label if chosen.get("closed") else ""}
    return [(label, _without(request, name)) for name, label in labels.items() if label]


def _without(request: ActorRequest, name: str) -> str:
    kept = request.GET.copy()
    kept.pop(name, None)
    kept.pop("page", None)
    return f"{reverse('persons:list')}?{kept.urlencode()}" if kept else reverse("persons:list")


@require_http_methods(["GET", "POST"])
@requires(REGISTER_PERSON)
def register(request: ActorRequest) -> HttpResponse:
    """Register somebody, after a look at those who may be the same person."""
    units = queries.own_units(request.actor, REGISTER_PERSON, on=clock.today())
    form = RegisterForm(request.POST if request.method == "POST" else None, units=units)
    context: dict[str, object] = {"form": form, "candidates": []}
    if request.method == "POST" and form.is_valid():
        try:
            person = commands.register_person(
                request.actor,
                unit_id=form.cleaned_data["unit"].pk,
                said=form.said,
                on=clock.today(),
                apart_from=_looked_at(request),
            )
        except commands.ProbablyKnown as found:
            context |= _likenesses(request, found)
            return _registering(request, context, status=422)
        except Refused as refusal:
            refuse(form, refusal)
            return _registering(request, context, status=409)
        messages.success(request, _("The person is registered. Your unit answers from today."))
        return redirect("desk:person", person.pk)
    return _registering(request, context, status=422 if form.errors else 200)


def _registering(
    request: ActorRequest, context: dict[str, object], *, status: int
) -> HttpResponse:
    page, part = "persons/register.html", "persons/_register.html"
    return render_part(request, page, part, context, status=status)


def _looked_at(request: ActorRequest) -> frozenset[int]:
    return numbers_among(request.POST.get("apart_from", "").split(","))


def _likenesses(request: ActorRequest, found: commands.ProbablyKnown) -> dict[str, object]:
    ids = [candidate.person.pk for candidate in found.candidates]
    rows = queries.people(request.actor, REGISTER_PERSON, on=clock.today()).filter(pk__in=ids)
    whole = {p.pk: p for p in queries.with_who_answers(rows, on=clock.today())}
    return {
        "candidates": [(whole[c.person.pk], c.reasons) for c in found.candidates],
        "apart_from": ",".join(str(pk) for pk in ids),
        "is_certain": any(c.is_certain for c in found.candidates),
    }
