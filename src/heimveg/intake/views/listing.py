"""The list of what has come in."""

from datetime import date

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from heimveg.access.doors import requires
from heimveg.access.gate import Actor, ActorRequest
from heimveg.base import clock
from heimveg.base.paging import page_of
from heimveg.base.web import render_part
from heimveg.intake.forms.handling import ListForm
from heimveg.intake.models import ErrandQuerySet
from heimveg.intake.permissions import READ_ERRANDS, SEE_ROUTING
from heimveg.intake.queries import errands as queries
from heimveg.intake.rules import ErrandState


@require_safe
@requires(READ_ERRANDS)
def errands(request: ActorRequest) -> HttpResponse:
    """By the day of answer, the earliest first; the closed ones newest first."""
    form, today = ListForm(request.GET), clock.today()
    form.full_clean()
    which, kind = form.cleaned_data.get("which", ""), form.cleaned_data.get("kind", "")
    rows = _rows(request.actor, which, on=today)
    page = page_of(rows.filter(kind=kind) if kind else rows, request)
    context = {
        "page": page,
        "rows": [(errand, errand.is_late(on=today)) for errand in page.rows],
        "form": form,
        "chosen": _chosen(form),
        "may_see_routing": request.actor.may(SEE_ROUTING),
    }
    return render_part(request, "intake/list.html", "intake/_list.html", context)


def _rows(actor: Actor, which: str, *, on: date) -> ErrandQuerySet:
    if which == "late":
        return queries.late_errands(actor, on=on)
    if which == "all":
        return queries.errands(actor).open().due_first()
    if which == "closed":
        closed = queries.errands(actor).filter(state=ErrandState.CLOSED)
        return closed.order_by("-closed_on", "-pk")
    return queries.errands_for_my_units(actor, on=on).due_first()


def _chosen(form: ListForm) -> list[tuple[str, str]]:
    """Pairs of what is chosen and the address without it."""
    values = {name: form.cleaned_data.get(name) for name in ("which", "kind")}
    given = {name: value for name, value in values.items() if value}
    chosen = []
    for name, value in given.items():
        rest = "&".join(f"{n}={v}" for n, v in given.items() if n != name)
        label = dict(form.fields[name].choices)[value]  # type: ignore[attr-defined]
        chosen.append((str(label), f"{reverse('intake:list')}{'?' + rest if rest else ''}"))
    return chosen
