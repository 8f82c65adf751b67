"""A form that came after its session had run out goes along to after the log-in: sealed, in the
page of the browser that sent it, and in no address, session or table. It opens for the same user,
within a quarter of an hour, and is sent again only when that user says so."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from heimveg.access.doors import NOT_TYPED
from heimveg.base import clock, secrets

FIELD = "brought"
LONGEST_SECONDS = 900
MOST_CHARACTERS = 200_000
USE = b"form after log-in"
RAN_OUT = "ran_out_for"  # on the request: whose session ended with it


@dataclass(frozen=True, slots=True)
class Brought:
    """A form as it was sent. `fields`: name and value, in their order, without the CSRF token."""

    path: str
    fields: list[tuple[str, str]]

    @property
    def texts(self) -> list[str]:
        return [value for name, value in self.fields if name not in NOT_TYPED and value]


def sealed_form(request: HttpRequest) -> str:
    """Empty where nobody knows whose form it is, or it is too large. Files are chosen anew."""
    user_id = getattr(request, RAN_OUT, None)
    if user_id is None:
        return ""
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken" and "password" not in name
        for value in values
    ]
    now = int(clock.now().timestamp())
    text = json.dumps({"for": user_id, "at": now, "to": request.get_full_path(), "said": fields})
    if len(text) > MOST_CHARACTERS:
        return ""
    return urlsafe_b64encode(secrets.sealed(text, use=USE)).decode()


def opened_form(request: HttpRequest, user_id: int) -> Brought | None:
    """None for another user, too late, or for what was touched on its way."""
    try:
        text = secrets.opened(urlsafe_b64decode(request.POST.get(FIELD, "")), use=USE)
    except (InvalidTag, Error, ValueError):
        return None
    said = json.loads(text)
    age = int(clock.now().timestamp()) - said["at"]
    is_here = url_has_allowed_host_and_scheme(said["to"], {request.get_host()})
    if said["for"] != user_id or not 0 <= age <= LONGEST_SECONDS or not is_here:
        return None
    return Brought(said["to"], [(name, value) for name, value in said["said"]])
