"""Asking another unit, asking to take over, and taking the question back."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest
from heimveg.accounts.models import Membership, User
from heimveg.base import clock
from heimveg.base.errors import Refused
from heimveg.handoffs import commands, queries
from heimveg.handoffs.forms import AskForm, ReassignForm, TakeForm
from heimveg.handoffs.models import Handoff
from heimveg.handoffs.permissions import ASK_HANDOFF, READ_HANDOFFS
from heimveg.handoffs.views.shared import act_page, back_to, done, opened, way_to
from heimveg.persons.following import standing
from heimveg.persons.models import Person
from heimveg.persons.queries import own_units, records_of, workers_of


def _person(request: ActorRequest, person_id: int) -> Person:
    people = Person.objects.permitted_to(request.actor, ASK_HANDOFF).whole()
    return get_object_or_404(people, pk=person_id)


def _readers(person: Person) -> QuerySet[User] | None:
    """Who may be named to read of a strictly protected person; None for others."""
    if not queries.is_strictly_protected(person.pk):
        return None
    held = Membership.objects.running_on(clock.today()).filter(
        handles_protected=True, role__in=[str(role) for role in ASK_HANDOFF.roles]
    )
    return User.objects.filter(pk__in=held.values("user_id"), is_active=True).order_by("name")


@require_http_methods(["GET", "POST"])
@requires(ASK_HANDOFF)
def ask(request: ActorRequest, person_id: int) -> HttpResponse:
    """Ask another unit to answer for the person, or to help. What follows along stands first."""
    person, today = _person(request, person_id), clock.today()
    row = queries.coordinating(person.pk, on=today)
    if row is None or row.unit_id not in request.actor.units(ASK_HANDOFF):
        raise Refused(
            _("Only the unit that answers for the person can ask another. Ask to take over.")
        )
    form = AskForm(
        request.POST if request.method == "POST" else None,
        units=queries.units_to_ask(apart_from=row.unit_id, on=today),
        workers=_readers(person),
        notes=queries.may_read_notes_of(request.actor, person.pk),
    )
    made = done(
        request,
        form,
        lambda: commands.ask_handoff(
            request.actor,
            person_id=person.pk,
            to_unit_id=form.cleaned_data["to_unit"].pk,
            question=form.asked,
            on=today,
        ),
    )
    if made is not None:
        messages.success(
            request, _("The unit is asked. Yours answers until the other has accepted.")
        )
        return redirect("handoffs:detail", made.pk)
    return act_page(
        request,
        form,
        title=_("Ask another unit"),
        lead=_("Your unit answers for the person until the other has accepted."),
        label=_("Ask the unit"),
        back=reverse("desk:person", args=[person.pk]),
        steps=_steps(person),
        rows=standing(records_of(person), on=today),
    )


@require_http_methods(["GET", "POST"])
@requires(ASK_HANDOFF)
def take(request: ActorRequest, person_id: int) -> HttpResponse:
    """«I ask to take this»: for a unit that has to do with the person already."""
    person, today = _person(request, person_id), clock.today()
    row = queries.coordinating(person.pk, on=today)
    units = own_units(request.actor, ASK_HANDOFF, on=today)
    unit = units.exclude(pk=row.unit_id if row else 0).first()
    if row is None or unit is None:
        raise Refused(_("Your unit answers for this person already, or nobody does."))
    form = TakeForm(
        request.POST if request.method == "POST" else None,
        workers=workers_of(unit.pk, person.pk, on=today),
        initial={"worker": request.actor.user_id},
    )
    made = done(
        request,
        form,
        lambda: commands.ask_to_take(
            request.actor,
            person_id=person.pk,
            unit_id=unit.pk,
            question=form.question(worker_id=form.cleaned_data["worker"].pk),
            on=today,
        ),
    )
    if made is not None:
        messages.success(request, _("The unit that answers is asked."))
        return redirect("handoffs:detail", made.pk)
    lead = _("%(unit)s answers for the person now, and says yes or no.") % {"unit": row.unit.name}
    return act_page(
        request,
        form,
        title=_("Ask to take over"),
        lead=lead,
        label=_("Ask to take over"),
        back=reverse("desk:person", args=[person.pk]),
        steps=_steps(person),
        rows=standing(records_of(person), on=today),
    )


@require_POST
@requires(ASK_HANDOFF)
def withdraw(request: ActorRequest, handoff_id: int) -> HttpResponse:
    row = opened(request, ASK_HANDOFF, handoff_id)
    commands.withdraw_handoff(request.actor, handoff_id=row.pk, on=clock.today())
    messages.success(request, _("The question is taken back."))
    return back_to(request, READ_HANDOFFS, row)


@require_http_methods(["GET", "POST"])
@requires(ASK_HANDOFF)
def reassign(request: ActorRequest, handoff_id: int) -> HttpResponse:
    """Ask another unit instead."""
    row, today = opened(request, ASK_HANDOFF, handoff_id), clock.today()
    units = queries.units_to_ask(apart_from=row.from_unit_id, on=today)
    form = ReassignForm(
        request.POST if request.method == "POST" else None,
        units=units.exclude(pk=row.to_unit_id),
        workers=_readers(row.person),
        initial={"to_unit": row.suggests_id},
    )
    made = done(request, form, lambda: _reassigned(request, row, form))
    if made is not None:
        messages.success(request, _("The other unit is asked instead."))
        return redirect("handoffs:detail", made.pk)
    return act_page(
        request,
        form,
        title=_("Ask another unit instead"),
        lead=_("The question is taken back, and asked of another unit with the same words."),
        label=_("Ask the unit"),
        back=reverse("handoffs:detail", args=[row.pk]),
        steps=way_to(row),
        handoff=row,
    )


def _reassigned(request: ActorRequest, row: Handoff, form: ReassignForm) -> Handoff:
    worker = form.cleaned_data.get("worker")
    return commands.reassign_handoff(
        request.actor,
        handoff_id=row.pk,
        to_unit_id=form.cleaned_data["to_unit"].pk,
        worker_id=worker.pk if worker else None,
        on=clock.today(),
    )


def _steps(person: Person) -> list[tuple[str, str]]:
    return [
        (_("People"), reverse("persons:list")),
        (person.shown_name, reverse("desk:person", args=[person.pk])),
    ]
