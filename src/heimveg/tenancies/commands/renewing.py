"""The review before a lease ends: open, reckon, decide."""

from dataclasses import asdict
from datetime import date

from django.utils.translation import gettext as _

from heimveg.access.gate import Actor, command
from heimveg.base.errors import Invalid, Refused
from heimveg.dwellings.wording import must_not_tell_of_health
from heimveg.engines.allowance import LoanCase, loan_room
from heimveg.tenancies.models import RenewalEconomy, RenewalReview, Tenancy
from heimveg.tenancies.permissions import RECKON_RENEWAL, REVIEW_RENEWAL
from heimveg.tenancies.rules.renewal import Way


@command(REVIEW_RENEWAL)
def open_review(actor: Actor, *, tenancy_id: int, on: date) -> RenewalReview:
    """Open the review of the lease that runs, or find the one that is open already.

    Raises Tenancy.DoesNotExist, and Refused where nothing ends.
    """
    mine = Tenancy.objects.permitted_to(actor, REVIEW_RENEWAL).select_for_update(of=("self",))
    tenancy = mine.get(pk=tenancy_id)
    if tenancy.ended_on is not None or tenancy.lease_until is None:
        raise Refused(_("This lease has no end to look ahead to."))
    review, _made = RenewalReview.objects.get_or_create(
        tenancy=tenancy,
        lease_until=tenancy.lease_until,
        defaults={"person_id": tenancy.person_id, "opened_on": on},
    )
    return review


@command(RECKON_RENEWAL)
def reckon_renewal(actor: Actor, *, review_id: int, case: LoanCase, on: date) -> RenewalEconomy:
    """Keep what the tenant can buy for with the review. Raises RenewalReview.DoesNotExist."""
    mine = RenewalReview.objects.permitted_to(actor, RECKON_RENEWAL)
    review = mine.select_for_update(of=("self",)).get(pk=review_id)
    if review.done_on is not None:
        raise Refused(_("This review is decided. What it rested on is kept as it was."))
    room = loan_room(case)
    return RenewalEconomy.keep(
        review,
        on=on,
        case=asdict(case),
        loan_nok=room.loan,
        reach_nok=room.reach,
        gap_nok=room.gap,
    )


@command(REVIEW_RENEWAL)
def decide_renewal(  # noqa: PLR0913  # what a decision says
    actor: Actor, *, review_id: int, version: int, way: Way, reasons: str, wish: str, on: date
) -> RenewalReview:
    """Which way, and why. Raises RenewalReview.DoesNotExist, Stale, Refused once decided, and
    Invalid for reasons that tell about health, and for buying that nobody has reckoned, with the
    price."""
    mine = RenewalReview.objects.permitted_to(actor, REVIEW_RENEWAL)
    review = mine.select_for_update(of=("self",)).get(pk=review_id)
    if review.done_on is not None:
        raise Refused(_("This review is decided already."))
    if way == Way.BUY:
        economy = RenewalEconomy.objects.filter(review=review).first()
        if economy is None or not economy.has_price:
            why = _("Reckon first what the tenant can buy for, with the price of the home.")
            raise Invalid({"way": why})
    must_not_tell_of_health({"reasons": reasons}, on=on)
    review.claim(version)
    review.decide(way, reasons=reasons, wish=wish, on=on, by=actor.user_id)
    return review
