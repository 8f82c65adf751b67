"""The review before a lease ends, and the figures of what reviews came to."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest
from heimveg.base import clock
from heimveg.base.errors import Invalid
from heimveg.base.forms import say_at_fields
from heimveg.base.sent import version_in
from heimveg.engines.allowance import LoanCase, loan_room
from heimveg.tenancies.commands import renewing as commands
from heimveg.tenancies.forms.reckoning import LoanForm
from heimveg.tenancies.forms.renewal import DecideForm
from heimveg.tenancies.models import RenewalEconomy, RenewalReview
from heimveg.tenancies.permissions import (
    READ_RENEWALS,
    RECKON_RENEWAL,
    REVIEW_RENEWAL,
    SEE_RENEWAL_FIGURES,
    WRITE_LEASE,
)
from heimveg.tenancies.queries.listing import AddressIsHidden
from heimveg.tenancies.queries.renewals import renewal_figures
from heimveg.tenancies.rules.renewal import Way
from heimveg.tenancies.views.reckoning import loan_working
from heimveg.values import Money


@require_POST
@requires(REVIEW_RENEWAL)
def open_review(request: ActorRequest, tenancy_id: int) -> HttpResponse:
    review = commands.open_review(request.actor, tenancy_id=tenancy_id, on=clock.today())
    return redirect("tenancies:renewal", review.pk)


@require_http_methods(["GET", "POST"])
@requires(READ_RENEWALS)
def renewal(request: ActorRequest, review_id: int) -> HttpResponse:
    """One review; POST decides it."""
    found = _mine(request, review_id)
    if request.method != "POST":
        return _page(request, found)
    form, version = DecideForm(request.POST), version_in(request)
    if not form.is_valid():
        found.version = version
        return _page(request, found, decide=form, status=422)
    try:
        commands.decide_renewal(
            request.actor,
            review_id=review_id,
            version=version,
            way=form.chosen,
            reasons=form.cleaned_data["reasons"],
            wish=form.cleaned_data["wish"],
            on=clock.today(),
        )
    except Invalid as refused:
        say_at_fields(form, refused)
        found.version = version
        return _page(request, found, decide=form, status=422)
    messages.success(request, _("The review is decided. Go on with the next step below."))
    return redirect("tenancies:renewal", review_id)


@require_POST
@requires(RECKON_RENEWAL)
def reckon(request: ActorRequest, review_id: int) -> HttpResponse:
    found, form = _mine(request, review_id), LoanForm(request.POST, today=clock.today())
    if not form.is_valid():
        return _page(request, found, loan=form, status=422)
    commands.reckon_renewal(request.actor, review_id=review_id, case=form.case, on=clock.today())
    messages.success(request, _("The reckoning is kept with the review."))
    return redirect("tenancies:renewal", review_id)


@require_safe
@requires(SEE_RENEWAL_FIGURES)
def figures(request: ActorRequest) -> HttpResponse:
    return render(request, "tenancies/renewal_figures.html", {"years": renewal_figures()})


def _page(
    request: ActorRequest,
    found: RenewalReview,
    *,
    decide: DecideForm | None = None,
    loan: LoanForm | None = None,
    status: int = 200,
) -> HttpResponse:
    actor, is_open = request.actor, found.done_on is None
    sees_economy = actor.may(RECKON_RENEWAL)
    economy = RenewalEconomy.objects.filter(review=found).first() if sees_economy else None
    may_reckon = is_open and sees_economy
    context = {
        "review": found,
        "tenancy": found.tenancy,
        "economy": economy,
        "working": loan_working(loan_room(LoanCase(**economy.case))) if economy else [],
        "rests_on": _rests_on(economy) if economy and found.way == Way.BUY else [],
        "loan_form": (loan or _loan_form(economy)) if may_reckon else None,
        "decide_form": (decide or DecideForm()) if is_open and actor.may(REVIEW_RENEWAL) else None,
        "may_take_back": actor.may(REVIEW_RENEWAL) and found.tenancy.ended_on is None,
        "may_write_lease": actor.may(WRITE_LEASE) and found.tenancy.ended_on is None,
        "steps": [
            (_("Tenancies"), reverse("tenancies:list")),
            (
                found.tenancy.dwelling.address,
                reverse("desk:tenancy", args=[found.tenancy_id]),
            ),
        ],
    }
    return render(request, "tenancies/renewal.html", context, status=status)


def _rests_on(economy: RenewalEconomy) -> list[tuple[str, object]]:
    """What a purchase rests on, in the order one asks."""
    case, kr = LoanCase(**economy.case), _("%(amount)s kr")
    numbers = (
        (_("Income after tax a month"), case.net_income),
        (_("Housing allowance a month"), case.allowance),
        (_("Start loan"), economy.loan_nok),
        (_("Grants"), case.grants),
        (_("Own money"), case.own_money),
        (_("Price of the home"), case.price),
        (_("Lacking"), economy.gap_nok),
    )
    rows: list[tuple[str, object]] = [
        (term, kr % {"amount": Money.kroner(nok)}) for term, nok in numbers if nok is not None
    ]
    return [*rows, (_("Reckoned"), economy.reckoned_on)]


def _loan_form(economy: RenewalEconomy | None) -> LoanForm:
    """Begun with what was reckoned last."""
    kept = dict(economy.case) if economy else {}
    if kept:
        kept["rate"] = kept.pop("rate_per_mille_percent") / 1000
    return LoanForm(today=clock.today(), initial=kept)


def _mine(request: ActorRequest, review_id: int) -> RenewalReview:
    known = RenewalReview.objects.permitted_to(request.actor, READ_RENEWALS)
    known = known.exclude(AddressIsHidden("person_id"))
    return get_object_or_404(known.select_related("tenancy__dwelling", "person"), pk=review_id)
