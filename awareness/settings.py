"""Settings of the site, read from the environment; nonsense is refused before anything starts.

AWARENESS_MODE is `demo` (the default: answers to this machine only, demo accounts allowed) or
`production`. docs/operating.md lists every variable.
"""

import os
from importlib import util
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP
from environs import EnvValidationError, FileAwareEnv

from awareness.background import TASKS as TASKS  # a setting by being here

# One thread for matrices, said before numpy is imported: web processes and the worker share the
# processors already, and threads of one wait for each other at full speed.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

BASE_DIR = Path(__file__).resolve().parent.parent
DEMO_SECRET = "demo-only-secret-key-that-production-refuses-0123456789"  # noqa: S105

env = FileAwareEnv(eager=False)
# A file of NAME=value lines, read by the services and by every command alike; what is set in the
# environment itself wins.
if ENV_FILE := os.environ.get("ENV_FILE"):
    if not (os.path.isfile(ENV_FILE) and os.access(ENV_FILE, os.R_OK)):
        raise ImproperlyConfigured(f"ENV_FILE names {ENV_FILE}, which is no file that can be read.")
    env.read_env(ENV_FILE, recurse=False)
MODE = env.str("AWARENESS_MODE", "demo").strip()
DEBUG = env.bool("DEBUG", False)
production = MODE == "production"
SECRET_KEY = env.str("SECRET_KEY") if production else env.str("SECRET_KEY", DEMO_SECRET)
ALLOWED_HOSTS = (
    env.list("ALLOWED_HOSTS") if production else ["localhost", "127.0.0.1", "[::1]", "testserver"]
)
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [])
# The clock of people without a site; everybody else's is their site's.
EMPLOYER_ZONE = env.str("EMPLOYER_ZONE", "UTC")
EMPLOYER = env.str("EMPLOYER", "" if production else "Nordvik Foods")  # as pages say it
DATABASES = {
    "default": env.dj_db_url("DATABASE_URL", f"sqlite:///{BASE_DIR / 'var' / 'awareness.sqlite3'}")
}
# Mail goes out by SMTP in production; the demo prints it where the server runs.
# With a provider of mail (an extra, django-anymail) it goes by its API, which also tells what came
# back; ANYMAIL is its keys, as JSON.
ANYMAIL_PROVIDER = env.str("ANYMAIL_PROVIDER", "")
anymail_keys = env.json("ANYMAIL", {})
ANYMAIL: dict[str, object] = dict(anymail_keys) if isinstance(anymail_keys, dict) else {}
EMAIL_URL = (
    env.dj_email_url("EMAIL_URL")
    if production and not ANYMAIL_PROVIDER
    else env.dj_email_url("EMAIL_URL", "console:")
)
DEFAULT_FROM_EMAIL = (
    env.str("DEFAULT_FROM_EMAIL")
    if production
    else env.str("DEFAULT_FROM_EMAIL", "awareness@example.com")
)
# The proxy in front of production terminates TLS and sets this header (docs/operating.md).
BEHIND_PROXY = env.bool("BEHIND_PROXY", False)
# The folder that authors write to in the browser; a pack in it replaces the shipped one. In
# production there is none until somebody names it.
CONTENT_WRITE_DIR = env.path(
    "CONTENT_WRITE_DIR", None if production else BASE_DIR / "var" / "content"
)
# Where the files of reports lie that authors sent, by their hash. In production there is none, and
# no report is taken, until somebody names it.
ORIGINALS_DIR = env.path("ORIGINALS_DIR", None if production else BASE_DIR / "var" / "originals")
CONTENT_DIRS = [BASE_DIR / "fixtures", *map(Path, env.list("CONTENT_DIRS", []))]
CONTENT_DIRS += [CONTENT_WRITE_DIR] if CONTENT_WRITE_DIR else []
# The reports' texts, where they are at hand: authors see the lines that a figure names.
SOURCES_DIR = env.path("SOURCES_DIR", BASE_DIR.parent / "shared" / "reports")
SECRET_KEY = (SECRET_KEY or "").strip()  # a secret read from a file ends in a newline


def missing_or_malformed() -> list[str]:
    """What the environment lacks, and what is none of its kind, in words."""
    try:
        env.seal()
    except EnvValidationError as error:
        faults: dict[str, list[str]] = error.error_messages  # type: ignore[assignment]
        return [f"{name}: {' '.join(messages)}" for name, messages in sorted(faults.items())]
    return []


