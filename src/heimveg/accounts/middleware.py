"""Who is asking, in which language, and for how long the session may sleep."""

import inspect
from collections.abc import Callable
from typing import cast
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme

from heimveg.access.doors import ASKED_FOR, typed_in
from heimveg.access.gate import Actor, ActorRequest
from heimveg.accounts.bringing import RAN_OUT, sealed_form
from heimveg.accounts.models import Municipality, User
from heimveg.accounts.rules import LANGUAGES, needs_second_factor
from heimveg.base import clock
from heimveg.base.web import is_swap

NOBODY = Actor(user_id=0, grants=frozenset())
LAST_SEEN = "last_seen"
LOGGED_IN = "logged_in"
CONFIRMED = "confirmed"
TIMED_OUT = "timed_out"
CONFIRMED_SECONDS = 600
OFFLINE = "offline"  # pages of this session may be on a phone
LEFT = "logged-out"  # a cookie: whose log-out a browser owes (frontend/js/leave.js)
Answer = Callable[[HttpRequest], HttpResponse]


def session_limits(answer: Answer) -> Answer:
    """Log out after a quiet while, and in any case after a working day; and before anything is
    answered, where somebody logged out while there was no network."""

    def run(request: HttpRequest) -> HttpResponse:
        owed = request.COOKIES.get(LEFT)
        if owed is not None:
            if owed == str(request.user.pk):
                logout(request)
            response = answer(request)
            response.delete_cookie(LEFT, samesite="Lax")
            return response
        if request.user.is_authenticated:
            now = int(clock.now().timestamp())
            idle = now - request.session.get(LAST_SEEN, now)
            age = now - request.session.setdefault(LOGGED_IN, now)
            if idle > _quiet_seconds(request) or age > settings.SESSION_COOKIE_AGE:
                setattr(request, RAN_OUT, request.user.pk)
                logout(request)
            elif idle > 60 or LAST_SEEN not in request.session:
                request.session[LAST_SEEN] = now
        return answer(request)

    return run


def _quiet_seconds(request: HttpRequest) -> int:
    """How long a session may sleep: less where a phone may hold its pages without a network."""
    longest = int(settings.SESSION_IDLE_SECONDS)
    is_offline = request.session.get(OFFLINE, False)
    return min(longest, int(settings.SESSION_IDLE_OFFLINE_SECONDS)) if is_offline else longest


def language(answer: Answer) -> Answer:
    """The user's language, then the cookie's, then the municipality's; not the browser's."""

    def run(request: HttpRequest) -> HttpResponse:
        chosen = getattr(request.user, "language", "") or request.COOKIES.get(
            settings.LANGUAGE_COOKIE_NAME, ""
        )
        with translation.override(chosen if chosen in LANGUAGES else _default_language()):
            return answer(request)

    return run


def _default_language() -> str:
    default = Municipality.objects.values_list("default_language", flat=True).first()
    return default or settings.LANGUAGE_CODE


def actor(answer: Answer) -> Answer:
    """Build the actor. Who has not logged in wholly meets the log-in page and nothing else."""

    def run(request: HttpRequest) -> HttpResponse:
        asked = cast("ActorRequest", request)
        asked.actor, asked.has_confirmed = NOBODY, False
        user = request.user
        if (
            isinstance(user, User)
            and not lacks_second_factor(request, user)
            and _has_own_password(user)
        ):
            asked.actor = user.actor(on=clock.today())
            asked.has_confirmed = not _wants_second_factor(request, user) or _just_now(request)
        return answer(request)

    def must_log_in(
        request: HttpRequest, view: Callable[..., HttpResponse], *_: object
    ) -> HttpResponse | None:
        is_open = getattr(view, "permission", False) is None
        if is_open or cast("ActorRequest", request).actor.user_id:
            return None
        user = request.user
        if isinstance(user, User):
            is_half_way = lacks_second_factor(request, user)
            to = redirect("accounts:second-factor" if is_half_way else "accounts:password")
        else:
            to = redirect_to_login("/")  # the address asked for may name a person
            _remember(request)
        if is_swap(request):
            return _leave_the_page(to.url)
        typed = typed_in(request, shortest=1) if request.method == "POST" else []
        return _nothing_was_saved(request, to.url, typed) if typed else to

    run.process_view = must_log_in  # type: ignore[attr-defined]  # Django's middleware protocol
    return run


def _remember(request: HttpRequest) -> None:
    """Whose session has run out goes on where they were, once they have logged in. Kept on this
    side, and only for a browser that was logged in."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or LEFT in request.COOKIES:
        return
    came_from = urlsplit(request.headers.get("Referer", ""))
    page = came_from.path if came_from.netloc == request.get_host() else ""
    is_page = request.method == "GET" and not is_swap(request)
    to = request.get_full_path() if is_page else _that_opens(page)
    if to and url_has_allowed_host_and_scheme(to, {request.get_host()}):
        request.session[ASKED_FOR] = to
        request.session[TIMED_OUT] = True


def _that_opens(page: str) -> str:
    """The page itself, or the nearest above it, for one that only takes a form is a dead end."""
    while page:
        try:
            view = inspect.getclosurevars(resolve(page).func).nonlocals
        except Resolver404:
            view = {"request_method_list": []}
        if "GET" in view.get("request_method_list", ["GET"]):
            return page
        above = page.rstrip("/").rpartition("/")[0]
        page = f"{above}/" if above else ""
    return page


def _nothing_was_saved(request: HttpRequest, url: str, typed: list[str]) -> HttpResponse:
    """A form came too late: what was typed is shown again and kept nowhere on this side. The
    browser keeps it for the form of after the log-in (frontend/js/kept.js); without its script
    the form goes along sealed."""
    brought = sealed_form(request)
    context = {"log_in_url": url, "typed": typed, "brought": brought}
    return render(request, "accounts/not_saved.html", context, status=403)


def _leave_the_page(url: str) -> HttpResponse:
    """A log-in page inside the page of before would look like a part of it."""
    return HttpResponse(headers={"HX-Redirect": url})


def _just_now(request: HttpRequest) -> bool:
    said = request.session.get(CONFIRMED, 0)
    return int(clock.now().timestamp()) - int(said) <= CONFIRMED_SECONDS


def _has_own_password(user: User) -> bool:
    """With a password that somebody else has seen, one chooses an own one and no more."""
    return user.one_time_until is None


def lacks_second_factor(request: HttpRequest, user: User) -> bool:
    """The password was right; who it is, is still to be confirmed."""
    is_verified = getattr(user, "is_verified", None)  # django-otp's; absent at the log-in itself
    return _wants_second_factor(request, user) and not (is_verified and is_verified())


def _wants_second_factor(request: HttpRequest, user: User) -> bool:
    return needs_second_factor(
        is_demo_user=user.is_demo,
        demo_mode=settings.DEMO,
        address=request.META.get("REMOTE_ADDR", ""),
    )


def no_store(answer: Answer) -> Answer:
    """Pages about people are kept by no cache and no back button."""

    def run(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store"
        if request.method == "HEAD" and not response.streaming:
            response.content = b""  # the server would send it along
        return response

    return run
