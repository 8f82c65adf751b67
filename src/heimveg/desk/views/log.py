"""The read log, for the privacy officer."""

from datetime import date, timedelta

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest
from heimveg.access.permissions import READ_LOG
from heimveg.base import clock
from heimveg.base.paging import page_of
from heimveg.base.web import render_part
from heimveg.desk.queries.log import log_rows, read_on, readers_on, sealed_at


class LogForm(forms.Form):
    """Which day, and whose reading."""

    day = forms.DateField(
        label=_("Day"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    user = forms.TypedChoiceField(label=_("Who"), required=False, coerce=int, empty_value=None)

    def __init__(self, data: object, readers: list[tuple[int, str, int]]) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # a QueryDict
        names = [(str(pk), f"{name} ({n})") for pk, name, n in readers]
        self.fields["user"].choices = [("", _("Everybody")), *names]  # type: ignore[attr-defined]  # a choice field


@require_safe
@requires(READ_LOG)
def log(request: ActorRequest) -> HttpResponse:
    """Who looked, when, in which role, for what and at how many; never at whom."""
    day = _day(request)
    readers = readers_on(day)
    form = LogForm({**request.GET.dict(), "day": day.isoformat()}, readers)
    user_id = form.cleaned_data["user"] if form.is_valid() else None
    page = page_of(read_on(day, user_id), request)
    context = {
        "form": form,
        "day": day,
        "before": _address(day - timedelta(days=1)),
        "after": _address(day + timedelta(days=1)) if day < clock.today() else "",
        "page": page,
        "rows": log_rows(page.rows),
        "entries": sum(n for _pk, _name, n in readers),
        "readers": len(readers),
        "sealed_at": sealed_at(),
    }
    return render_part(request, "desk/log.html", "desk/_log.html", context)


def _day(request: ActorRequest) -> date:
    """The day asked for; today, where none or a strange one is."""
    try:
        day = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return clock.today()
    return day if date(2000, 1, 1) <= day <= clock.today() else clock.today()


def _address(day: date) -> str:
    return f"{reverse('desk:log')}?day={day.isoformat()}"
