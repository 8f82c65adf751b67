"""Settings: from the environment, with defaults that fit one machine."""

import os
import secrets

from csp.constants import NONE, SELF

from heimveg.config.database import databases
from heimveg.config.home import home

HOME = home()  # data of this installation
DEMO = os.environ.get("HEIMVEG_DEMO") == "1"
DEBUG = False


def _secret_key() -> str:
    """From the environment, else kept in a file that only the owner reads."""
    given = os.environ.get("HEIMVEG_SECRET_KEY")
    if given:
        return given
    kept = HOME / "secret-key"
    if not kept.exists():
        HOME.mkdir(parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(48))
    return kept.read_text()


SECRET_KEY = _secret_key()
DATABASES = databases(os.environ.get("DATABASE_URL", "postgresql:///heimveg"), SECRET_KEY)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"

ALLOWED_HOSTS = os.environ.get("HEIMVEG_HOSTS", "127.0.0.1,localhost,[::1],testserver").split(",")
ROOT_URLCONF = "heimveg.config.urls"
WSGI_APPLICATION = "heimveg.config.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "axes",
    "procrastinate.contrib.django",
    "heimveg.base",
    "heimveg.access",
    "heimveg.accounts",
    "heimveg.persons",
    "heimveg.dwellings",
    "heimveg.notices",
    "heimveg.decisions",
    "heimveg.upkeep",
    "heimveg.stays",
    "heimveg.needs",
    "heimveg.tenancies",
    "heimveg.support",
    "heimveg.handoffs",
    "heimveg.intake",
    "heimveg.allocation",
    "heimveg.prevention",
    "heimveg.meetings",
    "heimveg.desk",
    "heimveg.exchange",
    "heimveg.config",
    "django.forms",  # last: heimveg.base draws its form templates anew
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "heimveg.accounts.middleware.no_store",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "heimveg.base.legible.only_what_is_seen",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "heimveg.accounts.middleware.session_limits",
    "heimveg.accounts.middleware.language",
    "heimveg.accounts.middleware.actor",
    "axes.middleware.AxesMiddleware",
]
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
LOGIN_URL = "accounts:log-in"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_LOCKOUT_TEMPLATE = "accounts/locked.html"
AXES_HTTP_RESPONSE_CODE = 403
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
OTP_TOTP_ISSUER = "Heimveg"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "heimveg.config.frame.frame",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

LANGUAGE_CODE = "nn"
LANGUAGES = [("nn", "Nynorsk"), ("nb", "Bokmål"), ("en", "English")]
FORMAT_MODULE_PATH = "heimveg.config.formats"
LANGUAGE_COOKIE_NAME = "language"
USE_I18N = USE_TZ = True
TIME_ZONE = "Europe/Oslo"

# The ways out of the house. Where none is given, messages are files that somebody's agent takes.
MAIL_SERVER = os.environ.get("HEIMVEG_MAIL", "")  # smtp://user:password@host:port
MAIL_SENDER = os.environ.get("HEIMVEG_MAIL_SENDER", "heimveg@localhost.invalid")
SMS_URL = os.environ.get("HEIMVEG_SMS_URL", "")
SMS_TOKEN = os.environ.get("HEIMVEG_SMS_TOKEN", "")

STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_MANIFEST_STRICT = False

IS_HTTPS = os.environ.get("HEIMVEG_HTTPS", "0" if DEMO else "1") == "1"
SESSION_IDLE_SECONDS = int(os.environ.get("HEIMVEG_IDLE_SECONDS", "28800" if DEMO else "900"))
SESSION_IDLE_OFFLINE_SECONDS = int(  # of who has pages on a phone, and may log out unheard
    os.environ.get("HEIMVEG_IDLE_OFFLINE_SECONDS", "28800" if DEMO else "300")
)
SESSION_COOKIE_AGE = 36_000
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_NAME = "__Host-session" if IS_HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if IS_HTTPS else "csrf"
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_SSL_REDIRECT = False  # the proxy in front redirects
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"  # CSRF checks need it at home; nothing leaves the house
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
        "worker-src": [SELF],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 2**20
FILE_UPLOAD_MAX_MEMORY_SIZE = 20 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"  # each room's clock-driven entry points
SILENCED_SYSTEM_CHECKS = ["security.W008", "security.W021"]  # the proxy redirects; no HSTS preload

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
