"""How every form of the register is tried, shown again, and left."""

from collections.abc import Callable

from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from heimveg.access.gate import ActorRequest
from heimveg.base.errors import Invalid, Unusual
from heimveg.base.models import Versioned
from heimveg.base.sent import version_in
from heimveg.dwellings.forms import KindForm
from heimveg.dwellings.models import Dwelling

Text = str | Promise
GET_POST = ["GET", "POST"]


def saved_by(request: ActorRequest, form: KindForm, save: Callable[[], Model]) -> Model | None:
    """What `save` made. None: the form is shown (again), with what is to be mended in it."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        return save()
    except Invalid as refused:
        form.refuse(refused.fields)
    except Unusual as unusual:
        form.ask(unusual.doubts)
    return None


def page_of_form(
    request: ActorRequest,
    form: KindForm,
    *,
    title: Text,
    back: tuple[Text, str],
    record: Versioned | None = None,
    **more: object,
) -> HttpResponse:
    """The form, 422 when something in it must be mended. `back`: what it is about, and where.
    `more` may hold `steps` (the way here, where it is not through the register) and `verb`."""
    if record is not None and form.is_bound:
        record.version = version_in(request)  # what was read when the form was opened, not now
    register = (_("Dwellings"), reverse("dwellings:list"))
    steps: list[tuple[Text, str]] = [register] if back[1] == register[1] else [register, back]
    context = {
        "form": form, "title": title, "steps": steps, "cancel_url": back[1], "record": record
    } | more  # fmt: skip
    return render(request, "dwellings/form.html", context, status=422 if form.is_bound else 200)


def home_or_404(dwelling_id: int) -> Dwelling:
    return get_object_or_404(Dwelling, pk=dwelling_id)


def way_back(home: Dwelling) -> tuple[Text, str]:
    return str(home), reverse("desk:dwelling", args=[home.pk])
