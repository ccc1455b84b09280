"""The server of `make run`, of production and of `make bench`: sync workers, no access log.

In the demo the address and the accounts are the last thing said.
"""

import gc
import multiprocessing
import os
import subprocess
import sys
from pathlib import Path

from gunicorn.glogging import Logger

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from awareness.logs import QuietFormatter


class QuietLogger(Logger):
    """What goes wrong outside Django: a request nobody could read, a sheet that broke off half-way.

    Gunicorn would write down addresses of pages and devices, and what an exception says of a row.
    """

    def setup(self, cfg) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(QuietFormatter())

    def warning(self, msg, *args, **kwargs) -> None:
        if str(msg).startswith("Invalid request"):
            msg, args = "Invalid request", ()
        super().warning(msg, *args, **kwargs)

    def exception(self, msg, *args, **kwargs) -> None:
        super().exception(str(msg).partition(" %")[0], **kwargs)


bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WORKERS") or max(2, multiprocessing.cpu_count()))
worker_class = "sync"
preload_app = True
loglevel = "warning"
logger_class = QuietLogger
accesslog = None  # there is no access log: who opened what is nobody's business
control_socket_disable = True
# A request that takes this long is ended by killing its worker. What it asked PostgreSQL would go
# on there, so the database ends that first, and the person is told that something went wrong.
timeout = 30
# And one process of its answers one statement: to begin two more costs more than they save a page.
os.environ.setdefault("PGOPTIONS", "-c statement_timeout=25s -c max_parallel_workers_per_gather=0")
# The site stands at the root of its host. By default whoever comes through a proxy on this machine
# may move it with a header of their own (SCRIPT_NAME), which a proxy need not hold back.
forwarder_headers = ""
limit_request_line = 8190  # below it we answer ourselves, in words (awareness/middleware.py)


def pre_fork(server, worker) -> None:
    """What is loaded stays loaded: workers share its pages, and no collection walks through it.

    A request leaves few cycles behind, so looking for them every 700 objects costs more than it
    frees: some ten thousand may lie about.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def post_worker_init(worker) -> None:
    """A file that takes longer than `timeout` is sent to its end, as long as it is read."""
    from awareness.streaming import notify_with

    notify_with(worker.notify)


def when_ready(server) -> None:
    """Say where the site is and how to sign in, once it listens."""
    from django.conf import settings  # loaded with the site; the mode may stand in ENV_FILE

    if not settings.DEMO:
        return
    port = os.environ.get("PORT", "8000")
    print(f"\nAwareness runs at http://localhost:{port}/  (Ctrl+C stops it)")
    subprocess.run([sys.executable, "manage.py", "create_demo", "--show"], check=False)
    sys.stdout.flush()
