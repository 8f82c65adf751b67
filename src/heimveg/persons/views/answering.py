"""Who answers for a person: the case, the ledger, the named worker."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest
from heimveg.base import clock
from heimveg.base.errors import Invalid
from heimveg.base.sent import number_in
from heimveg.persons import commands, queries
from heimveg.persons.following import standing
from heimveg.persons.forms import CloseForm, WorkerForm
from heimveg.persons.models import Case, Responsibility
from heimveg.persons.permissions import CHANGE_CASE, NAME_WORKER
from heimveg.persons.rules import CaseOutcome, Kind
from heimveg.persons.views.opening import opened, person_page, refuse


@require_http_methods(["GET", "POST"])
@requires(CHANGE_CASE)
def case(request: ActorRequest, person_id: int) -> HttpResponse:
    """The cases and the ledger; POST closes the open case."""
    person = opened(request, CHANGE_CASE, person_id)
    form = CloseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        outcome = CaseOutcome(form.cleaned_data["outcome"])
        commands.close_case(request.actor, person_id=person.pk, outcome=outcome, on=clock.today())
        messages.success(
            request, _("The case is closed. The record can be read for 90 days more.")
        )
        return redirect("desk:person", person.pk)
    records = queries.records_of(person)
    ledger = Responsibility.objects.filter(person_id__in=records)
    ledger = ledger.select_related("unit", "named_worker", "stand_in", "made_by")
    cases = list(Case.objects.filter(person_id__in=records).order_by("-opened_on", "-pk"))
    rows = list(ledger.order_by("-started_on", "-pk"))
    now = next((r for r in rows if r.ended_on is None and r.kind == Kind.COORDINATING), None)
    context = {
        "form": form,
        "cases": cases,
        "rows": standing(records, on=clock.today()),
        "answering": now and now.unit,
        "may_close": now is not None and now.unit_id in request.actor.units(CHANGE_CASE),
        "open_case": next((c for c in cases if c.closed_on is None), None),
        "ledger": rows,
        "own_units": list(queries.own_units(request.actor, CHANGE_CASE, on=clock.today())),
        "named_in": request.actor.units(NAME_WORKER),
    }
    return person_page(request, "persons/case.html", person, context)


@require_POST
@requires(CHANGE_CASE)
def open_case(request: ActorRequest, person_id: int) -> HttpResponse:
    person = opened(request, CHANGE_CASE, person_id)
    units = queries.own_units(request.actor, CHANGE_CASE, on=clock.today())
    unit = get_object_or_404(units, pk=number_in(request, "unit"))
    commands.open_case(request.actor, person_id=person.pk, unit_id=unit.pk, on=clock.today())
    messages.success(request, _("A case is open. Your unit answers from today."))
    return redirect("desk:person", person.pk)


@require_http_methods(["GET", "POST"])
@requires(NAME_WORKER)
def worker(request: ActorRequest, person_id: int, responsibility_id: int) -> HttpResponse:
    """Name who follows the person up in one's own unit, and who stands in."""
    person = opened(request, NAME_WORKER, person_id)
    own = person.responsibilities.filter(unit_id__in=request.actor.units(NAME_WORKER))
    row = get_object_or_404(own.select_related("unit"), pk=responsibility_id)
    form = WorkerForm(
        request.POST if request.method == "POST" else None,
        users=queries.workers_of(row.unit_id, person.pk, on=clock.today()),
        initial={"worker": row.named_worker_id, "stand_in": row.stand_in_id},
    )
    if request.method == "POST" and form.is_valid():
        chosen = [form.cleaned_data[name] for name in ("worker", "stand_in")]
        named = commands.Named(*(user.pk if user else None for user in chosen))
        try:
            commands.name_worker(
                request.actor,
                person_id=person.pk,
                responsibility_id=row.pk,
                named=named,
                on=clock.today(),
            )
        except Invalid as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The worker is named from today."))
            return redirect("desk:person", person.pk)
    return person_page(request, "persons/worker.html", person, {"form": form, "row": row})


@require_POST
@requires(NAME_WORKER)
def stop(request: ActorRequest, person_id: int, responsibility_id: int) -> HttpResponse:
    """End what one's own unit has to do with the person, when it was asked to help."""
    person = opened(request, NAME_WORKER, person_id)
    own = person.responsibilities.filter(unit_id__in=request.actor.units(NAME_WORKER))
    row = get_object_or_404(own, pk=responsibility_id)
    commands.stop_contributing(
        request.actor, person_id=person.pk, responsibility_id=row.pk, on=clock.today()
    )
    messages.success(request, _("Your unit helps no longer from today."))
    return redirect("persons:list")
