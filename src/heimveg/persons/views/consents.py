"""What a person lets units know, and how it stops."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest
from heimveg.base import clock
from heimveg.persons import commands, queries
from heimveg.persons.forms import ConsentForm
from heimveg.persons.models import Consent
from heimveg.persons.permissions import RECORD_CONSENT
from heimveg.persons.views.opening import all_units, opened, person_page


@require_http_methods(["GET", "POST"])
@requires(RECORD_CONSENT)
def consents(request: ActorRequest, person_id: int) -> HttpResponse:
    """All that were given; POST records another."""
    person = opened(request, RECORD_CONSENT, person_id)
    today = clock.today()
    form = ConsentForm(request.POST if request.method == "POST" else None, units=all_units())
    if request.method == "POST" and form.is_valid():
        commands.record_consent(request.actor, person_id=person.pk, given=form.given, on=today)
        messages.success(request, _("The consent is recorded."))
        return redirect("persons:consents", person.pk)
    given = Consent.objects.filter(person_id__in=queries.records_of(person))
    rows = given.select_related("receiver", "recorded_by").order_by("-started_on", "-pk")
    return person_page(
        request, "persons/consents.html", person, {"form": form, "rows": list(rows)}
    )


@require_POST
@requires(RECORD_CONSENT)
def withdraw(request: ActorRequest, person_id: int, consent_id: int) -> HttpResponse:
    person = opened(request, RECORD_CONSENT, person_id)
    mine = Consent.objects.permitted_to(request.actor, RECORD_CONSENT)
    mine = mine.filter(person_id__in=queries.records_of(person))
    consent = get_object_or_404(mine, pk=consent_id)
    commands.withdraw_consent(request.actor, consent_id=consent.pk, on=clock.today())
    messages.success(request, _("The consent is withdrawn. It stopped at once."))
    return redirect("persons:consents", person.pk)
