"""Settings: read from the environment, with defaults that are safe in production.

``LAYAK_DATA_DIR``, ``LAYAK_DATABASE_URL``, ``LAYAK_HOSTS``, ``LAYAK_HTTPS``, ``LAYAK_PROXY``,
``LAYAK_DEMO``, ``LAYAK_DEBUG``, ``LAYAK_EMAIL_*``, ``LAYAK_NOTICE_URLS``, ``LAYAK_CLAMD`` and
``LAYAK_ADDRESS`` are all there is to set; docs/operations.md explains each.
"""

import os
from pathlib import Path

from layak import database
from layak.secrets import secret_key

PACKAGE = Path(__file__).resolve().parent
CHECKOUT = PACKAGE.parent
DATA_DIR = database.data_dir()


def _flag(name: str) -> bool:
    return os.environ.get(name, "").lower() in {"1", "true", "yes", "on"}


DEBUG = _flag("LAYAK_DEBUG")
DEMO = _flag("LAYAK_DEMO")
HTTPS = _flag("LAYAK_HTTPS")
SECRET_KEY = secret_key(DATA_DIR)
ALLOWED_HOSTS = [
    host.strip()
    for host in os.environ.get("LAYAK_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
    if host.strip()
]

INSTALLED_APPS = [
    "layak.ui",
    "layak.audit",
    "layak.organizations",
    "layak.accounts",
    "layak.notices",
    "layak.instruments",
    "layak.evidence",
    "layak.facilities",
    "layak.measures",
    "layak.assessments",
    "layak.activities",
    "layak.reviews",
    "layak.scorecards",
    "layak.search",
    "layak.home",
    "layak.reports",
    "layak.operations",
    "django_cotton.apps.SimpleAppConfig",
    "template_partials.apps.SimpleAppConfig",
    "django_htmx",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "layak.ui.middleware.RequestLog",
    "layak.ui.middleware.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "layak.ui.middleware.ChosenLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "layak.urls"
WSGI_APPLICATION = "layak.wsgi.application"

_LOADERS: list[object] = [
    "django_cotton.cotton_loader.Loader",
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "OPTIONS": {
            # Both packages rewrite this by default and silently break each other: the chain is
            # spelled out here.
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    _LOADERS if DEBUG else [("django.template.loaders.cached.Loader", _LOADERS)],
                )
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "template_partials.templatetags.partials",
                "django.templatetags.i18n",
                "layak.ui.templatetags.layak",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "layak.home.frame.frame",
            ],
        },
    }
]
COTTON_DIR = "cotton"

# Connections are kept a minute: a new one costs a password exchange.
DATABASES = {"default": database.config() | {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "layak.accounts.adapter.ClosedDoor"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Layak"

LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "ui" / "locale"]
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = False
TIME_ZONE = "Asia/Jakarta"

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [
    ("bootstrap", CHECKOUT / "node_modules" / "bootstrap" / "dist" / "css"),
    (
        "source-sans-3",
        CHECKOUT / "node_modules" / "@fontsource-variable" / "source-sans-3" / "files",
    ),
]
MEDIA_ROOT = DATA_DIR / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "layak.ui.statics.Statics"},
}
WHITENOISE_MAX_AGE = 3600

FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
FILE_UPLOAD_TEMP_DIR = None
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000
DATA_UPLOAD_MAX_NUMBER_FILES = 2000
UPLOAD_MAX_BYTES = 512 * 1024 * 1024

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^kesehatan/hidup/$"]
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
if _flag("LAYAK_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CSRF_FAILURE_VIEW = "layak.ui.errors.csrf_refused"

EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = DATA_DIR / "outbox"
if os.environ.get("LAYAK_EMAIL_HOST"):
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = os.environ["LAYAK_EMAIL_HOST"]
    EMAIL_PORT = int(os.environ.get("LAYAK_EMAIL_PORT", "587"))
    EMAIL_HOST_USER = os.environ.get("LAYAK_EMAIL_USER", "")
    EMAIL_HOST_PASSWORD = os.environ.get("LAYAK_EMAIL_PASSWORD", "")
    EMAIL_USE_TLS = True
DEFAULT_FROM_EMAIL = os.environ.get("LAYAK_EMAIL_FROM", "layak@localhost")
# Where notices go: addresses as apprise reads them, in which {email} is the recipient's. Without
# any, those of the mail server above; without that, notices are read in Layak only.
NOTICE_URLS = os.environ.get("LAYAK_NOTICE_URLS", "").split()
# A running clamd that looks at every file that comes in: the path of its socket, or host:port.
CLAMD = os.environ.get("LAYAK_CLAMD", "")
# The address people know the site by, for the links in notices.
ADDRESS = os.environ.get("LAYAK_ADDRESS", "").rstrip("/")

# Task modules load the heavy libraries: only the worker imports them, web processes enqueue by
# name.
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = ""
PROCRASTINATE_IMPORT_PATHS = [
    "layak.assessments.inspection_tasks",
    "layak.assessments.tasks",
    "layak.evidence.masked_tasks",
    "layak.measures.tasks",
    "layak.notices.tasks",
    "layak.reports.tasks",
    "layak.scorecards.tasks",
    "layak.operations.tasks",
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "layak.ui.logs.LineFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "layak": {"level": "INFO"},
        "django.server": {"level": "ERROR", "handlers": ["stderr"], "propagate": False},
        "procrastinate": {"level": "WARNING"},
        # What it says names addresses and passwords; what became of a notice is kept with it.
        "apprise": {"handlers": [], "level": "CRITICAL", "propagate": False},
        # Below an error these write paths, and the path of an invitation is its secret.
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "ERROR"},
    },
}
