"""What comes after the lease."""

from dataclasses import dataclass
from datetime import date

from heimveg.access.gate import Actor
from heimveg.tenancies.models import RenewalReview, Tenancy
from heimveg.tenancies.permissions import REVIEW_RENEWAL
from heimveg.tenancies.queries.law import law_on
from heimveg.tenancies.queries.renewals import review_of
from heimveg.tenancies.rules.renewal import review_from


@dataclass(frozen=True, slots=True)
class Renewal:
    review: RenewalReview | None
    opens_on: date | None
    may_open: bool


def renewal(actor: Actor, tenancy: Tenancy, on: date) -> Renewal | None:
    review, until = review_of(actor, tenancy), tenancy.lease_until
    if until is None or tenancy.ended_on is not None:
        return Renewal(review, None, may_open=False) if review else None
    is_of_this = review is not None and review.lease_until == until
    is_open = review is not None and review.done_on is None  # of an end that is no more
    return Renewal(
        review if is_of_this or is_open else None,
        review_from(until, law_on(on)),
        may_open=not is_of_this and actor.may(REVIEW_RENEWAL),
    )
