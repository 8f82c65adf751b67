"""The end of a tenancy is taken back."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest
from heimveg.base import clock
from heimveg.base.errors import Invalid, Refused
from heimveg.base.forms import say_at_fields
from heimveg.desk import unending
from heimveg.tenancies.models import Tenancy
from heimveg.tenancies.permissions import END_TENANCY
from heimveg.tenancies.queries.ending import end_of_mine


class TakeBackForm(forms.Form):
    because = forms.CharField(
        label=gettext_lazy("Why is the end taken back?"),
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
    )


@require_http_methods(["GET", "POST"])
@requires(END_TENANCY)
def take_back_end(request: ActorRequest, tenancy_id: int) -> HttpResponse:
    """GET says what will happen, or why it cannot and who can help; POST does it."""
    today = clock.today()
    try:
        tenancy = end_of_mine(request.actor, tenancy_id, on=today)
    except Tenancy.DoesNotExist as missing:
        raise Http404 from missing
    form = TakeBackForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _done(request, tenancy_id, form):
        messages.success(request, _("The end is taken back, and the tenancy runs."))
        return redirect("desk:tenancy", tenancy_id)
    context = {
        "address": tenancy.dwelling.address,
        "ended_on": tenancy.ended_on,
        "why_not": _why_not(tenancy),
        "form": form,
        "steps": [(_("Tenancies"), reverse("tenancies:list"))],
    }
    status = 422 if form.errors else 200
    return render(request, "desk/end_take_back.html", context, status=status)


def _why_not(tenancy: Tenancy) -> str:
    try:
        unending.refuse_what_stands_in_its_way(tenancy, on=clock.today())
    except Refused as refused:
        return str(refused)
    return ""


def _done(request: ActorRequest, tenancy_id: int, form: TakeBackForm) -> bool:
    try:
        unending.take_back_end(
            request.actor,
            tenancy_id=tenancy_id,
            because=form.cleaned_data["because"],
            on=clock.today(),
        )
    except Invalid as refused:
        say_at_fields(form, refused)
        return False
    return True
