"""One settings file for every place it runs."""

import os
import secrets
from pathlib import Path

import dj_database_url

from severalty.project.environment import data_folder, keep_compiled, value

keep_compiled()  # before an application loads what compiles

FIRST_RUN_FILE: Path = data_folder() / "first-run"
WORKER_LOCK: Path = data_folder() / "worker.lock"


def _secret_key() -> str:
    given = value("SEVERALTY_SECRET_KEY")
    if given:
        return given
    path = data_folder() / "secret-key"
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(64))
    return path.read_text()


SECRET_KEY = _secret_key()
DEBUG = value("SEVERALTY_DEBUG") == "yes"
ALLOWED_HOSTS = [host.strip() for host in value("SEVERALTY_HOSTS").split(",")]
HTTPS = value("SEVERALTY_HTTPS") == "yes"

INSTALLED_APPS = [
    "severalty.tenancy",
    "severalty.estate",
    "severalty.risks",
    "severalty.decisions",
    "severalty.appraisal",
    "severalty.dispositions",
    "severalty.transition",
    "severalty.packs",
    "severalty.web",
    "severalty.project",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "severalty.tenancy.access.ViewerMiddleware",
]
ROOT_URLCONF = "severalty.project.urls"
WSGI_APPLICATION = "severalty.project.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "severalty.web.frame.frame",
            ],
            "builtins": ["severalty.web.templatetags.furniture"],
        },
    }
]
FORM_RENDERER = "severalty.web.forms.Renderer"
AUTH_USER_MODEL = "tenancy.Person"
LOGIN_URL = "tenancy:sign-in"
LOGIN_REDIRECT_URL = "/"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]

_SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    "OPTIONS": {
        "transaction_mode": "IMMEDIATE",
        "timeout": 10,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
        "PRAGMA busy_timeout=10000; PRAGMA cache_size=-65536; "
        "PRAGMA recursive_triggers=ON;",  # else a row that stays for good can be replaced past its triggers
    },
}
_ADDRESS = value("SEVERALTY_DATABASE_URL")
DATABASES = {
    "default": dj_database_url.parse(_ADDRESS, conn_max_age=60, conn_health_checks=True)
    if _ADDRESS
    else _SQLITE | {"NAME": data_folder() / "severalty.sqlite3"}
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = False
USE_THOUSAND_SEPARATOR = True
STATIC_URL = "static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 12 * 3600
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "severalty.tenancy.access.stale_form"
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
DATA_UPLOAD_MAX_MEMORY_SIZE = 60 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"django.request": {"level": "ERROR"}},  # a mistyped address is nobody's fault
}
