"""Upload a list, look through what it would do, decide who is who, and have it taken in.

Each page has two addresses, one for each kind of list; urls.py puts the door of its kind before
it.
"""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest
from heimveg.access.reading import note_read
from heimveg.base import clock
from heimveg.base.paging import Page, page_number, page_of
from heimveg.base.web import is_swap, render_part
from heimveg.exchange import commands, jobs, shown
from heimveg.exchange.downloads import error_file, template_file
from heimveg.exchange.forms import UploadForm
from heimveg.exchange.models import ImportFile
from heimveg.exchange.permissions import IMPORT_FILE, IMPORT_NEEDS
from heimveg.exchange.queries import files_listed, files_of, people_shown, units_importing
from heimveg.exchange.rules import Fate, Kind, Level, State

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
UPLOAD = {Kind.DWELLINGS: commands.upload_dwellings, Kind.NEEDS: commands.upload_needs}
AGAIN = {Kind.DWELLINGS: commands.check_dwellings_again, Kind.NEEDS: commands.check_needs_again}
ORDER = {Kind.DWELLINGS: commands.order_dwellings, Kind.NEEDS: commands.order_needs}
DISCARD = {Kind.DWELLINGS: commands.discard_dwellings, Kind.NEEDS: commands.discard_needs}
AT_WORK = (State.UPLOADED, State.COMMITTING)
FATES = (Fate.CREATED, Fate.CHANGED, Fate.UNCHANGED)


