"""Two log-ins to one database: the owner, who migrates, and the app, whom the policies bind."""

import hashlib
import hmac
import os
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

APP_ROLE = "heimveg_app"
OWNER_ROLE = "heimveg_owner"

# Whatever server there is: nobody waits without end for somebody else's lock, and who was cut off
# in the middle lets go of theirs. A long migration may take its time.
WAITS = {"lock_timeout": "5s"}
LIMITS = WAITS | {"statement_timeout": "120s", "idle_in_transaction_session_timeout": "60s"}


def settings_for(url: str) -> dict[str, Any]:
    """Django's connection settings for `postgresql://user:password@host:port/name?host=socket`."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host", parts.hostname or ""),
        "PORT": str(parts.port or query.get("port", "")),
    }


def app_password(secret_key: str) -> str:
    """The app role's password follows from the secret key, so that there is one secret to keep."""
    return hmac.new(secret_key.encode(), b"heimveg database app role", hashlib.sha256).hexdigest()


def databases(owner_url: str, secret_key: str) -> dict[str, dict[str, Any]]:
    """`default` is the app role; `owner` is for migrations only."""
    owner = settings_for(owner_url)
    app_url = os.environ.get("DATABASE_APP_URL")
    app = (
        settings_for(app_url)
        if app_url
        else owner
        | {
            "USER": APP_ROLE,
            "PASSWORD": app_password(secret_key),
        }
    )
    shared = {"ATOMIC_REQUESTS": False, "CONN_HEALTH_CHECKS": True, "CONN_MAX_AGE": 60}
    return {
        "default": app | shared | _with(LIMITS),
        "owner": owner | _with(WAITS) | {"TEST": {"MIRROR": "default"}},
    }


def _with(limits: dict[str, str]) -> dict[str, Any]:
    return {
        "OPTIONS": {"options": " ".join(f"-c {name}={value}" for name, value in limits.items())}
    }


def with_name(url: str, name: str) -> str:
    """The same server, another database."""
    parts = urlsplit(url)
    return parts._replace(path="/" + quote(name)).geturl()
