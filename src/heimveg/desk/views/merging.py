"""Two records of one person: find them, see them side by side, merge, and undo."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest
from heimveg.base import clock
from heimveg.base.sent import number_in
from heimveg.desk import commands
from heimveg.needs.models import Need
from heimveg.persons.commands import tell_apart
from heimveg.persons.models import Merge, Person
from heimveg.persons.permissions import MERGE_PERSONS
from heimveg.persons.queries import candidates, people_found, with_who_answers
from heimveg.tenancies.models import Tenancy

MOST_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Side:
    """One of two records beside each other. `person` has `answering`."""

    person: Person
    needs: list[Need]
    tenancies: list[Tenancy]


@require_safe
@requires(MERGE_PERSONS)
def find(request: ActorRequest, person_id: int) -> HttpResponse:
    """Records that look like this one, and a search for others."""
    person = _opened(request, person_id)
    words = request.GET.get("q", "")[:100].strip()
    found = people_found(request.actor, MERGE_PERSONS, words) if words else Person.objects.none()
    context = {
        **_around(person),
        "candidates": [
            (c.person, c.reasons)
            for c in candidates(request.actor, MERGE_PERSONS, person.particulars, beside=person.pk)
        ],
        "words": words,
        "found": list(found.exclude(pk=person.pk)[:MOST_SHOWN]),
    }
    return render(request, "desk/person_merge_find.html", context)


@require_http_methods(["GET", "POST"])
@requires(MERGE_PERSONS)
def merge(request: ActorRequest, person_id: int, other_id: int) -> HttpResponse:
    """The two beside each other. POST keeps one of them, or says that they are two people."""
    one, other = _opened(request, person_id), _opened(request, other_id)
    keep = request.POST.get("keep", "")
    if request.method == "POST" and keep == "both":
        tell_apart(request.actor, person_id=one.pk, other_id=other.pk)
        messages.success(request, _("They are kept as two people, and not shown as alike again."))
        return redirect("desk:person", one.pk)
    if request.method == "POST" and keep in {str(one.pk), str(other.pk)}:
        kept, goes = (one, other) if keep == str(one.pk) else (other, one)
        commands.merge_persons(
            request.actor,
            kept=_as_opened(request, kept),
            duplicate=_as_opened(request, goes),
            on=clock.today(),
        )
        messages.success(request, _("The two records are one. It can be undone from the page."))
        return redirect("desk:person", kept.pk)
    sides = [_side(one), _side(other)]
    two_needs = all(side.needs for side in sides)
    context = {**_around(one), "sides": sides, "other": other, "two_needs": two_needs}
    return render(request, "desk/person_merge.html", context)


@require_http_methods(["GET", "POST"])
@requires(MERGE_PERSONS)
def undo(request: ActorRequest, merge_id: int) -> HttpResponse:
    """Say what will happen; POST makes the two records two people again."""
    merges = Merge.objects.permitted_to(request.actor, MERGE_PERSONS).standing()
    merge = get_object_or_404(merges.select_related("duplicate"), pk=merge_id)
    person = _opened(request, merge.person_id)
    if request.method == "POST":
        commands.undo_merge(request.actor, merge_id=merge.pk, on=clock.today())
        messages.success(request, _("They are two records again."))
        return redirect("desk:person", person.pk)
    return render(request, "desk/person_unmerge.html", {**_around(person), "merge": merge})


def _opened(request: ActorRequest, person_id: int) -> Person:
    whole = Person.objects.permitted_to(request.actor, MERGE_PERSONS).whole()
    rows = with_who_answers(whole, on=clock.today())
    return get_object_or_404(rows, pk=person_id)


def _around(person: Person) -> dict[str, object]:
    person_url = reverse("desk:person", args=[person.pk])
    steps = [(_("People"), reverse("persons:list")), (person.shown_name, person_url)]
    return {"person": person, "person_url": person_url, "steps": steps}


def _side(person: Person) -> Side:
    return Side(
        person,
        list(Need.objects.open().filter(person=person)),
        list(Tenancy.objects.open().filter(person=person).select_related("dwelling")),
    )


def _as_opened(request: ActorRequest, person: Person) -> commands.Opened:
    return commands.Opened(person.pk, number_in(request, f"version_{person.pk}", digits=9))
