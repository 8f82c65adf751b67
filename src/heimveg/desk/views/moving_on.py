"""From a review that ends in moving on to a housing need, with what is known already filled in."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from heimveg.access.doors import requires
from heimveg.access.gate import Actor, ActorRequest
from heimveg.needs.permissions import CHANGE_NEED
from heimveg.needs.queries import asked_before
from heimveg.needs.rules import UrgencyReason
from heimveg.needs.views.writing import new_need
from heimveg.tenancies.models import RenewalReview
from heimveg.tenancies.permissions import READ_RENEWALS
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
