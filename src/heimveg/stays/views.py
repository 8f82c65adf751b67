"""Where a person lives, and has lived."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest
from heimveg.base import clock
from heimveg.base.errors import Invalid
from heimveg.persons.models import Person
from heimveg.persons.queries import address_is_hidden, records_of
from heimveg.stays import commands, queries
from heimveg.stays.forms import StayForm
from heimveg.stays.permissions import READ_INSTITUTION, REGISTER_STAY


@require_http_methods(["GET", "POST"])
@requires(REGISTER_STAY)
def register(request: ActorRequest, person_id: int) -> HttpResponse:
    """Where the person has lived; POST writes where they live now."""
    people = Person.objects.permitted_to(request.actor, REGISTER_STAY).whole()
    person = get_object_or_404(people, pk=person_id)
    follows_up = Person.objects.permitted_to(request.actor, READ_INSTITUTION)
    form = StayForm(
        request.POST if request.method == "POST" else None,
        sees_institution=follows_up.filter(pk=person.pk).exists(),
        initial={"on": clock.today()},
    )
    if request.method == "POST" and form.is_valid():
        try:
            commands.register_stay(
                request.actor,
                person_id=person.pk,
                said=form.said,
                institution=form.told_institution,
                on=clock.today(),
            )
        except Invalid as refusal:
            for field, text in refusal.fields.items():
                form.add_error(field, str(text))
        else:
            messages.success(request, _("It is written where the person lives."))
            return redirect("desk:person", person.pk)
    person_url = reverse("desk:person", args=[person.pk])
    context = {
        "person": person,
        "person_url": person_url,
        "steps": [(_("People"), reverse("persons:list")), (person.shown_name, person_url)],
        "form": form,
        "stays": queries.stays_of(request.actor, records_of(person)),
        "is_hidden": address_is_hidden(person.pk),
    }
    return render(request, "stays/register.html", context, status=422 if form.errors else 200)
