"""Taking in: what has come, whom it is about, and the receipt that names nobody."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest
from heimveg.base import clock
from heimveg.base.errors import Refused, Stale
from heimveg.base.sent import number_in, numbers_among
from heimveg.intake.commands.receiving import About, ProbablyKnown, receive_errand
from heimveg.intake.forms.receiving import ErrandForm, NumberForm
from heimveg.intake.models import KINDS_IN_WORDS, Errand
from heimveg.intake.permissions import READ_ERRANDS, RECEIVE_ERRAND, SEE_ROUTING
from heimveg.intake.queries import errands as queries
from heimveg.intake.rules import ErrandKind
from heimveg.persons.models import Person
from heimveg.persons.queries import people, who_can_tell, with_who_answers


@require_safe
@requires(RECEIVE_ERRAND)
def door(request: ActorRequest) -> HttpResponse:
    """What has come in? One card for each kind; and where something went, by its number."""
    form = NumberForm(request.GET if "number" in request.GET else None)
    if form.is_bound and form.is_valid():
        if queries.receipt(request.actor, form.cleaned_data["number"]):
            return redirect("intake:receipt", form.cleaned_data["number"])
        form.add_error("number", _("No such number has been given. Read it once more."))
    context = {
        "kinds": [(k, Errand.KINDS[k], KINDS_IN_WORDS[k]) for k in ErrandKind],
        "form": form,
        "may_read": request.actor.may(READ_ERRANDS),
        "may_see_routing": request.actor.may(SEE_ROUTING),
        "person": None,
    }
    return render(request, "intake/door.html", context, status=422 if form.errors else 200)


@require_safe
@requires(RECEIVE_ERRAND)
def door_for(request: ActorRequest, person_id: int) -> HttpResponse:
    """The same, for somebody whose page is open."""
    context = {
        "kinds": [(k, Errand.KINDS[k], KINDS_IN_WORDS[k]) for k in ErrandKind],
        "person": _person(request, person_id),
    }
    return render(request, "intake/door.html", context)


@require_http_methods(["GET", "POST"])
@requires(RECEIVE_ERRAND)
def receive(request: ActorRequest, kind: str) -> HttpResponse:
    return _receive(request, _kind(kind), None)


@require_http_methods(["GET", "POST"])
@requires(RECEIVE_ERRAND)
def receive_about(request: ActorRequest, person_id: int, kind: str) -> HttpResponse:
    return _receive(request, _kind(kind), _person(request, person_id))


def _kind(text: str) -> ErrandKind:
    try:
        return ErrandKind(text)
    except ValueError as unknown:
        raise Http404 from unknown


def _person(request: ActorRequest, person_id: int) -> Person:
    seen = Person.objects.permitted_to(request.actor, RECEIVE_ERRAND).whole()
    return get_object_or_404(seen, pk=person_id)


def _receive(request: ActorRequest, kind: ErrandKind, person: Person | None) -> HttpResponse:
    chosen = number_in(request, "person")
    if person is None and chosen:
        person = _person(request, chosen)
    form = ErrandForm(
        request.POST if request.method == "POST" else None,
        kind=kind,
        is_known=person is not None,
        today=clock.today(),
    )
    context: dict[str, Any] = {"form": form, "kind": kind, "person": person, "candidates": []}
    if request.method == "POST" and form.is_valid():
        try:
            return _received(request, form, person)
        except ProbablyKnown as found:
            context |= _likenesses(request, found)
            return _page(request, context, status=422)
        except Stale:
            raise
        except Refused as refusal:
            form.add_error(None, str(refusal.text))
            return _page(request, context, status=409)
    return _page(request, context, status=422 if form.errors else 200)


def _received(request: ActorRequest, form: ErrandForm, person: Person | None) -> HttpResponse:
    about = (
        About(person.pk)
        if person
        else About(said=form.particulars, apart_from=_looked_at(request))
    )
    receipt = receive_errand(
        request.actor, told=form.told, about=about, on=clock.today(), at=clock.now()
    )
    messages.success(request, _("It is taken in, and has a unit from today."))
    return redirect("intake:receipt", receipt.pk)


def _page(request: ActorRequest, context: dict[str, Any], *, status: int) -> HttpResponse:
    kind = context["kind"]
    context |= {
        "title": Errand.KINDS[kind],
        "lead": KINDS_IN_WORDS[kind],
        "steps": [(_("Take in"), reverse("intake:door"))],
    }
    return render(request, "intake/receive.html", context, status=status)


def _looked_at(request: ActorRequest) -> frozenset[int]:
    return numbers_among(request.POST.get("apart_from", "").split(","))


def _likenesses(request: ActorRequest, found: ProbablyKnown) -> dict[str, Any]:
    ids = [candidate.person.pk for candidate in found.candidates]
    rows = people(request.actor, READ_ERRANDS, on=clock.today()).filter(pk__in=ids)
    whole = {p.pk: p for p in with_who_answers(rows, on=clock.today())}
    return {
        "candidates": [(whole[c.person.pk], c.reasons) for c in found.candidates],
        "apart_from": ",".join(str(pk) for pk in ids),
        "is_certain": any(c.is_certain for c in found.candidates),
    }


@require_safe
@requires(RECEIVE_ERRAND)
def receipt(request: ActorRequest, number: int) -> HttpResponse:
    """What to tell the one who rang: where it went and when the answer comes. Names nobody."""
    found = queries.receipt(request.actor, number)
    if found is None:
        raise Http404
    errand = None
    if request.actor.may(READ_ERRANDS):
        errand = queries.errands(request.actor).filter(receipt=found).first()
    context = {
        "receipt": found,
        "errand": errand,
        "progress": queries.progress(found, on=clock.today()),
        "today": clock.today(),
        "who_can_tell": None if found.sent_to else who_can_tell(on=clock.today()),
        "steps": [(_("Take in"), reverse("intake:door"))],
    }
    return render(request, "intake/receipt.html", context)
