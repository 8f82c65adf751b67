"""How every form about units and staff is tried, shown again, and left."""

import secrets
from collections.abc import Callable
from typing import TypeVar

from django.db.models import Model
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from heimveg.access.gate import ActorRequest
from heimveg.accounts.models import User
from heimveg.accounts.rules import one_time_password
from heimveg.base.errors import Invalid
from heimveg.base.forms import say_at_fields
from heimveg.base.parts import Text

Made = TypeVar("Made", bound=Model)
GET_POST = ["GET", "POST"]
Step = tuple[Text, str]


def saved_by(request: ActorRequest, form: Form, save: Callable[[], Made]) -> Made | None:
    """What `save` made. None: the form is shown (again), with what is to be mended in it."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        return save()
    except Invalid as refused:
        say_at_fields(form, refused)
    return None


def page_of_form(
    request: ActorRequest, form: Form, *, title: Text, back: Step, **more: object
) -> HttpResponse:
    """The form, 422 when something in it must be mended. `back`: what it is about, and where."""
    steps = [back] if back[1] in (staff_step()[1], units_step()[1]) else [staff_step(), back]
    context = {"form": form, "title": title, "steps": steps, "cancel_url": back[1]} | more
    return render(request, "accounts/form.html", context, status=422 if form.is_bound else 200)


def user_or_404(user_id: int) -> User:
    return get_object_or_404(User, pk=user_id, is_system=False)


def staff_step() -> Step:
    return _("Users"), reverse("accounts:staff")


def units_step() -> Step:
    return _("Units and staff"), reverse("accounts:units")


def user_step(user: User) -> Step:
    return user.name, reverse("accounts:user", args=[user.pk])


def new_password() -> str:
    return one_time_password(secrets.choice)


def shown_once(request: ActorRequest, user: User, password: str) -> HttpResponse:
    """The password stands in this answer and nowhere else. A double click leads to the user."""
    context = {"user": user, "password": password, "steps": [staff_step(), user_step(user)]}
    answer = render(request, "accounts/one_time_password.html", context, status=201)
    answer.headers["Location"] = user_step(user)[1]
    return answer
