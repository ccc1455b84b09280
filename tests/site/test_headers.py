"""What every answer of the site tells the browser, and what the log tells nobody."""

import io
import logging
import runpy
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.http import Http404
from django.test import Client, RequestFactory
from django.urls import reverse
from gunicorn.config import Config
from gunicorn.http.parser import RequestParser

from awareness.logs import QuietFormatter
from awareness.studio.published import remarks
from tests.pages import text_of


def test_nothing_inline_nothing_from_elsewhere(client, db):
    response = client.get(reverse("account_login"))
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "same-origin"


def test_no_page_stays_behind(client_for, alice):
    response = client_for(alice).get(reverse("account_logout"))
    assert "no-store" in response["Cache-Control"]


def is_dressed(response) -> bool:
    """Whether a response carries everything that the site sets on each."""
    return (
        "default-src 'none'" in response["Content-Security-Policy"]
        and "unsafe" not in response["Content-Security-Policy"]
        and response["X-Content-Type-Options"] == "nosniff"
        and response["X-Frame-Options"] == "DENY"
        and response["Referrer-Policy"] == "same-origin"
        and response["Cross-Origin-Opener-Policy"] == "same-origin"
        and "Cache-Control" in response
    )


@pytest.mark.parametrize("over", ["http", "https"])
def test_no_answer_goes_out_without_headers(over, settings, db, alice, monkeypatch, tmp_path):
    """Of a middleware, of Django or of a view: each kind of answer that there is."""
    (tmp_path / "a.css").write_text("a {}")
    settings.STATIC_ROOT = tmp_path
    settings.SECURE_SSL_REDIRECT = over == "https"
    monkeypatch.setattr(remarks, "MOST_A_DAY", 0)
    monkeypatch.setattr("awareness.home.views.what_is_recorded", lambda: 1 / 0)
    client = Client(raise_request_exception=False)
    answers = {
        "wrong host": client.get("/help/", HTTP_HOST="evil.example"),
        "wrong host, static": client.get("/static/b.css", HTTP_HOST="evil.example"),
    }
    if over == "https":
        answers["to https"] = client.get("/help/")
        assert answers["to https"].status_code == 301
    secure = {"secure": over == "https"}
    answers |= {
        "static": client.get("/static/a.css", **secure),
        "no static": client.get("/static/b.css", **secure),
        "redirect": client.get("/", **secure),
        "slash": client.get("/help", **secure),
        "nowhere": client.get("/nowhere/", **secure),
        "NUL": client.get("/%00", **secure),
        "too long": client.post("/", "a" * 2**21, content_type="text/plain", **secure),
        "address": client.get("/?" + "a" * 5000, **secure),
        "method": client.put("/help/", **secure),
        "broken": client.get("/recorded/", **secure),
        "form token": Client(enforce_csrf_checks=True).post("/account/login/", **secure),
    }
    assert answers["static"].getvalue() == b"a {}"
    client.force_login(alice)
    said = {"page": "/library/", "trouble": "number"}
    answers["enough"] = client.post("/remark/", said, **secure)
    assert {name for name, answer in answers.items() if not is_dressed(answer)} == set()
    statuses = {answer.status_code for answer in answers.values()}
    assert statuses >= {200, 302, 301, 400, 403, 404, 405, 413, 414, 429, 500}
    assert "no-store" not in answers["static"]["Cache-Control"]
    kept = [name for name, a in answers.items() if "no-store" not in a["Cache-Control"]]
    assert kept == ["static"]


def test_a_method_that_an_address_does_not_take_is_answered_in_words(client_for, alice):
    for method, path in (("put", "/help/"), ("get", "/me/prefer/"), ("post", "/learn/")):
        response = getattr(client_for(alice), method)(path)
        assert response.status_code == 405
        assert response["Allow"]
        assert "405.html" in [template.name for template in response.templates]
        page = BeautifulSoup(response.content, "html.parser")
        assert text_of(page.h1)
        assert page.main.find("a", href="/help/")


