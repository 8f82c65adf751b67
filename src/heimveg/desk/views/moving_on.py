"""From a review that ends in moving on to a housing need, with what is known already filled in;
and a decision that is taken back."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from heimveg.access.doors import requires
from heimveg.access.gate import Actor, ActorRequest
from heimveg.base import clock
from heimveg.base.errors import Invalid
from heimveg.base.forms import say_at_fields
from heimveg.base.sent import version_in
from heimveg.desk import undoing
from heimveg.needs.permissions import CHANGE_NEED
from heimveg.needs.queries import asked_before
from heimveg.needs.rules import UrgencyReason
from heimveg.needs.views.writing import new_need
from heimveg.tenancies.models import RenewalReview
from heimveg.tenancies.permissions import READ_RENEWALS, REVIEW_RENEWAL
from heimveg.tenancies.queries.listing import AddressIsHidden
from heimveg.tenancies.rules.renewal import Way


@require_http_methods(["GET", "POST"])
@requires(CHANGE_NEED)
def need_after_review(request: ActorRequest, review_id: int) -> HttpResponse:
    """A new need for the tenant of a review; not there unless it ended in moving on."""
    rows = RenewalReview.objects.permitted_to(request.actor, READ_RENEWALS)
    rows = rows.exclude(AddressIsHidden("person_id")).filter(way=Way.MOVE_ON)
    review = get_object_or_404(rows, pk=review_id)
    return new_need(request, review.person_id, known=_known(request.actor, review))


def _known(actor: Actor, review: RenewalReview) -> dict[str, Any]:
    """What was asked for last time, that the tenant is ready to move on, and the wish as the
    tenant put it. The review's reasons stay with the review: others read the need."""
    return asked_before(actor, review.person_id) | {
        "urgency_reasons": [str(UrgencyReason.READY_TO_MOVE_ON)],
        "in_own_words": review.wish,
    }


class TakeBackForm(forms.Form):
    because = forms.CharField(
        label=gettext_lazy("Why is the decision taken back?"),
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
    )


@require_http_methods(["GET", "POST"])
@requires(REVIEW_RENEWAL)
def take_back_renewal(request: ActorRequest, review_id: int) -> HttpResponse:
    """Open a review again that was decided by mistake."""
    rows = RenewalReview.objects.permitted_to(request.actor, REVIEW_RENEWAL)
    rows = rows.exclude(AddressIsHidden("person_id")).filter(done_on__isnull=False)
    review = get_object_or_404(rows.select_related("tenancy__dwelling"), pk=review_id)
    form = TakeBackForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            undoing.take_back_renewal(
                request.actor,
                review_id=review_id,
                version=version_in(request),
                because=form.cleaned_data["because"],
                on=clock.today(),
            )
        except Invalid as refused:
            say_at_fields(form, refused)
        else:
            messages.success(request, _("The review is open again."))
            return redirect("tenancies:renewal", review_id)
    steps = [
        (_("Tenancies"), reverse("tenancies:list")),
        (_("Before the lease ends"), reverse("tenancies:renewal", args=[review_id])),
    ]
    context = {"review": review, "form": form, "steps": steps}
    status = 422 if form.errors else 200
    return render(request, "desk/renewal_take_back.html", context, status=status)
