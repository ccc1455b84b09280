"""`scripts/audit` tells known faults of libraries, and never takes silence for an answer."""

import json
import os
import subprocess
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from django.conf import settings

SCRIPT = settings.BASE_DIR / "scripts" / "audit"
pytestmark = pytest.mark.skipif(
    not (settings.BASE_DIR / ".tools" / "bin" / "uv").exists(),
    reason="scripts/setup was not run, so there is no uv to ask",
)


class Service(BaseHTTPRequestHandler):
    """Answers as osv.dev does; `faulty` is the library that has a known fault."""

    faulty = ""

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["queries"]
        fault = {"vulns": [{"id": "GHSA-1", "modified": "2026-01-01T00:00:00Z"}]}
        self.answer(
            {"results": [fault if q["package"]["name"] == self.faulty else {} for q in asked]}
        )

    def do_GET(self):
        self.answer({"id": "GHSA-1", "modified": "2026-01-01T00:00:00Z", "summary": "A fault"})

    def answer(self, body: dict) -> None:
        content = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args) -> None:
        pass


@pytest.fixture
def service():
    server = HTTPServer(("127.0.0.1", 0), Service)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def audit(service: str):
    environment = {**os.environ, "AUDIT_SERVICE": service}
    return subprocess.run([SCRIPT], capture_output=True, text=True, env=environment, timeout=60)


def test_a_known_fault_is_named_with_its_library(service, monkeypatch):
    monkeypatch.setattr(Service, "faulty", "django")
    result = audit(service)
    assert result.returncode == 1
    assert "django" in result.stdout
    assert "KNOWN FAULTS" in result.stderr


def test_none_is_said_where_the_service_knows_none(service):
    result = audit(service)
    assert (result.returncode, result.stderr) == (0, "")


def test_a_service_that_cannot_be_asked_is_no_answer():
    result = audit("http://127.0.0.1:9")
    assert result.returncode == 2
    assert result.stderr.startswith("NOT LOOKED UP")
