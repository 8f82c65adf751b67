"""A review before a lease's end that was decided by mistake is opened again, while nothing in any
room has followed from it."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from heimveg.access.gate import Actor, command
from heimveg.accounts.house import by_the_house
from heimveg.base.errors import Invalid, Refused
from heimveg.dwellings.wording import must_not_tell_of_health
from heimveg.needs.models import Need
from heimveg.tenancies.models import Lease, RenewalReview
from heimveg.tenancies.permissions import REVIEW_RENEWAL

SHORTEST_REASON = 10  # characters


@command(REVIEW_RENEWAL)
def take_back_renewal(
    actor: Actor, *, review_id: int, version: int, because: str, on: date
) -> RenewalReview:
    """Open a decided review again, with the reason.

    Raises RenewalReview.DoesNotExist, Stale, Invalid without a reason, and Refused where nothing
    is decided, or where a lease, a need or the tenancy's end has followed.
    """
    mine = RenewalReview.objects.permitted_to(actor, REVIEW_RENEWAL)
    review = mine.select_for_update(of=("self",)).get(pk=review_id)
    _refuse_what_has_followed(review)
    if len(because.strip()) < SHORTEST_REASON:
        raise Invalid({"because": _("Write why the decision is taken back.")})
    must_not_tell_of_health({"because": because}, on=on)
    review.claim(version)
    review.take_back(because=because.strip(), on=on)
    return review


def _refuse_what_has_followed(review: RenewalReview) -> None:
    """Looked at past what the actor sees, for a yes or a no."""
    if review.done_on is None:
        raise Refused(_("This review is not decided."))
    with by_the_house():
        leases = Lease.objects.filter(
            tenancy=review.tenancy_id, drafted_on__gte=review.done_on, withdrawn_on=None
        )
        has_lease = review.lease_id is not None or leases.exists()
        need = Need.objects.open().filter(person=review.person_id, opened_on__gte=review.done_on)
        need_id = need.values_list("pk", flat=True).first()
        has_ended = review.tenancy.ended_on is not None
    if has_ended:
        raise Refused(_("The tenancy has ended: the decision stands."))
    if has_lease:
        raise Refused(
            _("A new lease has been written since. Take that one back first."),
            url=reverse("desk:tenancy", args=[review.tenancy_id]),
            link=_("See the tenancy"),
        )
    if need_id is not None:
        raise Refused(
            _("A housing need has been opened since. Withdraw that one first."),
            url=reverse("needs:detail", args=[need_id]),
            link=_("See the need"),
        )
