"""`/livez`: this process answers. `/readyz`: what it needs is there. For proxies and monitors.

Open to everybody, so they name parts and say ok or not ok, and nothing else. They are not led on to
https (`SECURE_REDIRECT_EXEMPT`): whoever asks stands beside the server. The Host header has to be
one of ALLOWED_HOSTS as everywhere.
"""

from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from awareness.worker.seen import is_silent, last_seen

ADDRESSES = ("/livez", "/readyz")

_migrated = False  # once true it stays: a new migration comes with new code and a new process

type Respond = Callable[[HttpRequest], HttpResponse]


def for_nobody(get_response: Respond) -> Respond:
    """Take the cookies from whoever asks here: nothing on the way looks for their session, which is
    in the database that may be away."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path_info in ADDRESSES:
            request.COOKIES = {}
        return get_response(request)

    return middleware


@login_not_required
@require_safe
def livez(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """One line a part; 200 when all are ok, else 503."""
    parts = {"database": False, "migrations": False, "worker": False}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        parts["database"] = True
        parts["migrations"] = migrated()
        parts["worker"] = not is_silent(last_seen(), timezone.now())
    except DatabaseError:
        pass  # what was not reached is not ok
    lines = [f"{name} {'ok' if well else 'not ok'}\n" for name, well in parts.items()]
    status = 200 if all(parts.values()) else 503
    return HttpResponse("".join(lines), content_type="text/plain", status=status)


def migrated() -> bool:
    """Whether no migration waits. Reading them all is slow, so a yes is kept for the process."""
    global _migrated
    if not _migrated:
        executor = MigrationExecutor(connection)
        _migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _migrated
