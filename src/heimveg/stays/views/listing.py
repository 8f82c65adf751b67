"""Where a person lives, and has lived."""

from typing import cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest, Permission
from heimveg.base import clock
from heimveg.base.errors import Invalid
from heimveg.base.forms import say_at_fields
from heimveg.persons.models import Person
from heimveg.persons.queries import address_is_hidden, records_of
from heimveg.stays import commands, queries
from heimveg.stays.forms.stay import AsOfForm, StayForm
from heimveg.stays.models import ETHOS, Stay
from heimveg.stays.permissions import CORRECT_STAY, NOTE_INSTITUTION, READ_STAYS, REGISTER_STAY


@require_safe
@requires(READ_STAYS)
def stays(request: ActorRequest, person_id: int) -> HttpResponse:
    """Where the person has lived, newest first, and what that says of one day in history."""
    person, today = opened(request, READ_STAYS, person_id), clock.today()
    form = AsOfForm(
        request.GET if "day" in request.GET else None, initial={"day": today}, today=today
    )
    day = form.cleaned_data["day"] if form.is_bound and form.is_valid() else today
    around = around_person(request, person)
    life = queries.life_on(cast("list[Stay]", around["stays"]), on=day)
    context = {**around, "form": form, "life": life, "ethos": ETHOS.get(life.ethos or "", "")}
    return render(request, "stays/stays.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@requires(REGISTER_STAY)
def register(request: ActorRequest, person_id: int) -> HttpResponse:
    """Write where the person lives now, beside what was written before."""
    person = opened(request, REGISTER_STAY, person_id)
    follows_up = Person.objects.permitted_to(request.actor, NOTE_INSTITUTION)
    form = StayForm(
        request.POST if request.method == "POST" else None,
        sees_institution=follows_up.filter(pk=person.pk).exists(),
        initial={"on": clock.today()},
    )
    if request.method == "POST" and form.is_valid():
        try:
            _register(request, person, form)
        except Invalid as refusal:
            say_at_fields(form, refusal)
        else:
            messages.success(request, _("It is written where the person lives."))
            return redirect("desk:person", person.pk)
    context = {**around_person(request, person), "form": form}
    return render(request, "stays/register.html", context, status=422 if form.errors else 200)


def _register(request: ActorRequest, person: Person, form: StayForm) -> None:
    stay = commands.register_stay(
        request.actor, person_id=person.pk, said=form.said, on=clock.today()
    )
    if form.told_institution is not None:
        commands.note_institution(request.actor, stay_id=stay.pk, kind=form.told_institution)


def opened(request: ActorRequest, permission: Permission, person_id: int) -> Person:
    people = Person.objects.permitted_to(request.actor, permission).whole()
    return get_object_or_404(people, pk=person_id)


def around_person(request: ActorRequest, person: Person) -> dict[str, object]:
    person_url = reverse("desk:person", args=[person.pk])
    return {
        "person": person,
        "person_url": person_url,
        "steps": [(_("People"), reverse("persons:list")), (person.shown_name, person_url)],
        "stays": queries.stays_of(request.actor, records_of(person)),
        "is_hidden": address_is_hidden(person.pk),
        "may_register": request.actor.may(REGISTER_STAY),
        "may_correct": request.actor.may(CORRECT_STAY),
    }
