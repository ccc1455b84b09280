"""The server of `make run`: sync workers, no access log, and the address as the last thing said."""

import multiprocessing
import os
import subprocess
import sys

bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
workers = max(2, multiprocessing.cpu_count())
worker_class = "sync"
preload_app = True
loglevel = "warning"
accesslog = None  # there is no access log: who opened what is nobody's business
control_socket_disable = True


def when_ready(server) -> None:
    """Say where the site is and how to sign in, once it listens."""
    port = os.environ.get("PORT", "8000")
    print(f"\nAwareness runs at http://localhost:{port}/  (Ctrl+C stops it)")
    subprocess.run([sys.executable, "manage.py", "create_demo", "--show"], check=False)
    sys.stdout.flush()
