"""The first door: what a view asks before it runs, and what happens to its answer."""

import logging
import uuid
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlsplit

import psycopg
from django.core.exceptions import ObjectDoesNotExist
from django.db import OperationalError, connection, transaction
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseRedirect,
)
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from heimveg.access.gate import ActorRequest, LogUnwritable, Permission, door
from heimveg.access.models import FormReceipt
from heimveg.base.errors import NoRuleKnown, Refused
from heimveg.base.web import is_swap

P = ParamSpec("P")
View = Callable[Concatenate[ActorRequest, P], HttpResponse]
FORM_KEY = "form_key"
ASKED_FOR = "asked_for"  # where somebody was going who first had to say again who they are
NOT_TYPED = frozenset({FORM_KEY, "csrfmiddlewaretoken", "row_version"})
LONG_TEXT = 30  # characters; shorter things are quickly typed again
RETRY_AFTER_SECONDS = "60"
log = logging.getLogger(__name__)


class SeeOther(HttpResponseRedirect):
    status_code = 303


def requires(permission: Permission) -> Callable[[View[P]], View[P]]:
    """Close a view to actors without `permission`. Every view has this or `public`.

    A form sent twice has one effect: its key is kept with where the first answer led.
    A command that refuses becomes a page that says why (409), and nothing is half-saved; so
    does losing a race for a row. What a command does not find for the actor is not there (404).
    Without a log entry nothing is shown (503).
    """

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def run(request: ActorRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if permission.asks_again and not request.has_confirmed:
                is_page = request.method == "GET"
                to = request.get_full_path() if is_page else _came_from(request)
                request.session[ASKED_FOR] = to or "/"
                return redirect("accounts:second-factor")
            try:
                with door(request.actor, permission):
                    return _answer(request, lambda: view(request, *args, **kwargs))
            except LogUnwritable as failed:
                log.error(
                    "the log of %s cannot be written; nothing was shown", failed
                )  # the trace would hold whom it was about
                return _resting()
            except OperationalError as error:
                if not _lost_a_race(error):
                    raise
                text = _("Somebody else is saving the same just now. Nothing of yours was saved.")
                return render(request, "409.html", {"text": text}, status=409)

        run.permission = permission  # type: ignore[attr-defined]  # read by tests/house
        return run

    return decorate


def public(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Mark a view as open without log-in; tests/house keeps the short list."""
    view.permission = None  # type: ignore[attr-defined]  # read by tests/house
    return view


def _answer(request: ActorRequest, view: Callable[[], HttpResponse]) -> HttpResponse:
    if request.method != "POST":
        return _refusal_as_page(request, view)
    try:
        key = uuid.UUID(request.POST.get(FORM_KEY, ""))
    except ValueError:
        return _no_key()
    said = _digest(request)
    if not _first_time(key, request.actor.user_id, said):
        return _as_first_time(request, key, said)
    response = _refusal_as_page(request, view)
    if response.status_code >= 400:
        FormReceipt.objects.filter(key=key).delete()
    else:
        leads_to = response.headers.get("Location", request.path)
        FormReceipt.objects.filter(key=key).update(answered_with=leads_to[:300])
    return _leading(response) if is_swap(request) else response


def _as_first_time(request: ActorRequest, key: uuid.UUID, said: str) -> HttpResponse:
    """Where the first sending led; but what says something else is not dropped in silence."""
    first = FormReceipt.objects.filter(key=key, user_id=request.actor.user_id).first()
    if first is None or not first.answered_with:
        return _no_key()
    if first.digest in {"", said}:
        return SeeOther(first.answered_with)
    context = {
        "text": _("This form was sent before, with other content. Only the first was saved."),
        "was_sent": True,
        "typed": typed_in(request, shortest=1),
        "back_url": _came_from(request) or first.answered_with,
    }
    return render(request, "409.html", context, status=409)


def _digest(request: HttpRequest) -> str:
    """Of what the form says, keyed, so that nothing can be guessed from what is kept."""
    said = sorted((name, request.POST.getlist(name)) for name in request.POST)
    said = [(name, words) for name, words in said if name not in NOT_TYPED]
    lists = [request.FILES.getlist(name) for name in sorted(request.FILES)]
    files = [(file.name, file.size) for files in lists for file in files]
    return salted_hmac("form", repr((request.path, said, files)), algorithm="sha256").hexdigest()


def _leading(response: HttpResponse) -> HttpResponse:
    """htmx follows a redirect by itself and would draw a whole page inside the part."""
    if "Location" not in response.headers:
        return response
    return HttpResponse(headers={"HX-Redirect": response.headers["Location"]})


def _refusal_as_page(request: ActorRequest, view: Callable[[], HttpResponse]) -> HttpResponse:
    try:
        with transaction.atomic():
            return view()
    except Refused as refusal:
        context = {
            "text": refusal.text,
            "url": refusal.url,
            "link": refusal.link,
            "is_ruled": not refusal.is_overtaken,
            "typed": typed_in(request),
            "back_url": _came_from(request),
        }
        status = 422 if isinstance(refusal, NoRuleKnown) else 409
        return render(request, "409.html", context, status=status)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing


def _came_from(request: HttpRequest) -> str:
    """The path of the page whose form was sent, if it is ours."""
    page = urlsplit(request.headers.get("Referer", ""))
    return page.path if page.netloc == request.get_host() else ""


def typed_in(request: HttpRequest, *, shortest: int = LONG_TEXT + 1) -> list[str]:
    """Longer texts of the form that was refused: shown again, so that nothing typed is lost."""
    texts = (request.POST.get(name, "") for name in request.POST if name not in NOT_TYPED)
    return [text for text in texts if len(text) >= shortest]


def _no_key() -> HttpResponse:
    return HttpResponseBadRequest(_("The form lacks its key. Open the page again and retry."))


def _resting() -> HttpResponse:
    """Drawn without the request: the frame would ask the database that just failed."""
    headers = {"Retry-After": RETRY_AFTER_SECONDS}
    return HttpResponse(render_to_string("503.html"), status=503, headers=headers)


def _lost_a_race(error: OperationalError) -> bool:
    """Another transaction held the row too long, or each waited for the other."""
    races = (psycopg.errors.LockNotAvailable, psycopg.errors.DeadlockDetected)
    return isinstance(error.__cause__, races)


def _first_time(key: uuid.UUID, user_id: int, digest: str) -> bool:
    """Waits while the same key is being handled in another transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO access_formreceipt (key, user_id, answered_with, received_at, digest)"
            " VALUES (%s, %s, '', now(), %s) ON CONFLICT DO NOTHING",
            [key, user_id, digest],
        )
        return bool(cursor.rowcount == 1)
