"""Django's settings. What an operator decides comes from `environment.py`, and only from there."""

from pathlib import Path
from typing import Any

from django.utils.csp import CSP

from .database import default_database
from .environment import ENV
from .logs import logging_config

SECRET_KEY = ENV.secret_key
BREACHED_PASSWORDS = ENV.home / "breached-passwords"  # an operator may put lists there
KEK, KEK_FILE, KEYS_FOLDER = ENV.kek, ENV.kek_file, ENV.keys  # read by `core.tenants.vault` only
DEBUG = False
ALLOWED_HOSTS = ["*"]  # a host that no tenant owns is answered with 404 by `middleware.py`
ROOT_URLCONF = "portico.site.urls"
ASGI_APPLICATION = "portico.site.asgi.application"
DEMO = ENV.demo
WEB_PORT = ENV.port
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"

INSTALLED_APPS = [
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django_htmx",
    "procrastinate.contrib.django",
    "portico.ui",
    "portico.core.access",
    "portico.core.directory",
    "portico.core.federation",
    "portico.core.files",
    "portico.core.identity",
    "portico.core.invitations",
    "portico.core.jobs",
    "portico.core.joining",
    "portico.core.journal",
    "portico.core.log",
    "portico.core.mail",
    "portico.core.people",
    "portico.core.profile",
    "portico.core.provisioning",
    "portico.core.reviews",
    "portico.core.roles",
    "portico.core.settings",
    "portico.core.tenants",
    "portico.core.tokens",
    "portico.core.verification",
    "portico.core.viewing",
    "portico.engines.home",
    "portico.engines.notices",
    "portico.engines.search",
    "portico.features.tickets",
]

MIDDLEWARE = [
    "portico.site.middleware.RequestMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portico.site.middleware.CompressMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "portico.site.api_problems.ProblemMiddleware",
    "portico.site.middleware.TenantMiddleware",
    "django.middleware.common.CommonMiddleware",  # adds a slash: only at hosts that we know
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "portico.site.middleware.ActorMiddleware",
    "portico.site.idempotency.OnceMiddleware",
    "portico.site.middleware.UploadLimitMiddleware",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "portico.site.shell.shell",
            ],
        },
    }
]

FORM_RENDERER = "portico.ui.selects.Renderer"

DATABASES = {"default": default_database(ENV)}

MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"  # `ui.toasts.flash`

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
LOCALE_PATHS = [Path(__file__).parents[1] / "locale"]
LANGUAGE_COOKIE_NAME = "language"

STATIC_URL = "/static/"
STATIC_ROOT = ENV.home / "static"
STATICFILES_DIRS = [ENV.home / "assets"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 31_536_000

_SELF = [CSP.SELF]
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": _SELF,
    "style-src": _SELF,
    "img-src": [CSP.SELF, "data:", "blob:"],
    "font-src": _SELF,
    "connect-src": _SELF,
    "manifest-src": _SELF,
    "worker-src": _SELF,
    "media-src": _SELF,
    "frame-src": _SELF,
    "form-action": _SELF,
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENV.https else None
SECURE_HSTS_SECONDS = 31_536_000 if ENV.https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = False
X_FRAME_OPTIONS = "DENY"

SESSION_COOKIE_SECURE = ENV.https  # also of the cookies in core/identity
CSRF_COOKIE_NAME = "__Host-csrf" if ENV.https else "csrf"
CSRF_COOKIE_SECURE = ENV.https
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "portico.site.refusals.csrf_failure"

SMTP_URL = ENV.smtp_url  # for tenants without a mail server of their own
MAIL_FROM = ENV.mail_from
MAIL_FOLDER = ENV.home / "mail" if ENV.demo else None  # the demo keeps a copy of each mail
MICROSOFT_SIGN_IN_URL = "https://login.microsoftonline.com"  # where mailboxes of tenants are
MICROSOFT_GRAPH_URL = "https://graph.microsoft.com"
GOOGLE_TOKEN_URL = "https://oauth2.googleapis.com/token"  # noqa: S105  an address, no secret
GMAIL_URL = "https://gmail.googleapis.com"

LOGGING = logging_config(level="warning" if ENV.demo else ENV.log_level, form=ENV.log_format)

PLACES = ENV.places
PASSWORD_HASHERS = ["portico.core.identity.passwords.Argon2id"]
# OWASP's floor is 46 MiB and one pass; ours is small enough for several people at once.
PASSWORD_COSTS = {"time_cost": 2, "memory_cost": 46 * 1024}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_HANDLERS = ["portico.core.files.intake.SealingHandler"]
UPLOAD_BYTES = ENV.upload_mb * 1_000_000  # of one file
UPLOAD_REQUEST_BYTES = 4 * UPLOAD_BYTES  # of all files of one form
UPLOAD_FIELDS_BYTES = 1024 * 1024  # what the other fields of a form may add to its files
FILES_PLACE = ENV.files
FILES_FOLDER = ENV.home / "files"
FILES_S3 = (ENV.s3_endpoint, ENV.s3_region, ENV.s3_access_key, ENV.s3_secret_key)
CLAMD = ENV.clamd
OUTBOUND_ALLOWED = ENV.outbound_allowed or ()  # read by `kernel.outbound` only
DNS_SERVERS: tuple[tuple[str, int], ...] = ()  # none: those that this machine uses
SILENCED_SYSTEM_CHECKS = [
    "security.W004",  # HSTS, W008 and W016: on when PORTICO_HTTPS is on; localhost has no https
    "security.W008",
    "security.W016",
    "security.W002",  # X-Frame-Options: `frame-ancestors` of the CSP says it, per page
    "security.W003",
    "security.W005",  # HSTS of subdomains: the hosts next to a tenant's are not ours to decide on
    "security.W021",
]