def nonsense() -> list[str]:
    """What can be read and makes no sense, in words. What is missing or malformed is None here."""
    wrong = []
    if MODE not in ("demo", "production"):
        wrong.append(f"AWARENESS_MODE is {MODE!r}; it must be demo or production")
    try:
        ZoneInfo(EMPLOYER_ZONE)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: the name of a folder
        wrong.append(f"EMPLOYER_ZONE is {EMPLOYER_ZONE!r}; it must be one such as Europe/Stockholm")
    if production and SECRET_KEY == DEMO_SECRET:
        wrong.append("SECRET_KEY is the demo secret; make one of your own")
    if production and 0 < len(SECRET_KEY) < 50:
        wrong.append("SECRET_KEY is shorter than 50 characters")
    if production and DEBUG:
        wrong.append("DEBUG is on; production shows no debug pages")
    if production and "*" in (ALLOWED_HOSTS or ()):
        # The link in a mail for a new password leads to the host that was asked.
        wrong.append(
            "ALLOWED_HOSTS is *; name the hosts, or strangers say where links in mail lead"
        )
    if ANYMAIL_PROVIDER and find_spec(f"anymail.backends.{ANYMAIL_PROVIDER}") is None:
        wrong.append(
            f"ANYMAIL_PROVIDER is {ANYMAIL_PROVIDER!r}, which django-anymail does not know"
            if find_spec("anymail")
            else "ANYMAIL_PROVIDER needs django-anymail; run: scripts/setup anymail"
        )
    if ANYMAIL_PROVIDER and not ANYMAIL.get("WEBHOOK_SECRET"):
        wrong.append("ANYMAIL has no WEBHOOK_SECRET; without it nobody is told what came back")
    return wrong


def find_spec(name: str) -> object | None:
    """What would be imported under that name; None where a part of it is not installed."""
    try:
        return util.find_spec(name)
    except ModuleNotFoundError:
        return None


if wrong := missing_or_malformed() + nonsense():
    raise ImproperlyConfigured("These settings are missing or wrong: " + "; ".join(wrong))
DEMO = MODE == "demo"

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # FULL: an answer that was acknowledged is on the disk. IMMEDIATE and the timeout: with WAL
    # alone, several processes that read and then write meet "database is locked".
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA cache_size=-65536;",
    }
    DATABASES["default"]["CONN_MAX_AGE"] = None
else:
    DATABASES["default"]["CONN_MAX_AGE"] = None
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # The SQL of every page (prepared/) is planned once for a connection, not at each request.
    # A server that does not answer is given up before the web server's clock ends the request.
    DATABASES["default"]["OPTIONS"] = {
        "prepare_threshold": 0,
        "connect_timeout": 5,  # seconds
        "tcp_user_timeout": 10_000,  # milliseconds
    } | DATABASES["default"].get("OPTIONS", {})

INSTALLED_APPS = [
    "awareness.journal",
    "awareness.outbox",
    "awareness.subjects",
    "awareness.people",  # before django.contrib.auth, whose createsuperuser it replaces
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.admin",
    "django_htmx",
    "crispy_forms",
    "crispy_bootstrap5",
    "allauth",
    "allauth.account",
    "django_ox",
    "awareness.worker",  # after the engine, whose pages it takes out of /structure/
    "quizzes",
    "awareness.insights",
    "awareness.workplace",
    "awareness.bank",
    "awareness.learning",
    "awareness.assignments",
    "awareness.staffing",
    "awareness.mailing",
    "awareness.content",
    "awareness.studio",
    "awareness.home",
]
MIDDLEWARE = [
    # What every answer is given, also those of the middleware below: redirects, refusals, files.
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "awareness.people.middleware.no_store",
    "awareness.middleware.SecurityHeaders",
    # What no request gets past
    "awareness.middleware.measured",
    "awareness.middleware.sayable",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "awareness.worker.health.for_nobody",
    "awareness.in_time.in_time",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "awareness.people.middleware.site_time",
    "awareness.people.middleware.own_language",
    "awareness.middleware.method_in_words",
    "django_htmx.middleware.HtmxMiddleware",
    "awareness.middleware.redirects_for_htmx",
    "awareness.learning.ended_sessions.SignedInOnly",
    "awareness.people.middleware.Seals",
    "allauth.account.middleware.AccountMiddleware",
]
# This check looks for Django's class by its path, and ours is a subclass. Those that follow from it
# say nothing then; a test runs them all with Django's own (tests/site/test_settings.py).
SILENCED_SYSTEM_CHECKS = ["security.W001"]
ROOT_URLCONF = "awareness.urls"
WSGI_APPLICATION = "awareness.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "awareness.home.context.page",
            ],
            "builtins": ["awareness.people.templatetags.own_forms"],  # whose a form is
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# What else HR's set-up page asks before a module goes out: functions of the rooms above workplace,
# which it must not know. Each is given the day and returns a workplace.readiness.Step.
READINESS_STEPS = ["awareness.assignments.readiness.adoption_step"]

# People
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["awareness.people.backends.SignInBackend"]
PASSWORD_HASHERS = ["awareness.people.hashers.Argon2idHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
# What is too long is answered in words and not cut by the browser.
FORM_RENDERER = "awareness.renderer.Renderer"
ACCOUNT_FORMS = {
    "login": "awareness.people.forms.SignInForm",
    "reset_password": "awareness.people.forms.AskPasswordForm",
    "change_password": "awareness.people.forms.ChangePasswordForm",
}
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""  # the worker knows no host name to put there
ACCOUNT_ADAPTER = "awareness.people.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "public_id"  # who is meant, people.backends finds out
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]  # without a password the sign-in
# page loses its password field; sign-up itself is closed by the adapter
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_SESSION_REMEMBER = False  # a session ends with the browser: computers are shared
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_RATE_LIMITS = False  # awareness/people/tries.py counts: by account and address together
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_PROXY else 0
LOGIN_URL = "account_login"
CSRF_FAILURE_VIEW = "awareness.learning.ended_sessions.form_token_refused"
LOGIN_REDIRECT_URL = "home:learn"
LOGOUT_REDIRECT_URL = "account_login"

