"""Changing what is known of a person, and what protects them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest
from heimveg.base import clock
from heimveg.base.errors import Refused, Stale
from heimveg.base.sent import version_in
from heimveg.persons import commands, queries
from heimveg.persons.forms import EmployeeForm, ParticularsForm, ProtectionForm, particulars_of
from heimveg.persons.models import Person
from heimveg.persons.permissions import CHANGE_PERSON, PROTECT_ADDRESS
from heimveg.persons.rules import Grade
from heimveg.persons.views.opening import all_units, opened, person_page, refuse


@require_http_methods(["GET", "POST"])
@requires(CHANGE_PERSON)
def change(request: ActorRequest, person_id: int) -> HttpResponse:
    person = opened(request, CHANGE_PERSON, person_id)
    form = ParticularsForm(
        request.POST if request.method == "POST" else None, initial=particulars_of(person)
    )
    if request.method == "POST" and form.is_valid():
        try:
            commands.change_person(
                request.actor,
                person_id=person.pk,
                version=version_in(request),
                said=form.said,
                on=clock.today(),
            )
        except Stale:
            raise
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The particulars are saved."))
            return redirect("desk:person", person.pk)
    return person_page(request, "persons/change.html", person, {"form": form})


@require_http_methods(["GET", "POST"])
@requires(PROTECT_ADDRESS)
def protection(request: ActorRequest, person_id: int) -> HttpResponse:
    """Address protection and the mark of a colleague: two forms, each for who is cleared."""
    person = opened(request, PROTECT_ADDRESS, person_id)
    is_address = request.POST.get("which") == "address"
    is_colleague = request.POST.get("which") == "colleague"
    address = ProtectionForm(
        request.POST if is_address else None,
        initial={"grade": person.protection.grade if hasattr(person, "protection") else ""},
    )
    colleague = EmployeeForm(
        request.POST if is_colleague else None,
        units=all_units().filter(is_inside=True),
        initial={"unit": person.employed_in_id},
    )
    if is_address and address.is_valid():
        return _protect(request, person, address)
    if is_colleague and colleague.is_valid():
        return _mark_colleague(request, person, colleague)
    cleared = {
        name: queries.has_clearance(
            request.actor, PROTECT_ADDRESS, person.pk, clearance, on=clock.today()
        )
        for name, clearance in (
            ("may_protect", "handles_protected"),
            ("may_mark", "handles_own_employees"),
        )
    }
    context = {"address": address, "colleague": colleague, **cleared}
    return person_page(request, "persons/protection.html", person, context)


def _protect(request: ActorRequest, person: Person, form: ProtectionForm) -> HttpResponse:
    commands.protect_address(
        request.actor,
        person_id=person.pk,
        version=version_in(request),
        grade=Grade(form.cleaned_data["grade"]) if form.cleaned_data["grade"] else None,
        on=clock.today(),
    )
    messages.success(request, _("The protection is saved. It holds from now on, everywhere."))
    return redirect("desk:person", person.pk)


def _mark_colleague(request: ActorRequest, person: Person, form: EmployeeForm) -> HttpResponse:
    unit = form.cleaned_data["unit"]
    commands.mark_own_employee(
        request.actor,
        person_id=person.pk,
        version=version_in(request),
        unit_id=unit.pk if unit else None,
        on=clock.today(),
    )
    messages.success(request, _("The mark is saved. It holds from now on, everywhere."))
    return redirect("desk:person", person.pk)
