"""Who lives, or is to live, together with a person."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest
from heimveg.base import clock
from heimveg.base.sent import number_in
from heimveg.persons import commands, queries
from heimveg.persons.forms import MemberForm
from heimveg.persons.models import HouseholdMember
from heimveg.persons.permissions import CHANGE_HOUSEHOLD
from heimveg.persons.views.opening import opened, person_page

MOST_SHOWN = 10


@require_http_methods(["GET", "POST"])
@requires(CHANGE_HOUSEHOLD)
def household(request: ActorRequest, person_id: int) -> HttpResponse:
    """The household; POST lets somebody found by the search join it."""
    person = opened(request, CHANGE_HOUSEHOLD, person_id)
    today = clock.today()
    form = MemberForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        other = opened(request, CHANGE_HOUSEHOLD, number_in(request, "other"))
        commands.add_to_household(
            request.actor,
            person_id=person.pk,
            other_id=other.pk,
            relation=form.cleaned_data["relation"],
            on=today,
        )
        messages.success(request, _("The household is saved."))
        return redirect("persons:household", person.pk)
    members = queries.household_of([person.pk], on=today)
    words = request.GET.get("q", "")[:100].strip()
    found = queries.people_found(request.actor, CHANGE_HOUSEHOLD, words) if words else None
    inside = {person.pk, *(member.person_id for member in members)}
    context = {
        "form": form,
        "members": members,
        "words": words,
        "found": list(found.exclude(pk__in=inside)[:MOST_SHOWN]) if found is not None else [],
        "is_hidden": queries.address_is_hidden(person.pk),
    }
    return person_page(request, "persons/household.html", person, context)


@require_POST
@requires(CHANGE_HOUSEHOLD)
def leave(request: ActorRequest, person_id: int, member_id: int) -> HttpResponse:
    person = opened(request, CHANGE_HOUSEHOLD, person_id)
    members = HouseholdMember.objects.permitted_to(request.actor, CHANGE_HOUSEHOLD).open()
    member = get_object_or_404(members, pk=member_id)
    commands.leave_household(request.actor, member_id=member.pk, on=clock.today())
    messages.success(request, _("The membership ends today."))
    return redirect("persons:household", person.pk)
