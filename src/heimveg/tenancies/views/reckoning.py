"""Housing allowance and start loan, with the working line by line. Nothing is kept."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest
from heimveg.base import clock
from heimveg.base.parts import Text
from heimveg.base.web import render_part
from heimveg.engines.allowance import Allowance, LoanRoom, Step, allowance, loan_room, rates_for
from heimveg.engines.allowance.loan import LoanStep
from heimveg.engines.allowance.rates import latest_known
from heimveg.persons.queries import household_size
from heimveg.tenancies.forms.reckoning import AllowanceForm, LoanForm
from heimveg.tenancies.lease_wording import in_language
from heimveg.tenancies.permissions import CALCULATE, READ_TENANCIES
from heimveg.tenancies.queries import tenancies_known
from heimveg.tenancies.queries.leases import rent_on
from heimveg.values import Money, in_thousands

STEPS: dict[Step, Text] = {
    Step.WEIGHT: gettext_lazy("Weight of the household"),
    Step.WEIGHTED_INCOME: gettext_lazy("Income, weighted"),
    Step.SHARE: gettext_lazy("The household's own share"),
    Step.CAP: gettext_lazy("Highest cost that counts"),
    Step.COST: gettext_lazy("Cost that counts"),
    Step.YEAR: gettext_lazy("Allowance a year"),
    Step.MONTH: gettext_lazy("Allowance a month, before rounding"),
    Step.PAID: gettext_lazy("Paid a month, whole kroner"),
}
LOAN_STEPS: dict[LoanStep, Text] = {
    LoanStep.LEFT: gettext_lazy("Left for the home a month"),
    LoanStep.ROOM: gettext_lazy("Left for the loan a month"),
    LoanStep.LOAN: gettext_lazy("The largest loan"),
    LoanStep.REACH: gettext_lazy("The dearest home within reach"),
    LoanStep.GAP: gettext_lazy("What is lacking for the price"),
}


@dataclass(frozen=True, slots=True)
class Worked:
    """A line of the working, for the page."""

    label: Text
    how: str
    result: str


@require_http_methods(["GET", "POST"])
@requires(CALCULATE)
def housing_allowance(request: ActorRequest) -> HttpResponse:
    return _allowance(request, {}, [])


@require_http_methods(["GET", "POST"])
@requires(READ_TENANCIES)
def tenancy_allowance(request: ActorRequest, tenancy_id: int) -> HttpResponse:
    """The same, begun with the rent and the household of a tenancy."""
    known = tenancies_known(request.actor).select_related("dwelling")
    tenancy = get_object_or_404(known, pk=tenancy_id)
    size = household_size(tenancy.person_id, on=clock.today())
    initial = {"cost_nok_year": 12 * (rent_on(tenancy, clock.today()) or 0) // 100, "adults": 1}
    initial["children"] = max(0, size - 1)
    steps = [
        (_("Tenancies"), reverse("tenancies:list")),
        (tenancy.dwelling.address, reverse("desk:tenancy", args=[tenancy.pk])),
    ]
    return _allowance(request, initial, steps)


def _allowance(
    request: ActorRequest, initial: dict[str, Any], steps: list[tuple[str, str]]
) -> HttpResponse:
    month = {"month": latest_known(clock.today().strftime("%Y-%m"))}
    form = AllowanceForm(request.POST or None, initial=month | initial)
    is_asked = request.method == "POST" and form.is_valid()
    found = allowance(form.household) if is_asked else None
    context = {
        "form": form,
        "steps": steps,
        "paid": None if found is None else f"{Money.kroner(found.nok_month)}",
        "working": _working(found) if found else [],
        "source": in_language(rates_for(form.household.month).sources) if found else "",
    }
    return _answer(request, "allowance", context, failed=bool(form.errors))


def _working(found: Allowance) -> list[Worked]:
    unit = {"factor": "", "NOK/year": _("kr a year"), "NOK/month": _("kr a month")}
    return [
        Worked(
            STEPS[line.step], _local(line.how), f"{_local(line.shown)} {unit[line.unit]}".strip()
        )
        for line in found.lines
    ]


def _local(numbers: str) -> str:
    """The thousands set apart, and the decimal sign and the words of the reader's language."""
    numbers = in_thousands(numbers)
    if get_language() == "en":
        return numbers
    return numbers.replace(".", ",").replace("max(", "maks(")


@require_http_methods(["GET", "POST"])
@requires(CALCULATE)
def start_loan(request: ActorRequest) -> HttpResponse:
    form = LoanForm(request.POST or None, today=clock.today())
    is_asked = request.method == "POST" and form.is_valid()
    found = loan_room(form.case) if is_asked else None
    context = {
        "form": form,
        "steps": [],
        "reach": None if found is None else f"{Money.kroner(found.reach)}",
        "working": loan_working(found) if found else [],
    }
    return _answer(request, "loan", context, failed=bool(form.errors))


def loan_working(found: LoanRoom) -> list[Worked]:
    kr = _("%(amount)s kr")
    return [
        Worked(LOAN_STEPS[line.step], _local(line.how), kr % {"amount": Money.kroner(line.nok)})
        for line in found.lines
    ]


def _answer(
    request: ActorRequest, name: str, context: dict[str, Any], *, failed: bool
) -> HttpResponse:
    page, part = f"tenancies/{name}.html", f"tenancies/_{name}.html"
    return render_part(request, page, part, context, status=422 if failed else 200)
