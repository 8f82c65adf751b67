"""What is owed, by whom and how old, and one tenancy's account."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest
from heimveg.base import clock
from heimveg.base.errors import Invalid
from heimveg.base.forms import say_at_fields
from heimveg.base.paging import page_of, page_within
from heimveg.tenancies.commands import rent as commands
from heimveg.tenancies.forms.rent import CorrectForm
from heimveg.tenancies.models import AgreedRent, Entry, Tenancy
from heimveg.tenancies.permissions import KEEP_LEDGER, READ_RENT, REGULATE_RENT
from heimveg.tenancies.queries import rent as queries
from heimveg.tenancies.queries.rent import is_left_with_credit
from heimveg.tenancies.rules.rent import CORRECTABLE, Aged, EntryKind
from heimveg.values import Money, on_one_line


@dataclass(frozen=True, slots=True)
class Ages:
    """Arrears by age, as people read amounts."""

    to_30: str
    to_60: str
    to_90: str
    over_90: str
    total: str


@dataclass(frozen=True, slots=True)
class Owing:
    tenancy: Tenancy
    ages: Ages


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of an account."""

    entry: Entry
    ore: str
    saldo: str
    can_correct: bool


def kroner(ore: int) -> str:
    """`8 500,00`: always with two decimals, so that columns line up."""
    text = str(Money(ore))
    return text if "," in text else f"{text},00"


def shown(aged: Aged) -> Ages:
    classes = (aged.to_30, aged.to_60, aged.to_90, aged.over_90, aged.total)
    return Ages(*(kroner(ore) if ore else "–" for ore in classes))


def whole(aged: Aged) -> Ages:
    """Sums for the head of a page: whole kroner, to be read at a glance."""
    classes = (aged.to_30, aged.to_60, aged.to_90, aged.over_90, aged.total)
    return Ages(*(str(Money.kroner(ore // 100)) for ore in classes))


@require_safe
@requires(READ_RENT)
def arrears(request: ActorRequest) -> HttpResponse:
    """Who owes rent, the most first, by the age of what is unpaid."""
    today, actor = clock.today(), request.actor
    found = queries.arrears(actor, on=today)
    page = page_within(found, request)
    context = {
        "page": page,
        "rows": [
            Owing(row.tenancy, shown(ages))
            for row, ages in queries.accounts_owing(actor, page.rows)
        ],
        "total": whole(sum((row.ages for row in found), Aged())),
        "count": len(found),
        "keeps": actor.may(KEEP_LEDGER),
    }
    return render(request, "tenancies/rent_arrears.html", context)


@require_safe
@requires(READ_RENT)
def account(request: ActorRequest, tenancy_id: int) -> HttpResponse:
    """What was charged and paid for one tenancy, and what it owes now."""
    today, actor = clock.today(), request.actor
    tenancy = _opened(request, tenancy_id)
    held = queries.account_of(actor, tenancy)
    page = page_of(queries.statement(actor, tenancy), request)
    keeps = actor.may(KEEP_LEDGER)
    aged = queries.aged_on(actor, tenancy, on=today)
    rents = AgreedRent.objects.permitted_to(actor, READ_RENT).shown().filter(tenancy=tenancy)
    context = {
        "tenancy": tenancy,
        "account": held,
        "ages": shown(aged),
        "owes": aged.total > 0,
        "owed_now": on_one_line(kroner(aged.total)),
        "credit": on_one_line(kroner(-held.owed_ore)) if held and held.owed_ore < 0 else "",
        "has_ended": tenancy.ended_on is not None and tenancy.ended_on <= today,
        "keeps": keeps,
        "may_pay_out": keeps and is_left_with_credit(tenancy, held, on=today),
        "saldo": kroner(held.owed_ore) if held else "",
        "page": page,
        "lines": [_line(entry, keeps=keeps) for entry in page.rows],
        "rents": [
            (row, kroner(row.ore_month)) for row in rents.order_by("-from_on", "part", "-pk")
        ],
        "today": today,
        "may_regulate": actor.may(REGULATE_RENT),
        "steps": _steps(tenancy),
    }
    return render(request, "tenancies/rent_account.html", context)


def _line(entry: Entry, *, keeps: bool) -> Line:
    saldo = int(getattr(entry, "saldo", 0))
    can = keeps and EntryKind(entry.kind) in CORRECTABLE
    return Line(entry, kroner(entry.signed_ore), kroner(saldo), can)


@require_http_methods(["GET", "POST"])
@requires(KEEP_LEDGER)
def correct(request: ActorRequest, entry_id: int) -> HttpResponse:
    """Take back some or all of an entry by another; nothing is deleted."""
    mine = Entry.objects.permitted_to(request.actor, KEEP_LEDGER)
    entry = get_object_or_404(mine.select_related("tenancy__dwelling"), pk=entry_id)
    if entry.tenancy is None or EntryKind(entry.kind) not in CORRECTABLE:
        raise Http404
    form = CorrectForm(
        request.POST if request.method == "POST" else None,
        kind=EntryKind(entry.kind),
        initial={"amount": kroner(entry.ore)},
    )
    if request.method == "POST" and form.is_valid() and _corrected(request, entry, form):
        messages.success(request, _("The correction is booked. Both entries stand."))
        return redirect("tenancies:rent-account", entry.tenancy_id)
    context = {
        "entry": entry,
        "ore": kroner(entry.ore),
        "form": form,
        "steps": [*_steps(entry.tenancy), (_("Account"), _account_url(entry.tenancy))],
    }
    status = 422 if form.errors else 200
    return render(request, "tenancies/rent_correct.html", context, status=status)


def _corrected(request: ActorRequest, entry: Entry, form: CorrectForm) -> bool:
    try:
        commands.correct_entry(
            request.actor,
            entry_id=entry.pk,
            ore=form.cleaned_data["amount"],
            why=form.reason,
            on=clock.today(),
            at=clock.now(),
        )
    except Invalid as refusal:
        say_at_fields(form, refusal)
        return False
    return True


def _opened(request: ActorRequest, tenancy_id: int) -> Tenancy:
    mine = Tenancy.objects.permitted_to(request.actor, READ_RENT)
    return get_object_or_404(mine.select_related("person", "dwelling"), pk=tenancy_id)


def _account_url(tenancy: Tenancy) -> str:
    return reverse("tenancies:rent-account", args=[tenancy.pk])


def _steps(tenancy: Tenancy) -> list[tuple[str, str]]:
    return [
        (_("Rent"), reverse("tenancies:rent")),
        (tenancy.dwelling.address, reverse("desk:tenancy", args=[tenancy.pk])),
    ]