# Language and time
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English")]  # what the interface has been translated into
LOCALE_PATHS = [BASE_DIR / "locale"]  # where makemessages writes; the first translation makes it
FORMAT_MODULE_PATH = "awareness.formats"  # how each language writes a date
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# Static files: ours, and Bootstrap's from its wheel
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
if DEMO:
    STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # also makes var/, where the database stands
STATICFILES_DIRS = [BASE_DIR / "awareness" / "home" / "assets"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "awareness.finders.LibraryFinder",  # Bootstrap's style sheet, from its wheel
]
WHITENOISE_KEEP_ONLY_HASHED_FILES = True  # pages name nothing else
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ("map", "png", "jpg", "webp", "woff2", "gz", "br")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# What a request may carry: the longest text of a form is 60,000 characters, each up to nine bytes
# as a form sends it. A few pages take a file, such as HR's lists of people, and only they may be
# sent more; the file is held in memory while it is read, and never written to disk (decision 0017).
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = 1
UPLOADS = {  # bytes of a request, by its address: of a file, and 1 MB for the form around it
    "/hr/people/import/": 33 * 1024 * 1024,
    "/hr/people/earlier/": 5 * 1024 * 1024,
    "/studio/reports/": 51 * 1024 * 1024,
    "/studio/imports/": 11 * 1024 * 1024,
}
FILE_UPLOAD_HANDLERS = ["awareness.uploads.OnlyWhereTaken"]
FILE_UPLOAD_MAX_MEMORY_SIZE = max(UPLOADS.values())

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# The default cache is shared by all processes: the limit of remarks counts in it. `local` is for
# what can be made again: rendered text, looked up by its hash.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "site_cache",
        # Beyond this many rows the oldest keys go, and with them what was counted. A day's remarks
        # take 500 at most and stay for 26 hours; Django's 300 would forget some of a busy day.
        "OPTIONS": {"MAX_ENTRIES": 2000},
    },
    "local": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "TIMEOUT": None,
        "OPTIONS": {"MAX_ENTRIES": 2000},
    },
}


def mailer(url: dict[str, Any], seconds: int) -> dict[str, Any]:
    """How mail goes out; a server that is silent for so many seconds is given up."""
    backend = url["EMAIL_BACKEND"]
    if backend.endswith("console.EmailBackend"):
        return {"BACKEND": "awareness.mail.PlainConsole"}
    if not backend.endswith("smtp.EmailBackend"):
        return {"BACKEND": backend}
    options = {
        "host": url["EMAIL_HOST"],
        "port": url["EMAIL_PORT"],
        "username": url["EMAIL_HOST_USER"],
        "password": url["EMAIL_HOST_PASSWORD"],
        "use_tls": url["EMAIL_USE_TLS"],
        "use_ssl": url["EMAIL_USE_SSL"],
        "timeout": seconds,
    }
    return {"BACKEND": backend, "OPTIONS": options}


# The worker sends by `default`. `in_request` is for HR's test mail, for which a web process waits.
MAILERS = {"default": mailer(EMAIL_URL, 10), "in_request": mailer(EMAIL_URL, 5)}
if ANYMAIL_PROVIDER:
    MAILERS = {
        name: {"BACKEND": f"anymail.backends.{ANYMAIL_PROVIDER}.EmailBackend"} for name in MAILERS
    }
    # Nobody is followed: no picture that tells of opening, no links that count (letters.py). Some
    # providers cannot be told so with a mail; it goes all the same (docs/operating.md).
    ANYMAIL = {"IGNORE_UNSUPPORTED_FEATURES": True, **ANYMAIL, "REQUESTS_TIMEOUT": (5, 10)}
    INSTALLED_APPS.append("anymail")
del EMAIL_URL  # Django would take EMAIL_* for settings of its own

# Headers: nothing inline, nothing from elsewhere, in no frame.
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
X_FRAME_OPTIONS = "DENY"
SESSION_ENGINE = "awareness.people.sessions"
SESSION_COOKIE_AGE = 12 * 60 * 60  # a long shift
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]  # monitors beside the server ask by http
if production:
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    if BEHIND_PROXY:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"quiet": {"()": "awareness.logs.QuietFormatter"}},
    "handlers": {"quiet": {"class": "logging.StreamHandler", "formatter": "quiet"}},
    "root": {"handlers": ["quiet"], "level": "WARNING"},
    # Django's own handlers print the path of a request and mail whole requests: replaced.
    "loggers": {
        "django": {"handlers": ["quiet"], "level": "WARNING", "propagate": False},
        "django.server": {"handlers": ["quiet"], "level": "WARNING", "propagate": False},
        "django_ox": {"handlers": ["quiet"], "level": "WARNING", "propagate": False},
    },
}
