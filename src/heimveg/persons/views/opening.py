"""What the pages about one person share: opening the record, and where the page stands."""

from collections.abc import Mapping

from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from heimveg.access.gate import ActorRequest, Permission
from heimveg.accounts.models import Unit
from heimveg.base import clock
from heimveg.base.errors import Invalid, Refused
from heimveg.persons.models import Person


def opened(request: ActorRequest, permission: Permission, person_id: int) -> Person:
    """The person, or the same 404 as for somebody who does not exist."""
    people = Person.objects.permitted_to(request.actor, permission).whole()
    return get_object_or_404(people.select_related("protection", "employed_in"), pk=person_id)


def person_page(
    request: HttpRequest, template: str, person: Person, context: Mapping[str, object]
) -> HttpResponse:
    """A page about one person, with the way back to theirs. 422 when a form in it is refused."""
    steps = [
        (_("People"), reverse("persons:list")),
        (person.shown_name, reverse("desk:person", args=[person.pk])),
    ]
    forms = [value for value in context.values() if isinstance(value, Form)]
    status = 422 if any(form.is_bound and form.errors for form in forms) else 200
    around = {"person": person, "steps": steps, "person_url": steps[-1][1]}
    return render(request, template, {**around, **context}, status=status)


def refuse(form: Form, refusal: Refused, names: Mapping[str, str] | None = None) -> None:
    """Say on the form why the command refused. `names`: the command's field to the form's."""
    if isinstance(refusal, Invalid):
        for field, text in refusal.fields.items():
            name = (names or {}).get(field, field)
            form.add_error(name if name in form.fields else None, str(text))
    else:
        form.add_error(None, str(refusal.text))


def all_units() -> QuerySet[Unit]:
    return Unit.objects.running_on(clock.today()).order_by("name")
