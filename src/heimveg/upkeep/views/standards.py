"""The minimum standard: as it holds, version by version, and a new one with what it changes."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest
from heimveg.base import clock
from heimveg.base.errors import Invalid
from heimveg.base.parts import Text
from heimveg.dwellings.views.answering import page_of_form, saved_by
from heimveg.upkeep.commands.standards import adopt_standard, withdraw_standard
from heimveg.upkeep.forms import StandardForm, StandardRow, WithdrawForm
from heimveg.upkeep.forms.own_criteria import OwnRow, own_rows
from heimveg.upkeep.forms.standards import digest_of, rows_of
from heimveg.upkeep.models import Standard
from heimveg.upkeep.permissions import ADOPT_STANDARD, READ_UPKEEP
from heimveg.upkeep.queries import catalogue
from heimveg.upkeep.queries.adopting import Adopted, obstacles
from heimveg.upkeep.queries.condition import criteria_of
from heimveg.upkeep.queries.data import next_own_number
from heimveg.upkeep.rules import is_far_ahead
from heimveg.upkeep.views.answering import GET_POST, steps_to, ways
from heimveg.upkeep.views.preview import preview_of

CHANGED = gettext_lazy("Something was changed after you looked. This is what it changes now.")
FAR_AHEAD = gettext_lazy(
    "The day is more than two years ahead. Mend it, or say it is right and look again."
)


@require_safe
@requires(READ_UPKEEP)
def standard(request: ActorRequest) -> HttpResponse:
    """The standard in force, and the versions before and after it."""
    in_force = Standard.objects.in_force_on(clock.today())
    context = _version(request, in_force) | {"ways": ways("upkeep:standard")}
    return render(request, "upkeep/standard.html", context)


@require_safe
@requires(READ_UPKEEP)
def version(request: ActorRequest, standard_id: int) -> HttpResponse:
    """One version: in force, before, to come or withdrawn."""
    rows = Standard.objects.select_related("withdrawn_by")
    found = get_object_or_404(rows, pk=standard_id)
    context = _version(request, found) | {"crumbs": _crumbs()}
    return render(request, "upkeep/standard_version.html", context)


def _version(request: ActorRequest, found: Standard | None) -> dict[str, object]:
    today = clock.today()
    may_adopt = request.actor.may(ADOPT_STANDARD)
    return {
        "standard": found,
        "criteria": criteria_of(found),
        "versions": Standard.objects.order_by("-adopted_on", "-pk"),
        "in_force": Standard.objects.in_force_on(today),
        "today": today,
        "may_adopt": may_adopt,
        "may_withdraw": may_adopt and found is not None and found.is_to_come(on=today),
    }


@require_http_methods(GET_POST)
@requires(ADOPT_STANDARD)
def withdraw(request: ActorRequest, standard_id: int) -> HttpResponse:
    """Take back a version before its day, with a reason."""
    found = get_object_or_404(Standard, pk=standard_id)
    if request.method == "GET" and not found.is_to_come(on=clock.today()):
        return redirect("upkeep:standard-version", found.pk)
    form = WithdrawForm(request.POST or None)
    saved = saved_by(
        request,
        form,
        lambda: withdraw_standard(
            request.actor,
            standard_id=standard_id,
            because=form.cleaned_data["because"],
            on=clock.today(),
            at=clock.now(),
        ),
    )
    if saved is not None:
        messages.success(request, _("The version is withdrawn."))
        return redirect("upkeep:standard")
    day = {"day": date_format(found.adopted_on, "DATE_FORMAT")}
    back = (
        _("The version from %(day)s") % day,
        reverse("upkeep:standard-version", args=[found.pk]),
    )
    return page_of_form(
        request,
        form,
        title=_("Withdraw the version from %(day)s") % day,
        back=back,
        lead=found.note,
        steps=[*_crumbs(), back],
        verb=_("Withdraw the version"),
    )


@require_http_methods(GET_POST)
@requires(ADOPT_STANDARD)
def new_standard(request: ActorRequest) -> HttpResponse:
    """Edit a new version. `preview` shows what it would change and saves nothing; `adopt` writes
    down what was shown, and shows anew what was changed since."""
    today = clock.today()
    now = criteria_of(Standard.objects.newest())
    data = request.POST if request.method == "POST" else None
    rows = rows_of(catalogue(on=today), {c.code: c for c in now}, data)
    own = own_rows(data, first=next_own_number())
    form = StandardForm(data, initial={"adopted_on": today})
    context: dict[str, object] = {
        "form": form, "rows": rows, "own": own, "shown": "", "is_ready": False,
        "crumbs": _crumbs(),
    }  # fmt: skip
    if data is None:
        return render(request, "upkeep/new_standard.html", context)
    lines: list[StandardRow | OwnRow] = [*rows, *own]
    adopted = [each for row in lines if (each := row.adopted()) is not None]
    problems: list[Text] = [f"{row.text}: {row.error}" for row in lines if row.error]
    if form.is_valid() and not problems:
        digest = digest_of(form.cleaned_data["adopted_on"], adopted)
        is_ready = _is_ready(request, form, adopted, problems)
        if "adopt" in request.POST and request.POST.get("shown") != digest:
            problems.append(CHANGED)
        elif "adopt" in request.POST and is_ready and _adopted(request, form, adopted):
            return redirect("upkeep:standard")
        context |= preview_of(request, adopted) | {"shown": digest, "is_ready": is_ready}
    context["problems"] = problems
    status = 422 if form.errors or problems else 200
    return render(request, "upkeep/new_standard.html", context, status=status)


def _crumbs() -> list[tuple[object, str]]:
    return list(steps_to((_("The standard"), reverse("upkeep:standard"))))


def _is_ready(
    request: ActorRequest, form: StandardForm, criteria: Sequence[Adopted], problems: list[Text]
) -> bool:
    """Whether nothing stands in the way of adopting; what does is said already in the preview."""
    day, note, today = form.cleaned_data["adopted_on"], form.cleaned_data["note"], clock.today()
    refused = obstacles(criteria, adopted_on=day, note=note, on=today)
    form.refuse(refused)
    is_unsure = is_far_ahead(day, on=today) and not _is_confirmed(request)
    if is_far_ahead(day, on=today):
        form.ask_about_the_day()
    if is_unsure:
        problems.append(FAR_AHEAD)
    return not refused and not is_unsure


def _is_confirmed(request: ActorRequest) -> bool:
    return request.POST.get("confirmed") == "on"


def _adopted(request: ActorRequest, form: StandardForm, criteria: Sequence[Adopted]) -> bool:
    try:
        adopt_standard(
            request.actor,
            adopted_on=form.cleaned_data["adopted_on"],
            note=form.cleaned_data["note"],
            criteria=criteria,
            on=clock.today(),
            confirmed=_is_confirmed(request),
        )
    except Invalid as refused:  # somebody else wrote one down meanwhile
        form.refuse(refused.fields)
        return False
    messages.success(request, _("The standard is written down."))
    return True
