"""Text messages through a provider's HTTP address. The same key is the same message to them."""

import http.client
import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from heimveg.gateways.failures import NotDeliveredError, Why

LONGEST_ANSWER = 64 * 1024  # bytes
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
TOO_MANY, TIMEOUT = 429, 408


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A number and a text are not carried to an address nobody chose."""

    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:  # noqa: ANN401
        """None: the answer itself is the error."""


@dataclass(frozen=True, slots=True)
class SmsGateway:
    """POST {"to", "text"} with an Idempotency-Key; a 2xx answer with {"id"} is the receipt."""

    url: str
    token: str = ""
    timeout: float = 20

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
            raise ValueError("text messages go over https, but on this machine")

    def deliver(self, *, key: str, to: str, text: str) -> str:
        """Raises NotDeliveredError. Safe to repeat: the provider knows the key."""
        request = urllib.request.Request(  # noqa: S310  # the scheme is checked above
            self.url,
            data=json.dumps({"to": to, "text": text}).encode(),
            headers={
                "Content-Type": "application/json",
                "Idempotency-Key": key,
                **({"Authorization": f"Bearer {self.token}"} if self.token else {}),
            },
            method="POST",
        )
        opener = urllib.request.build_opener(_NoRedirect, urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=self.timeout) as answer:
                return _receipt(answer.read(LONGEST_ANSWER + 1))
        except urllib.error.HTTPError as error:
            error.close()
            raise NotDeliveredError(_why(error.code)) from None
        except (OSError, http.client.HTTPException) as error:
            raise NotDeliveredError(Why.AWAY) from error


def _why(status: int) -> Why:
    if status < 400:
        return Why.WRONG
    is_later = status >= 500 or status in (TOO_MANY, TIMEOUT)
    return Why.AWAY if is_later else Why.REFUSED


def _receipt(body: bytes) -> str:
    try:
        found = json.loads(body)["id"] if len(body) <= LONGEST_ANSWER else None
    except (ValueError, KeyError, TypeError):
        found = None
    if not isinstance(found, str | int) or found == "":
        raise NotDeliveredError(Why.WRONG)
    return str(found)[:100]
