"""What every answer of the site tells the browser, and what the log tells nobody."""

import logging

import pytest
from django.http import Http404
from django.test import RequestFactory
from django.urls import reverse

from awareness.logs import QuietFormatter


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
