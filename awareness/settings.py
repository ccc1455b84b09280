"""Settings of the site, read from the environment; nonsense is refused before anything starts.

AWARENESS_MODE is `demo` (the default: answers to this machine only, demo accounts allowed) or
`production`. docs/operating.md lists every variable.
"""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP
from environs import EnvValidationError, FileAwareEnv

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
EMPLOYER = env.str("EMPLOYER", "" if production else "Nordvik Foods")  # as pages say it
DATABASES = {
    "default": env.dj_db_url("DATABASE_URL", f"sqlite:///{BASE_DIR / 'var' / 'awareness.sqlite3'}")
}
# Mail goes out by SMTP in production; the demo prints it where the server runs.
EMAIL_URL = (
    env.dj_email_url("EMAIL_URL") if production else env.dj_email_url("EMAIL_URL", "console:")
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
CONTENT_DIRS = [BASE_DIR / "fixtures", *map(Path, env.list("CONTENT_DIRS", []))]
CONTENT_DIRS += [CONTENT_WRITE_DIR] if CONTENT_WRITE_DIR else []
# The reports' texts, where they are at hand: authors see the lines that a figure names.
SOURCES_DIR = env.path("SOURCES_DIR", BASE_DIR.parent / "shared" / "reports")
try:
    env.seal()
except EnvValidationError as error:
    raise ImproperlyConfigured(
        "These settings are missing or wrong: "
        + "; ".join(
            f"{name}: {' '.join(messages)}"
            for name, messages in sorted(error.error_messages.items())  # type: ignore[union-attr]
        )
    ) from None


SECRET_KEY = SECRET_KEY.strip()  # a secret read from a file ends in a newline


def refuse_nonsense() -> None:
    """Say everything that is wrong with the settings at once."""
    wrong = []
    if MODE not in ("demo", "production"):
        wrong.append(f"AWARENESS_MODE is {MODE!r}; it must be demo or production")
    if production and SECRET_KEY == DEMO_SECRET:
        wrong.append("SECRET_KEY is the demo secret; make one of your own")
    if production and len(SECRET_KEY) < 50:
        wrong.append("SECRET_KEY is shorter than 50 characters")
    if production and DEBUG:
        wrong.append("DEBUG is on; production shows no debug pages")
    if production and "*" in ALLOWED_HOSTS:
        # The link in a mail for a new password leads to the host that was asked.
        wrong.append(
            "ALLOWED_HOSTS is *; name the hosts, or strangers say where links in mail lead"
        )
    if wrong:
        raise ImproperlyConfigured("; ".join(wrong))


refuse_nonsense()
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
    "awareness.subjects",
