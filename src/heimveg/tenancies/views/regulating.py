"""Notices of regulation: what they would do, who got one, and taking one or all back."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest
from heimveg.base import clock
from heimveg.base.paging import page_of
from heimveg.base.sane_days import is_sane
from heimveg.base.sent import number_in, numbers_among
from heimveg.notices.models import Notice
from heimveg.tenancies.commands import rent as commands
from heimveg.tenancies.models import AgreedRent, ChargeRun
from heimveg.tenancies.permissions import REGULATE_RENT
from heimveg.tenancies.queries import regulated
from heimveg.tenancies.views.rent import kroner


@require_http_methods(["GET", "POST"])
@requires(REGULATE_RENT)
def tell(request: ActorRequest) -> HttpResponse:
    """What the notices of one day come to; confirmed, they are sent, and the new rents hold from
    then."""
    day, today = _day_in(request), clock.today()
    if request.method == "POST" and request.POST.get("confirmed") == "yes":
        shown = (number_in(request, "number"), number_in(request, "after"))
        commands.regulate_rents(request.actor, from_on=day, on=today, at=clock.now(), shown=shown)
        messages.success(
            request, _("The notices are on their way, and the new rents are written.")
        )
        return redirect("tenancies:regulated", day.isoformat())
    found = regulated.summed(day, on=today)
    if found is None or not found.number:
        raise Http404
    context = {
        "found": found,
        "before": kroner(found.before_ore),
        "after": kroner(found.after_ore),
        "steps": _steps(),
    }
    return render(request, "tenancies/regulation_confirm.html", context)


@require_safe
@requires(REGULATE_RENT)
def told(request: ActorRequest, day: str) -> HttpResponse:
    """Who got a notice of rent from a day to come, when, and with which letter."""
    from_on, today = _day(day), clock.today()
    sums = [row for row in regulated.told(on=today) if row.from_on == from_on]
    page = page_of(regulated.told_to(request.actor, from_on, on=today), request)
    letters = regulated.letters_of(page.rows)
    context = {
        "day": from_on,
        "sums": [(row, kroner(row.after_ore)) for row in sums],
        "page": page,
        "rows": [
            (
                row,
                kroner(getattr(row, "before_ore", None) or 0),
                kroner(row.ore_month),
                letters.get(row.pk),
            )
            for row in page.rows
        ],
        "steps": _steps(),
    }
    return render(request, "tenancies/regulated.html", context)


@require_safe
@requires(REGULATE_RENT)
def letter(request: ActorRequest, rent_id: int) -> HttpResponse:
    """The notice as it was written, also when the rent was taken back or set aside since."""
    rent = _mine(request, rent_id)
    return _letter(request, rent, _("Notice of new rent"), regulated.letters_of([rent]))


@require_safe
@requires(REGULATE_RENT)
def withdrawal(request: ActorRequest, rent_id: int) -> HttpResponse:
    """The letter that took a notice back."""
    rent = _mine(request, rent_id)
    title = _("The notice is taken back")
    return _letter(request, rent, title, regulated.withdrawals_of([rent]))


def _mine(request: ActorRequest, rent_id: int) -> AgreedRent:
    mine = AgreedRent.objects.permitted_to(request.actor, REGULATE_RENT).filter(basis="index")
    return get_object_or_404(mine.select_related("tenancy__dwelling"), pk=rent_id)


def _letter(
    request: ActorRequest, rent: AgreedRent, title: str, letters: dict[int, Notice]
) -> HttpResponse:
    found = letters.get(rent.pk)
    if found is None:
        raise Http404
    account = reverse("tenancies:rent-account", args=[rent.tenancy_id])
    context = {
        "rent": rent,
        "over": title,
        "letter": found,
        "written_on": timezone.localtime(found.queued_at).date(),
        "steps": [
            (_("Rent"), reverse("tenancies:rent")),
            (rent.tenancy.dwelling.address, account),
        ],
    }
    return render(request, "tenancies/regulation_letter.html", context)


@require_http_methods(["GET", "POST"])
@requires(REGULATE_RENT)
def take_back(request: ActorRequest, day: str) -> HttpResponse:
    """Take back one notice, or all of a day, before the day has come."""
    from_on, today = _day(day), clock.today()
    rows = regulated.told_to(request.actor, from_on, on=today)
    rent_id = _rent_in(request)
    rent = None if rent_id is None else get_object_or_404(rows, pk=rent_id)
    sums = [row.number for row in regulated.told(on=today) if row.from_on == from_on]
    number = sum(sums) if rent is None else 1
    if request.method == "POST" and request.POST.get("confirmed") == "yes":
        commands.take_back_regulation(
            request.actor, from_on=from_on, rent_id=rent_id, on=today, at=clock.now()
        )
        messages.success(request, _taken_back(number, from_on))
        return redirect("tenancies:rent-regulation")
    if not number:
        raise Http404
    steps = [*_steps(), (_from(from_on), _told_url(from_on))]
    context = {"day": from_on, "rent": rent, "number": number, "steps": steps}
    return render(request, "tenancies/regulation_take_back.html", context)


def _rent_in(request: ActorRequest) -> int | None:
    """Which notice, None for all of the day."""
    sent = request.POST if request.method == "POST" else request.GET
    return next(iter(numbers_among([sent.get("rent", "0")])), 0) if "rent" in sent else None


def _taken_back(number: int, from_on: date) -> str:
    text = ngettext(
        "%(number)s notice is taken back, and a letter about it is on its way.",
        "%(number)s notices are taken back, and a letter to each is on its way.",
        number,
    )
    said = text % {"number": number}
    if ChargeRun.objects.filter(month__gte=from_on.replace(day=1)).exists():
        said += " " + _("The month was charged already: charge it again, and it is corrected.")
    return said


def _day_in(request: ActorRequest) -> date:
    sent = request.POST if request.method == "POST" else request.GET
    return _day(sent.get("from_on", ""))


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise Http404 from error
    if not is_sane(day):
        raise Http404
    return day


def _from(day: date) -> str:
    return _("From %(day)s") % {"day": date_format(day, "DATE_FORMAT")}


def _told_url(day: date) -> str:
    return reverse("tenancies:regulated", args=[day.isoformat()])


def _steps() -> list[tuple[str, str]]:
    return [
        (_("Rent"), reverse("tenancies:rent")),
        (_("Regulate rents"), reverse("tenancies:rent-regulation")),
    ]