@require_safe
@requires(IMPORT_FILE)
def listing(request: ActorRequest) -> HttpResponse:
    page = page_of(files_listed(request.actor), request)
    context = {"page": page, "may_import_needs": request.actor.may(IMPORT_NEEDS)}
    return render(request, "exchange/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: ActorRequest, kind: Kind) -> HttpResponse:
    units = units_importing(request.actor, kind, on=clock.today())
    bound = (request.POST, request.FILES) if request.method == "POST" else ()
    form = UploadForm(*bound, units=units)
    if form.is_valid():
        content = form.cleaned_data["file"]
        file = UPLOAD[kind](
            request.actor,
            unit_id=form.cleaned_data["unit"].pk,
            file_name=content.name,
            content=content.read(),
            at=clock.now(),
        )
        jobs.check_file.defer(import_id=file.pk)
        return redirect(_address(file))
    status = 422 if form.errors else 200
    context = {"form": form, "kind": kind, "title": _title(kind), "steps": _steps()}
    return render(request, "exchange/upload.html", context, status=status)


@require_safe
def preview(request: ActorRequest, kind: Kind, pk: int) -> HttpResponse:
    file = _mine(request, kind, pk)
    context: dict[str, Any] = {"file": file, "title": _title(kind), "steps": _steps()}
    context |= _progress(file)
    language = get_language() or "nn"
    if file.state == State.REFUSED:
        context["refusal"] = shown.refusal(file, language)
    elif file.state == State.COMMITTED:
        context |= {"fates": _fates(file), "fields": shown.counted_fields(file, language)}
    elif file.state == State.CHECKED:
        context |= _checked(request, file, language)
    return render_part(request, "exchange/preview.html", "exchange/_preview.html", context)


def _checked(request: ActorRequest, file: ImportFile, language: str) -> dict[str, Any]:
    tabs = shown.tabs(file, request.GET.get("show", ""))
    current = next((tab.key for tab in tabs if tab.is_current), "")
    first = (page_number(request) - 1) * shown.PAGE
    counts, fates = file.report["counts"], file.report["fates"]
    makes_something = any(fates.get(fate) for fate in FATES if fate != Fate.UNCHANGED)
    return {
        "tabs": tabs,
        "current": current,
        "fates": _fates(file),
        "fields": shown.counted_fields(file, language),
        "notice": shown.notice(file),
        "is_ready": makes_something and not counts["invalid"] and not file.report["undecided"],
        "makes_something": makes_something,
        "unusual": counts["unusual"],
        "page": _page(request, _lines(request, file, current, first, language)),
    }


def _lines(
    request: ActorRequest, file: ImportFile, tab: str, first: int, language: str
) -> list[Any]:
    """One row more than a page, so that the page knows whether there is a next."""
    if tab == shown.WHO:
        return _questions(request, file, first)
    if tab == shown.CHANGED:
        changes = file.report["changes"][first : first + shown.PAGE]
        note_read(change["person"] for change in changes)
        return list(shown.change_lines(file, first, language))
    return list(shown.found_lines(file, Level(tab), first, language)) if tab else []


def _questions(request: ActorRequest, file: ImportFile, first: int) -> list[shown.Question]:
    asked = shown.questions(file, first)
    ids = [pk for _row, ids, _choice in asked for pk in ids]
    people = people_shown(request.actor, ids, on=clock.today())
    called = file.report["called"]
    return [
        shown.Question(
            row, called.get(str(row), ""), [people[pk] for pk in ids if pk in people], choice
        )
        for row, ids, choice in asked
    ]


def _page(request: ActorRequest, lines: list[Any]) -> Page[Any]:
    return Page(lines[: shown.PAGE], page_number(request), has_next=len(lines) > shown.PAGE)


def _fates(file: ImportFile) -> list[tuple[str, int]]:
    words = {
        Fate.CREATED: _("new"),
        Fate.CHANGED: _("changed"),
        Fate.UNCHANGED: _("unchanged"),
    }
    counts = file.report.get("fates", {})
    return [(words[fate], counts.get(fate, 0)) for fate in FATES]


@require_safe
def progress(request: ActorRequest, kind: Kind, pk: int) -> HttpResponse:
    file = _mine(request, kind, pk)
    if not is_swap(request):
        return redirect(_address(file))
    return render(request, "ui/_progress.html", _progress(file))


def _progress(file: ImportFile) -> dict[str, Any]:
    is_saving = file.state in (State.COMMITTING, State.COMMITTED)
    return {
        "label": _("The list is being taken in") if is_saving else _("The list is being read"),
        "percent": file.percent if file.state in AT_WORK else 100,
        "is_finished": file.state not in AT_WORK,
        "url": reverse("exchange:progress", kwargs={"kind": file.kind, "pk": file.pk}),
        "done_url": _address(file),
        "done_action": _("See the result"),
    }


@require_POST
def check_again(request: ActorRequest, kind: Kind, pk: int) -> HttpResponse:
    file = _mine(request, kind, pk)
    AGAIN[kind](request.actor, import_id=file.pk)
    jobs.check_file.defer(import_id=file.pk)
    return redirect(_address(file))


@require_POST
def decide(request: ActorRequest, kind: Kind, pk: int) -> HttpResponse:
    file = _mine(request, kind, pk)
    if kind != Kind.NEEDS:
        raise Http404
    choices = _choices(request)
    if not choices:
        messages.error(request, _("Choose for at least one row who it is."))
        return redirect(f"{_address(file)}?show={shown.WHO}")
    commands.decide_doubles(request.actor, import_id=file.pk, choices=choices)
    jobs.check_file.defer(import_id=file.pk)
    return redirect(_address(file))


def _choices(request: ActorRequest) -> dict[int, str]:
    """Row → what was chosen. Rows and choices that were not asked about go out in the model."""
    given = ((name.removeprefix("row-"), str(value)) for name, value in request.POST.items())
    return {int(row): value for row, value in given if row.isascii() and row.isdigit()}


@require_POST
def commit(request: ActorRequest, kind: Kind, pk: int) -> HttpResponse:
    file = _mine(request, kind, pk)
    ORDER[kind](
        request.actor,
        import_id=file.pk,
        mark=request.POST.get("mark", ""),
        confirm_unusual=request.POST.get("confirm_unusual") == "yes",
    )
    jobs.commit_file.defer(import_id=file.pk)
    return redirect(_address(file))


@require_POST
def discard(request: ActorRequest, kind: Kind, pk: int) -> HttpResponse:
    file = _mine(request, kind, pk)
    DISCARD[kind](request.actor, import_id=file.pk)
    messages.success(request, _("The file is thrown away. Nothing was saved."))
    return redirect("exchange:list")


@require_safe
def errors(request: ActorRequest, kind: Kind, pk: int) -> HttpResponse:
    """The list as it was uploaded, with what is wrong beside each row."""
    file = _mine(request, kind, pk)
    if file.state != State.CHECKED:
        raise Http404
    stem = file.file_name.rpartition(".")[0] or file.file_name
    return _attached(error_file(file, get_language() or "nn"), f"{stem}-{_('to-mend')}.xlsx")


@require_safe
def template(_request: ActorRequest, kind: Kind) -> HttpResponse:
    name = _("dwellings") if kind == Kind.DWELLINGS else _("waiting list")
    return _attached(template_file(kind, get_language() or "nn"), f"{name}.xlsx")


def _mine(request: ActorRequest, kind: Kind, pk: int) -> ImportFile:
    return get_object_or_404(files_of(request.actor, kind), pk=pk)


def _address(file: ImportFile) -> str:
    return reverse("exchange:preview", kwargs={"kind": file.kind, "pk": file.pk})


def _steps() -> list[tuple[str, str]]:
    return [(_("Import"), reverse("exchange:list"))]


def _title(kind: Kind) -> str:
    return _("Import dwellings") if kind == Kind.DWELLINGS else _("Import a waiting list")


def _attached(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX)
    response.headers["Content-Disposition"] = (
        content_disposition_header(True, name) or "attachment"
    )
    return response
