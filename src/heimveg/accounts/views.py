"""Log-in, the second factor, and the choice of language."""

from typing import cast

import segno
from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST
from django_otp import login as verify
from django_otp.plugins.otp_totp.models import TOTPDevice

from heimveg.access.doors import public
from heimveg.accounts.forms import CodeForm, LogInForm
from heimveg.accounts.models import User
from heimveg.accounts.queries import demo_log_ins
from heimveg.accounts.rules import LANGUAGES
from heimveg.base import clock


@public
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def log_in(request: HttpRequest) -> HttpResponse:
    form = LogInForm(request.POST) if request.method == "POST" else LogInForm()
    if form.is_valid():
        user = authenticate(request, **form.cleaned_data)
        if user is not None:
            login(request, user)
            return redirect("desk:front")
        form.add_error(None, _("User name and password do not belong together."))
    context = {"form": form, "demo_log_ins": demo_log_ins(on=clock.today()) if settings.DEMO else []}
    status = 422 if form.errors else 200
    return render(request, "accounts/log_in.html", context, status=status)


@public
@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("accounts:log-in")


@public
@require_http_methods(["GET", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """Show the secret the first time, then ask for a code."""
    if not request.user.is_authenticated:
        return redirect("accounts:log-in")
    user = cast("User", request.user)
    device, _made = TOTPDevice.objects.get_or_create(
        user=user, defaults={"name": "app", "confirmed": False}
    )
    form = CodeForm(request.POST) if request.method == "POST" else CodeForm()
    if form.is_valid():
        if device.verify_is_allowed()[0] and device.verify_token(form.cleaned_data["code"].strip()):
            device.confirmed = True
            device.save(update_fields=["confirmed"])
            verify(request, device)
            return redirect("desk:front")
        form.add_error("code", _("The code is wrong or too old. Wait for the next one."))
    context = {"form": form, "secret": None if device.confirmed else _secret(device)}
    return render(
        request, "accounts/second_factor.html", context, status=422 if form.errors else 200
    )


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
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, samesite="Lax", max_age=31536000)
        if request.user.is_authenticated:
            User.objects.filter(pk=request.user.pk).update(language=chosen)
    return response