def record_of(request, error) -> str:
    try:
        raise error
    except type(error) as caught:
        info = (type(caught), caught, caught.__traceback__)
    record = logging.LogRecord(
        "django.request", logging.ERROR, __file__, 1, "Not Found: %s", (request.path,), info
    )
    record.request, record.status_code = request, 500
    return QuietFormatter().format(record)


@pytest.mark.parametrize("error", [Http404("alice@example.com"), ValueError("answer=open")])
def test_a_log_line_names_the_view_and_nothing_else(error):
    request = RequestFactory().get("/learn/what-to-do/the-shared-laptop/?who=alice")
    line = record_of(request, error)
    for word in ("what-to-do", "laptop", "alice", "answer"):
        assert word not in line
    assert "view=" in line
    assert type(error).__name__ in line
    assert "test_headers.py" in line


def test_a_missing_page_is_logged_without_its_address(client_for, alice, caplog, capsys):
    logger = logging.getLogger("django.request")
    stream = []

    class Keep(logging.Handler):
        def emit(self, record):
            stream.append(QuietFormatter().format(record))

    keep = Keep()
    logger.addHandler(keep)
    try:
        client_for(alice).get("/learn/nothing-like-this/at-all/")
    finally:
        logger.removeHandler(keep)
    assert stream
    assert not any("nothing-like-this" in line for line in stream)


def test_the_handler_of_every_django_logger_is_the_quiet_one(settings):
    for logger in settings.LOGGING["loggers"].values():
        assert logger["handlers"] == ["quiet"]
        assert logger["propagate"] is False


def server_conf() -> dict:
    return runpy.run_path(str(Path(__file__).parents[2] / "scripts" / "gunicorn.conf.py"))


@pytest.fixture
def server_log():
    """What gunicorn's own logger writes as scripts/gunicorn.conf.py sets it up."""
    conf, config = server_conf(), Config()
    config.set("loglevel", conf["loglevel"])
    log, kept = conf["logger_class"](config), io.StringIO()
    handler = log.error_log.handlers[-1]
    handler.setStream(kept)
    return log, kept.getvalue


def test_only_the_demo_shows_how_to_sign_in(settings, monkeypatch, capsys):
    """Also where the mode stands in the file that ENV_FILE names, and not in the environment."""
    conf = runpy.run_path(str(Path(__file__).parents[2] / "scripts" / "gunicorn.conf.py"))
    ran = []
    monkeypatch.setattr(conf["subprocess"], "run", lambda command, **_: ran.append(command))
    monkeypatch.delenv("AWARENESS_MODE", raising=False)
    for demo in (False, True):
        settings.DEMO = demo
        conf["when_ready"](None)
        assert bool(ran) is demo
        assert ("Awareness runs at" in capsys.readouterr().out) is demo


def test_the_server_writes_down_no_address_of_a_page_or_a_device(server_log):
    log, written = server_log
    log.warning("Invalid request from ip=10.1.2.3: Invalid HTTP request line: 'GET /help/abc x'")
    line = written()
    assert line.endswith("WARNING gunicorn.error Invalid request\n")
    assert not [word for word in ("10.1.2.3", "/help/", "abc") if word in line]
    try:
        raise ValueError("Alice Lind is overdue")
    except ValueError:
        log.exception("Error handling request %s %s", "GET", "/team/export.csv?team=packing")
    line = written()
    assert "Error handling request" in line
    assert "ValueError" in line
    assert not [word for word in ("export", "packing", "Alice") if word in line]


def test_the_server_still_says_what_is_wrong_with_itself(server_log):
    log, written = server_log
    log.critical("WORKER TIMEOUT (pid:%s)", 7)
    assert "WORKER TIMEOUT (pid:7)" in written()


def test_nobody_moves_the_site_with_a_header():
    """Through a proxy on the same machine, whose address the server trusts."""
    config = Config()
    config.set("forwarder_headers", server_conf()["forwarder_headers"])
    sent = (
        b"GET /x/ HTTP/1.1\r\nHost: a\r\nSCRIPT_NAME: /x\r\nPATH_INFO: /y\r\nUser-Agent: b\r\n\r\n"
    )
    request = next(RequestParser(config, [sent], ("127.0.0.1", 1)))
    assert [name for name, _value in request.headers] == ["HOST", "USER-AGENT"]
