"""Log-in, the second factor, one's own password and language."""

from typing import cast

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_otp import login as verify
from django_otp.plugins.otp_totp.models import TOTPDevice

from heimveg.access.doors import ASKED_FOR, public
from heimveg.access.gate import ActorRequest
from heimveg.accounts.bringing import FIELD, opened_form
from heimveg.accounts.forms import CodeForm, LogInForm, PasswordForm
from heimveg.accounts.middleware import CONFIRMED, TIMED_OUT, lacks_second_factor
from heimveg.accounts.models import User
from heimveg.accounts.queries import demo_log_ins
from heimveg.accounts.rules import LANGUAGES
from heimveg.base import clock

A_YEAR = 31_536_000  # seconds


@public
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def log_in(request: HttpRequest) -> HttpResponse:
    """`bring`: with the form of before, sealed, and nothing typed here yet."""
    is_sent = request.method == "POST" and "bring" not in request.POST
    form = LogInForm(request.POST) if is_sent else LogInForm()
    if form.is_valid():
        user = authenticate(request, **form.cleaned_data)
        if user is not None:
            if not user.is_too_late(on=clock.today()):
                login(request, user)
                request.session.pop(TIMED_OUT, None)
                if lacks_second_factor(request, user):
                    if opened_form(request, user.pk) is not None:
                        return _ask_for_code(request, user, CodeForm())
                    return redirect("desk:front")  # asks for the code, which then leads on
                return _lead_on(request, user)
            form.add_error(None, _("The one-time password is too old. Ask for a new one."))
        else:
            form.add_error(None, _("User name and password do not belong together."))
    context = {
        "form": form,
        "brought": request.POST.get(FIELD, ""),
        "timed_out": request.session.get(TIMED_OUT, False),
        "demo_log_ins": demo_log_ins(on=clock.today()) if settings.DEMO else [],
    }
    status = 422 if form.errors else 200
    return render(request, "accounts/log_in.html", context, status=status)


def _lead_on(request: HttpRequest, user: User) -> HttpResponse:
    """To where they were; with a form of before, to that."""
    to = request.session.pop(ASKED_FOR, "desk:front")
    brought = opened_form(request, user.pk)
    if brought is None:
        return redirect(to)
    return render(request, "accounts/brought.html", {"brought": brought})


@public
@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    response = redirect("accounts:log-in")
    response["Clear-Site-Data"] = '"storage"'  # what a phone keeps for later is gone too
    return response


@public
@require_safe
def sending(request: HttpRequest) -> HttpResponse:
    """Who is logged in (0: nobody, or not wholly) and a CSRF token that holds now, for what was
    written on a phone without a network and is sent from a page that may be hours old."""
    reader = cast("ActorRequest", request).actor.user_id
    return JsonResponse({"reader": reader, "token": get_token(request) if reader else ""})


@public
@require_http_methods(["GET", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """Show the secret the first time, then ask for a code."""
    user = request.user
    if not user.is_authenticated:
        return redirect("accounts:log-in")
    device = _device_of(user)
    form = CodeForm(request.POST) if request.method == "POST" else CodeForm()
    if form.is_valid():
        if device.verify_is_allowed()[0] and device.verify_token(
            form.cleaned_data["code"].strip()
        ):
            device.confirmed = True
            device.save(update_fields=["confirmed"])
            verify(request, device)
            request.session[CONFIRMED] = int(clock.now().timestamp())
            return _lead_on(request, user)
        form.add_error("code", _("The code is wrong or too old. Wait for the next one."))
    return _ask_for_code(request, user, form)


def _ask_for_code(request: HttpRequest, user: User, form: CodeForm) -> HttpResponse:
    device = _device_of(user)
    context = {
        "form": form,
        "brought": request.POST.get(FIELD, ""),
        "secret": None if device.confirmed else _secret(device),
    }
    return render(
        request, "accounts/second_factor.html", context, status=422 if form.errors else 200
    )


def _device_of(user: User) -> TOTPDevice:
    """The one authenticator of a user; two tabs opened at once share it."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        device = TOTPDevice.objects.filter(user=user).order_by("-confirmed", "pk").first()
        return device or TOTPDevice.objects.create(user=user, name="app", confirmed=False)


def _secret(device: TOTPDevice) -> dict[str, str]:
    drawing = segno.make(device.config_url).svg_inline(scale=4, omitsize=False)
    return {"drawing": drawing, "address": device.config_url}


@public
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Kept in the profile of who has logged in, else in a cookie."""
    chosen = request.POST.get("language", "")
    back_to = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back_to, {request.get_host()}):
        back_to = "/"
    response = redirect(back_to)
    if chosen in LANGUAGES:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=A_YEAR,
            samesite="Lax",
            secure=settings.IS_HTTPS,
            httponly=True,
        )
        if request.user.is_authenticated:
            User.objects.filter(pk=request.user.pk).update(language=chosen)
    return response


@public
@sensitive_post_parameters("present", "new", "again")
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Choose a password of one's own; with a one-time one, this is the only page there is."""
    user = request.user
    if not isinstance(user, User):
        return redirect("accounts:log-in")
    if lacks_second_factor(request, user):
        return redirect("accounts:second-factor")
    if user.is_demo:
        return redirect("desk:front")  # shared by all who try the demo
    form = PasswordForm(request.POST if request.method == "POST" else None, user)
    if form.is_valid():
        user.choose_password(form.cleaned_data["new"])
        update_session_auth_hash(request, user)
        messages.success(request, _("The new password holds from now on."))
        return redirect("desk:front")
    context = {"form": form, "is_first": user.one_time_until is not None}
    return render(request, "accounts/password.html", context, status=422 if form.errors else 200)
